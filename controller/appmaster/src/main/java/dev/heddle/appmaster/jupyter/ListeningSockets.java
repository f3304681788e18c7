package dev.heddle.appmaster.jupyter;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * On which TCP port a process listens, as Linux tells it. A server that let the kernel choose its
 * port may not know the number itself: the classic notebook writes down the 0 it was started with.
 */
public final class ListeningSockets {
  private static final String LISTEN = "0A";
  private static final int LOCAL_ADDRESS = 1;
  private static final int STATE = 3;
  private static final int INODE = 9;

  private final Path proc;

  public ListeningSockets(Path proc) {
    this.proc = requireNonNull(proc, "proc is null");
  }

  /**
   * The port of the process's oldest listening socket: servers listen before they open anything
   * else. Empty while it does not listen, or when it is gone or another user's.
   */
  public Optional<Integer> firstPort(long pid) {
    Path process = proc.resolve(Long.toString(pid));
    try {
      Map<String, Integer> ports = new HashMap<>();
      readTable(process.resolve("net/tcp"), ports);
      readTable(process.resolve("net/tcp6"), ports);
      int oldest = Integer.MAX_VALUE;
      Optional<Integer> port = Optional.empty();
      try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
        for (Path descriptor : descriptors) {
          int number = Integer.parseInt(descriptor.getFileName().toString());
          Integer listening = number < oldest ? ports.get(target(descriptor)) : null;
          if (listening != null) {
            oldest = number;
            port = Optional.of(listening);
          }
        }
      }
      return port;
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Whether any process of the machine listens there. */
  public boolean anyListens(int port) throws IOException {
    return !listening(Path.of("self"), port).isEmpty();
  }

  /**
   * An address at which the process can be reached when it listens on the port; empty when it does
   * not, or when it is gone or another user's.
   */
  public Optional<String> address(int port, long pid) {
    Path process = Path.of(Long.toString(pid));
    try {
      Map<String, String> sockets = listening(process, port);
      if (sockets.isEmpty()) {
        return Optional.empty();
      }
      try (DirectoryStream<Path> descriptors =
          Files.newDirectoryStream(proc.resolve(process).resolve("fd"))) {
        for (Path descriptor : descriptors) {
          String address = sockets.get(target(descriptor));
          if (address != null) {
            return Optional.of(address);
          }
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** {@code socket:[inode]} with its address for each socket that listens on the port. */
  private Map<String, String> listening(Path process, int port) throws IOException {
    Map<String, String> sockets = new HashMap<>();
    for (String table : List.of("net/tcp", "net/tcp6")) {
      Path file = proc.resolve(process).resolve(table);
      if (Files.exists(file)) {
        for (String line : Files.readAllLines(file, ISO_8859_1)) {
          String[] fields = line.strip().split(" +");
          if (fields.length > INODE && fields[STATE].equals(LISTEN)) {
            String local = fields[LOCAL_ADDRESS];
            int colon = local.indexOf(':');
            if (Integer.parseInt(local.substring(colon + 1), 16) == port) {
              sockets.put("socket:[" + fields[INODE] + "]", reachable(local.substring(0, colon)));
            }
          }
        }
      }
    }
    return sockets;
  }

  /** The kernel writes an IPv4 address as one number in the machine's byte order. */
  private static String reachable(String hex) {
    String last = hex.substring(hex.length() - 8);
    boolean four = hex.length() == 8 || hex.startsWith("0000000000000000FFFF0000");
    if (!four || last.equals("00000000")) {
      return "127.0.0.1";
    }
    StringBuilder address = new StringBuilder();
    for (int i = 6; i >= 0; i -= 2) {
      address.append(Integer.parseInt(last.substring(i, i + 2), 16)).append(i == 0 ? "" : ".");
    }
    return address.toString();
  }

  /** A descriptor may be closed while the directory is read. */
  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException e) {
      return "";
    }
  }

  /** Adds {@code socket:[inode]} with its port for each listening socket of a table. */
  private static void readTable(Path table, Map<String, Integer> ports) throws IOException {
    if (!Files.exists(table)) {
      return; // a machine without IPv6
    }
    for (String line : Files.readAllLines(table, ISO_8859_1)) {
      String[] fields = line.strip().split(" +");
      if (fields.length > INODE && fields[STATE].equals(LISTEN)) {
        String local = fields[LOCAL_ADDRESS];
        int port = Integer.parseInt(local.substring(local.indexOf(':') + 1), 16);
        ports.put("socket:[" + fields[INODE] + "]", port);
      }
    }
  }
}
