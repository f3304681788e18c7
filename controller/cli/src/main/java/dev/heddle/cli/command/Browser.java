package dev.heddle.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.heddle.cli.terminal.Environment;
import dev.heddle.crd.meta.ResourceKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * Opens a URL with a token. The command line of another process can be read by everybody, so the
 * browser is given a page, readable by its owner only, that leads to the URL (I15).
 */
final class Browser {

  private Browser() {}

  /** Whether a person sits at a desktop with a browser. */
  static boolean isAvailable(Environment environment) {
    return environment.outIsTerminal()
        && (environment.variable("DISPLAY").isPresent()
            || environment.variable("WAYLAND_DISPLAY").isPresent())
        && environment.variable("SSH_CONNECTION").isEmpty();
  }

  static void open(Environment environment, ResourceKey notebook, String url) throws IOException {
    Path page = page(environment.heddleHome().resolve("open"), notebook, url);
    new ProcessBuilder(List.of("xdg-open", page.toUri().toString()))
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  static Path page(Path directory, ResourceKey notebook, String url) throws IOException {
    Files.createDirectories(directory);
    Path aside =
        Files.createTempFile(
            directory,
            "page",
            "",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    String target = url.replace("&", "&amp;").replace("\"", "&quot;").replace("<", "&lt;");
    Files.writeString(
        aside,
        "<!doctype html><meta http-equiv=\"refresh\" content=\"0;url=%s\">\n".formatted(target),
        UTF_8);
    Path page = directory.resolve(notebook.namespace() + "-" + notebook.name() + ".html");
    return Files.move(aside, page, StandardCopyOption.REPLACE_EXISTING);
  }
}
