package dev.heddle.appmaster.jupyter;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.protocol.MalformedMessageException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import java.util.function.LongPredicate;

/**
 * The directory in which Jupyter servers write one file each with their address: {@code
 * nbserver-PID.json} for the classic notebook, {@code jpserver-PID.json} for later servers.
 */
public final class RuntimeDirectory {
  private final Path directory;
  private final LongPredicate alive;
  private final ListeningSockets sockets;

  public RuntimeDirectory(Path directory, LongPredicate alive, ListeningSockets sockets) {
    this.directory = requireNonNull(directory, "directory is null");
    this.alive = requireNonNull(alive, "alive is null");
    this.sockets = requireNonNull(sockets, "sockets is null");
  }

  /** The newest server whose process lives. A killed server leaves its file behind. */
  public Optional<JupyterServer> server() {
    Optional<JupyterServer> newest = Optional.empty();
    FileTime newestTime = FileTime.fromMillis(Long.MIN_VALUE);
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(directory, "{nb,jp}server-*.json")) {
      for (Path file : files) {
        FileTime time = Files.getLastModifiedTime(file);
        Optional<JupyterServer> server = read(file);
        if (server.isPresent() && time.compareTo(newestTime) > 0) {
          newest = server;
          newestTime = time;
        }
      }
    } catch (IOException e) {
      // The directory appears with the first server, and files go while they are being listed.
      return newest;
    }
    return newest;
  }

  /** A file that is still being written does not parse; the next look will. */
  private Optional<JupyterServer> read(Path file) {
    try {
      JupyterServer written = JupyterServer.fromRuntimeFile(Files.readString(file));
      if (!alive.test(written.pid())) {
        return Optional.empty();
      }
      return written.port() == 0 ? withRealPort(written) : Optional.of(written);
    } catch (IOException | MalformedMessageException | ArithmeticException e) {
      return Optional.empty();
    }
  }

  /** Of a server that was told to choose a port itself, and wrote down what it was told. */
  private Optional<JupyterServer> withRealPort(JupyterServer written) {
    Optional<Integer> port = sockets.firstPort(written.pid());
    return port.isPresent() ? Optional.of(written.at(port.get())) : Optional.empty();
  }
}
