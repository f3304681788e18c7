package dev.heddle.appmaster.skein;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.container.AgentLog;
import dev.heddle.appmaster.https.TlsIdentity;
import dev.heddle.appmaster.protocol.PortRange;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/**
 * Where Skein's protocol is spoken. The port is open at once, so that a program that connects early
 * waits rather than fails; the library is loaded for the first connection, so that an application
 * whose programs never call pays for an open socket alone.
 */
public final class SkeinPort {
  private static final int PORTS_TRIED = 64;
  private static final long STACK_BYTES = 256 * 1024;

  private final ServerSocket socket;

  private SkeinPort(ServerSocket socket) {
    this.socket = socket;
  }

  /**
   * @param preferred the port an earlier agent of this container had, which its processes know
   */
  public static SkeinPort open(
      InetAddress address, PortRange ports, int firstTried, Optional<Integer> preferred)
      throws IOException {
    if (preferred.isPresent()) {
      try {
        return bound(address, preferred.get());
      } catch (BindException e) {
        // Somebody took it in the moment between two agents; any other port will have to do.
      }
    }
    for (int i = 0; i < Math.min(PORTS_TRIED, ports.size()); i++) {
      try {
        return bound(address, ports.first() + Math.floorMod(firstTried + i, ports.size()));
      } catch (BindException e) {
        // Taken: the next one.
      }
    }
    return bound(address, 0);
  }

  private static SkeinPort bound(InetAddress address, int port) throws IOException {
    ServerSocket socket = new ServerSocket();
    try {
      socket.bind(new InetSocketAddress(address, port));
      return new SkeinPort(socket);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  public int port() {
    return socket.getLocalPort();
  }

  /**
   * Answers from now on.
   *
   * @param library the file that the protocol is loaded from
   */
  public void serve(
      Path library, TlsIdentity.Managers identity, SkeinApplication application, AgentLog log) {
    requireNonNull(library, "library is null");
    requireNonNull(identity, "identity is null");
    requireNonNull(application, "application is null");
    Thread thread =
        new Thread(null, () -> await(library, identity, application, log), "skein", STACK_BYTES);
    thread.setDaemon(true);
    thread.start();
  }

  private void await(
      Path library, TlsIdentity.Managers identity, SkeinApplication application, AgentLog log) {
    try {
      Socket first = socket.accept();
      log.say("a program speaks Skein's protocol: loading " + library.getFileName());
      protocol(library).serve(socket, first, identity, application);
    } catch (IOException | ServiceConfigurationError | LinkageError e) {
      log.say("Skein's protocol cannot be served", e);
      close(log);
    }
  }

  private static SkeinProtocol protocol(Path library) throws IOException {
    if (!Files.isRegularFile(library)) {
      throw new NoSuchFileException(library.toString());
    }
    // Never closed: it is in use for as long as this process lives.
    URLClassLoader loader =
        new URLClassLoader(
            new URL[] {library.toUri().toURL()}, SkeinProtocol.class.getClassLoader());
    return ServiceLoader.load(SkeinProtocol.class, loader)
        .findFirst()
        .orElseThrow(() -> new IOException(library + " has no protocol"));
  }

  private void close(AgentLog log) {
    try {
      socket.close();
    } catch (IOException e) {
      log.say("its port stays open", e);
    }
  }
}
