package dev.heddle.appmaster.probe;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.container.CommandRunner;
import dev.heddle.appmaster.jupyter.ListeningSockets;
import dev.heddle.appmaster.jupyter.LocalHttp;
import dev.heddle.appmaster.protocol.Check;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Asks a process of this container. A port counts only when one of this container's processes
 * listens there: whoever else has taken it may answer what it likes.
 */
public final class LocalChecker implements Checker {
  private static final int FIRST_SUCCESS = 200;
  private static final int FIRST_FAILURE = 400;

  private final Ports ports;
  private final ListeningSockets sockets;
  private final Members members;
  private final CommandRunner commands;
  private long owner;

  /** The ports that were chosen for the process; the empty name is the one in HEDDLE_PORT. */
  public interface Ports {
    Optional<Integer> port(String name) throws IOException;
  }

  /** The processes of this container. */
  public interface Members {
    Set<Long> pids() throws IOException;
  }

  public LocalChecker(
      Ports ports, ListeningSockets sockets, Members members, CommandRunner commands) {
    this.ports = requireNonNull(ports, "ports is null");
    this.sockets = requireNonNull(sockets, "sockets is null");
    this.members = requireNonNull(members, "members is null");
    this.commands = requireNonNull(commands, "commands is null");
  }

  @Override
  public Optional<String> fault(Check check, long pid, Duration timeout)
      throws InterruptedException {
    try {
      if (check instanceof Check.Http http) {
        return http(http, pid, timeout);
      }
      if (check instanceof Check.Tcp tcp) {
        return tcp(tcp, pid, timeout);
      }
      return commands.run(pid, ((Check.Exec) check).command(), timeout).fault();
    } catch (IOException e) {
      return Optional.of(e.getMessage() == null ? e.toString() : e.getMessage());
    }
  }

  private Optional<String> http(Check.Http check, long pid, Duration timeout) throws IOException {
    int port = number(check.port());
    String address = ownAddress(port, pid);
    Optional<String> token =
        check.tokenVariable().isPresent()
            ? Optional.ofNullable(commands.environment(pid).get(check.tokenVariable().get()))
            : Optional.empty();
    int status =
        new LocalHttp(timeout).get(check.secure(), address, port, check.path(), token).status();
    boolean right =
        check.status() == 0
            ? status >= FIRST_SUCCESS && status < FIRST_FAILURE
            : status == check.status();
    return right
        ? Optional.empty()
        : Optional.of("GET " + check.path() + " on port " + port + " was answered with " + status);
  }

  private Optional<String> tcp(Check.Tcp check, long pid, Duration timeout) throws IOException {
    int port = number(check.port());
    String address = ownAddress(port, pid);
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, port), Math.toIntExact(timeout.toMillis()));
    }
    return Optional.empty();
  }

  private int number(String port) throws IOException {
    if (!port.isEmpty() && port.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return Integer.parseInt(port);
    }
    return ports
        .port(port)
        .orElseThrow(
            () -> new IOException(port.isEmpty() ? "no port is chosen yet" : "no port " + port));
  }

  /** The one that listened last time is asked first: to find all takes a look at every process. */
  private String ownAddress(int port, long pid) throws IOException {
    if (!sockets.anyListens(port)) {
      throw new IOException("nothing listens on port " + port);
    }
    for (long candidate : new long[] {owner, pid}) {
      Optional<String> address = sockets.address(port, candidate);
      if (address.isPresent()) {
        owner = candidate;
        return address.get();
      }
    }
    for (long member : members.pids()) {
      Optional<String> address = sockets.address(port, member);
      if (address.isPresent()) {
        owner = member;
        return address.get();
      }
    }
    throw new IOException("port " + port + " is taken by a process that is not this service's");
  }
}
