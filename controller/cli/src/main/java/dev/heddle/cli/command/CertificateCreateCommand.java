package dev.heddle.cli.command;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.cli.terminal.Environment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code heddle certificate create}. */
@Command(
    name = "create",
    description = {
      "Writes a certificate, its key and the installation's authority: client.crt, client.key and",
      "api-ca.pem, with which heddle login and kubectl are known as that user until it expires.",
    })
final class CertificateCreateCommand implements Runnable {

  private final Environment environment;

  @Mixin private ServerOptions server;

  @Mixin private CredentialOptions options;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "The directory for the three files; made when it is missing.")
  private Path directory = Path.of(".");

  CertificateCreateCommand(Environment environment) {
    this.environment = requireNonNull(environment, "environment is null");
  }

  @Override
  public void run() {
    ObjectNode made =
        server
            .client(environment)
            .post("/apis/heddle.dev/v1/access/certificates", options.request());
    write("client.key", made.path("key").asText(), "rw-------");
    write("client.crt", made.path("certificate").asText(), "rw-r--r--");
    write("api-ca.pem", made.path("certificateAuthority").asText(), "rw-r--r--");
    environment
        .out()
        .println(
            "wrote client.crt, client.key and api-ca.pem of "
                + options.user
                + " to "
                + directory
                + "; they expire at "
                + made.path("expires").asText());
  }

  private void write(String name, String text, String mode) {
    try {
      Files.createDirectories(directory);
      Path aside =
          Files.createTempFile(
              directory,
              "." + name,
              "",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(aside, text, US_ASCII);
      Files.setPosixFilePermissions(aside, PosixFilePermissions.fromString(mode));
      Files.move(
          aside,
          directory.resolve(name),
          StandardCopyOption.REPLACE_EXISTING,
          StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("can't write " + directory.resolve(name), e);
    }
  }
}
