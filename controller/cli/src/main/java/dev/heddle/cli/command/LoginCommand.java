package dev.heddle.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.heddle.cli.client.ApiClient;
import dev.heddle.cli.client.ClientConfig;
import dev.heddle.cli.client.Kubeconfig;
import dev.heddle.cli.terminal.Environment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code heddle login}. */
@Command(
    name = "login",
    description = {
      "Asks an operator who you are, and remembers it and how you are known to it.",
      "With --kubeconfig kubectl knows it, too, as the context heddle; other contexts stay.",
    },
    footer = {
      "",
      "Examples:",
      "  heddle login --server https://heddle.example.com:7878 --certificate-authority api-ca.pem \\",
      "    --certificate ada.crt --key ada.key --kubeconfig",
      "  heddle login --token-file robot.token --certificate-authority api-ca.pem \\",
      "    --server https://heddle.example.com:7878",
    })
final class LoginCommand implements Runnable {

  private static final String WHO = "/apis/authentication.k8s.io/v1/selfsubjectreviews";

  private final Environment environment;

  @Mixin private ServerOptions server;

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      description = "A token; kept in ~/.heddle/token. Others may see what a command is given.")
  private Optional<String> token = Optional.empty();

  @Option(
      names = "--certificate",
      paramLabel = "FILE",
      description = "A certificate of the installation, instead of a token.")
  private Optional<Path> certificate = Optional.empty();

  @Option(names = "--key", paramLabel = "FILE", description = "The certificate's key.")
  private Optional<Path> key = Optional.empty();

  @Option(
      names = "--kubeconfig",
      paramLabel = "FILE",
      arity = "0..1",
      fallbackValue = "",
      description =
          "Writes the context heddle into a kubeconfig, too (default: the first file of KUBECONFIG,"
              + " then ~/.kube/config).")
  private Optional<String> kubeconfig = Optional.empty();

  @Option(
      names = "--use-context",
      description = "Makes heddle the current context of the kubeconfig.")
  private boolean use;

  LoginCommand(Environment environment) {
    this.environment = requireNonNull(environment, "environment is null");
  }

  @Override
  public void run() {
    if (certificate.isPresent() != key.isPresent()) {
      throw new UsageException("--certificate and --key belong together");
    }
    if (certificate.isPresent() && (token.isPresent() || server.tokenFile.isPresent())) {
      throw new UsageException("give a certificate or a token, not both");
    }
    ClientConfig config = config();
    JsonNode who =
        ApiClient.of(config)
            .post(WHO, JsonNodeFactory.instance.objectNode())
            .at("/status/userInfo");
    config.write(ClientConfig.file(environment));
    environment
        .out()
        .println(
            "logged in to "
                + config.server().map(Object::toString).orElse("")
                + " as "
                + who.path("username").asText());
    kubeconfig.ifPresent(
        named -> {
          Path file = named.isEmpty() ? usual() : Path.of(named);
          Kubeconfig.write(file, Kubeconfig.Entry.of(config), use);
          environment.out().println("wrote the context heddle to " + file);
        });
  }

  private ClientConfig config() {
    ClientConfig chosen = server.config(environment);
    if (certificate.isPresent()) {
      return new ClientConfig(
          chosen.server(),
          Optional.empty(),
          chosen.namespace(),
          chosen.certificateAuthority().map(Path::toAbsolutePath),
          certificate.map(Path::toAbsolutePath),
          key.map(Path::toAbsolutePath));
    }
    boolean byToken = token.isPresent() || server.tokenFile.isPresent();
    return new ClientConfig(
        chosen.server(),
        token.map(this::kept).or(() -> chosen.tokenFile().map(Path::toAbsolutePath)),
        chosen.namespace(),
        chosen.certificateAuthority().map(Path::toAbsolutePath),
        byToken ? Optional.empty() : chosen.certificate(),
        byToken ? Optional.empty() : chosen.key());
  }

  private Path kept(String text) {
    Path file = environment.heddleHome().resolve("token");
    try {
      Files.createDirectories(file.getParent());
      Path aside =
          Files.createTempFile(
              file.getParent(),
              ".token",
              "",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(aside, text + "\n", UTF_8);
      Files.move(aside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException("can't write " + file, e);
    }
  }

  private Path usual() {
    return environment
        .variable("KUBECONFIG")
        .map(list -> Path.of(list.split(":")[0]))
        .orElseGet(() -> environment.home().resolve(".kube/config"));
  }
}
