package dev.heddle.cli.command;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.heddle.cli.terminal.CliException;
import dev.heddle.cli.terminal.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code heddle application security}. */
@Command(
    name = "security",
    description = {
      "Makes what Skein's Python package needs to call an application from outside: skein.crt and"
          + " skein.pem, in a directory of theirs. Prints the address and the application's id.",
      "",
      "Whoever has these files may do with that application what its owner may.",
    },
    footer = {
      "",
      "Examples:",
      "  heddle application security demo --dir demo.skein",
      "  python3 -c 'import skein; print(skein.ApplicationClient(\"HOST:PORT\", \"ID\","
          + " security=skein.Security.from_directory(\"demo.skein\")).get_containers())'",
    })
final class SecurityCommand implements Runnable {

  private static final FileAttribute<Set<PosixFilePermission>> DIRECTORY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final FileAttribute<Set<PosixFilePermission>> FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Environment environment;

  @Mixin private ApplicationTarget target;

  @Option(
      names = "--dir",
      required = true,
      paramLabel = "DIR",
      description = "Where the two files go; made when it is missing.")
  private Path directory;

  SecurityCommand(Environment environment) {
    this.environment = requireNonNull(environment, "environment is null");
  }

  @Override
  public void run() {
    JsonNode made =
        target
            .lookup(environment)
            .api()
            .post(target.path(environment) + "/skein", JsonNodeFactory.instance.objectNode());
    Path place = directory.toAbsolutePath();
    try {
      Files.createDirectories(place, DIRECTORY);
      write(place.resolve("skein.crt"), made.path("certificates").asText());
      write(place.resolve("skein.pem"), made.path("key").asText());
    } catch (IOException e) {
      throw new CliException("the files can't be written to " + place + ": " + e.getMessage());
    }
    environment
        .out()
        .println(made.path("address").asText() + " " + made.path("applicationId").asText());
    environment.out().flush();
  }

  /** Never readable by others, not even for a moment. */
  private static void write(Path file, String text) throws IOException {
    Path unfinished = Files.createTempFile(file.getParent(), "skein", ".tmp", FILE);
    Files.writeString(unfinished, text, US_ASCII);
    Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
  }
}
