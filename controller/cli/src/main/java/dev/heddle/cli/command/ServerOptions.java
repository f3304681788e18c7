package dev.heddle.cli.command;

import dev.heddle.cli.client.ApiClient;
import dev.heddle.cli.client.ClientConfig;
import dev.heddle.cli.terminal.Environment;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which operator, and which namespace. */
final class ServerOptions {

  /** The namespace of what is written when nobody names one. */
  static final String DEFAULT_NAMESPACE = "default";

  @Option(
      names = "--server",
      paramLabel = "URL",
      description = "The operator's address (default: HEDDLE_SERVER, then ~/.heddle/config.yaml).")
  Optional<String> server = Optional.empty();

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "The operator's token (default: HEDDLE_TOKEN_FILE, then the same file).")
  Optional<Path> tokenFile = Optional.empty();

  @Option(
      names = "--certificate-authority",
      paramLabel = "FILE",
      description =
          "Who has signed the operator's certificate (default: HEDDLE_CERTIFICATE_AUTHORITY, then"
              + " the same file).")
  Optional<Path> certificateAuthority = Optional.empty();

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NAMESPACE",
      description = "The namespace (default: HEDDLE_NAMESPACE, then the same file).")
  Optional<String> namespace = Optional.empty();

  ApiClient client(Environment environment) {
    return ApiClient.of(config(environment));
  }

  /** The namespace that was chosen, by option, variable or configuration. */
  Optional<String> namespace(Environment environment) {
    return config(environment).namespace();
  }

  ClientConfig config(Environment environment) {
    ClientConfig written = ClientConfig.of(environment);
    return new ClientConfig(
        server.map(ClientConfig::uri).or(written::server),
        tokenFile.or(written::tokenFile),
        namespace.or(written::namespace),
        certificateAuthority.or(written::certificateAuthority),
        written.certificate(),
        written.key());
  }

  Lookup lookup(Environment environment) {
    return new Lookup(client(environment), namespace(environment));
  }
}
