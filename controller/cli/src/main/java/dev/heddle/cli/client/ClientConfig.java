package dev.heddle.cli.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.cli.terminal.CliException;
import dev.heddle.cli.terminal.Environment;
import dev.heddle.cli.terminal.TreeText;
import dev.heddle.crd.tree.Document;
import dev.heddle.crd.tree.DocumentReader;
import dev.heddle.crd.tree.Limits;
import dev.heddle.crd.tree.LocatedTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

/**
 * Which operator to ask: from options, else variables, else {@code ~/.heddle/config.yaml}.
 *
 * @param server the operator's address
 * @param tokenFile the file with the token to show it
 * @param namespace the namespace that is meant when none is named
 * @param certificateAuthority the file with the authority that has signed the operator's
 *     certificate
 * @param certificate the file with a certificate to be known by, instead of a token
 * @param key the file with the certificate's key
 */
public record ClientConfig(
    Optional<URI> server,
    Optional<Path> tokenFile,
    Optional<String> namespace,
    Optional<Path> certificateAuthority,
    Optional<Path> certificate,
    Optional<Path> key) {

  private static final List<String> FIELDS =
      List.of("server", "tokenFile", "namespace", "certificateAuthority", "certificate", "key");

  public ClientConfig {
    requireNonNull(server, "server is null");
    requireNonNull(tokenFile, "tokenFile is null");
    requireNonNull(namespace, "namespace is null");
    requireNonNull(certificateAuthority, "certificateAuthority is null");
    requireNonNull(certificate, "certificate is null");
    requireNonNull(key, "key is null");
  }

  /** Without certificates. */
  public ClientConfig(Optional<URI> server, Optional<Path> tokenFile, Optional<String> namespace) {
    this(server, tokenFile, namespace, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** The same, trusting that authority. */
  public ClientConfig trusting(Optional<Path> authority) {
    return new ClientConfig(server, tokenFile, namespace, authority, certificate, key);
  }

  /** The file in which quick start and people keep it. */
  public static Path file(Environment environment) {
    return environment.heddleHome().resolve("config.yaml");
  }

  /** What the file says, overridden by variables. */
  public static ClientConfig of(Environment environment) {
    ClientConfig written = read(file(environment));
    return new ClientConfig(
        environment.variable("HEDDLE_SERVER").map(ClientConfig::uri).or(written::server),
        environment.variable("HEDDLE_TOKEN_FILE").map(Path::of).or(written::tokenFile),
        environment.variable("HEDDLE_NAMESPACE").or(written::namespace),
        environment
            .variable("HEDDLE_CERTIFICATE_AUTHORITY")
            .map(Path::of)
            .or(written::certificateAuthority),
        written.certificate(),
        written.key());
  }

  /** An absent file says nothing. */
  static ClientConfig read(Path file) {
    if (!Files.exists(file)) {
      return new ClientConfig(Optional.empty(), Optional.empty(), Optional.empty());
    }
    try {
      List<Document> documents =
          new DocumentReader(Limits.standard()).read(file.toString(), Files.readAllBytes(file));
      if (documents.isEmpty()) {
        return new ClientConfig(Optional.empty(), Optional.empty(), Optional.empty());
      }
      JsonNode root =
          documents.stream()
              .filter(document -> document.problems().isEmpty())
              .flatMap(document -> document.tree().stream())
              .map(LocatedTree::root)
              .findFirst()
              .orElseThrow(() -> unreadable(file));
      root.fieldNames()
          .forEachRemaining(
              field -> {
                if (!FIELDS.contains(field)) {
                  throw new CliException(
                      file + " has the unknown field '" + field + "'",
                      "its fields are " + String.join(", ", FIELDS));
                }
              });
      return new ClientConfig(
          text(root, "server").map(ClientConfig::uri),
          text(root, "tokenFile").map(Path::of),
          text(root, "namespace"),
          text(root, "certificateAuthority").map(Path::of),
          text(root, "certificate").map(Path::of),
          text(root, "key").map(Path::of));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static CliException unreadable(Path file) {
    return new CliException(
        file + " is not valid YAML", "mend or remove it; heddle quickstart writes it anew");
  }

  private static Optional<String> text(JsonNode root, String field) {
    return Optional.of(root.path(field).asText("")).filter(value -> !value.isEmpty());
  }

  /**
   * The address in that text.
   *
   * @throws CliException when it is none
   */
  public static URI uri(String text) {
    try {
      URI uri = URI.create(text);
      if (("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
          && uri.getHost() != null) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      throw new CliException("'" + text + "' is not an address", EXAMPLE, e);
    }
    throw new CliException("'" + text + "' is not an address", EXAMPLE);
  }

  private static final String EXAMPLE = "write for example https://127.0.0.1:7878";

  /** Writes the file, whole or not at all. */
  public void write(Path file) {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    server.ifPresent(value -> tree.put("server", value.toString()));
    tokenFile.ifPresent(value -> tree.put("tokenFile", value.toString()));
    namespace.ifPresent(value -> tree.put("namespace", value));
    certificateAuthority.ifPresent(value -> tree.put("certificateAuthority", value.toString()));
    certificate.ifPresent(value -> tree.put("certificate", value.toString()));
    key.ifPresent(value -> tree.put("key", value.toString()));
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Path aside = Files.createTempFile(file.toAbsolutePath().getParent(), ".config", "");
      Files.writeString(aside, TreeText.yaml(tree), UTF_8);
      Files.move(aside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("can't write " + file, e);
    }
  }
}
