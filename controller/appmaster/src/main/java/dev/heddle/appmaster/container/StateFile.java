package dev.heddle.appmaster.container;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * A small text that outlives a killed agent. Replaced by a rename, so that a reader sees the old
 * text or the new one. Not forced to the disk: it needs to survive processes, not the machine.
 */
public final class StateFile {
  private final Path path;
  private final Path next;

  public StateFile(Path path) {
    this.path = requireNonNull(path, "path is null");
    this.next = path.resolveSibling(path.getFileName() + ".next");
  }

  public Optional<String> read() throws IOException {
    try {
      return Optional.of(Files.readString(path, UTF_8));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  public void write(String text) throws IOException {
    Files.writeString(next, text, UTF_8);
    Files.move(next, path, StandardCopyOption.ATOMIC_MOVE);
  }
}
