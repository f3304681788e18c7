package dev.heddle.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/** The TCP ports on which something listens, from the kernel's own table. */
final class ListeningPorts {

  private static final Path TABLE = Path.of("/proc/net/tcp");
  private static final String LISTEN = "0A";

  private ListeningPorts() {}

  static Set<Integer> between(int first, int last) throws IOException {
    Set<Integer> ports = new TreeSet<>();
    for (String line : Files.readAllLines(TABLE, US_ASCII)) {
      String[] fields = line.strip().split("\\s+");
      if (fields.length > 3 && fields[3].equals(LISTEN)) {
        int port = Integer.parseInt(fields[1].substring(fields[1].indexOf(':') + 1), 16);
        if (port >= first && port <= last) {
          ports.add(port);
        }
      }
    }
    return ports;
  }
}
