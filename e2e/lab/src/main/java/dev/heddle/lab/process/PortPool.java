package dev.heddle.lab.process;

import dev.heddle.lab.Daemon;
import dev.heddle.lab.Endpoint;
import dev.heddle.lab.LabException;
import dev.heddle.lab.LabShape;
import dev.heddle.lab.PortMap;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Chooses ports: the remembered ones, else the usual ones, else free ones above them. */
public final class PortPool {
  private static final int FIRST_STEP = 10_000;
  private static final int STEP = 200;
  // Above this Linux hands out ports to outgoing connections, one of which could take a daemon's
  // while it is down.
  private static final int HIGHEST = 32_000;

  private PortPool() {}

  /**
   * Chooses for every daemon of the shape.
   *
   * @param remembered the ports of an earlier start, kept wherever they are still free
   * @param running daemons that run now, whose ports are kept as they are
   */
  public static PortMap choose(LabShape shape, PortMap remembered, Set<Daemon> running) {
    Map<String, Integer> chosen = new TreeMap<>();
    Set<Integer> taken = new HashSet<>();
    for (Daemon daemon : shape.daemons()) {
      if (running.contains(daemon)) {
        for (Endpoint endpoint : daemon.role().endpoints()) {
          int port = remembered.of(endpoint, daemon);
          chosen.put(endpoint.key(daemon), port);
          taken.add(port);
        }
      }
    }
    for (Daemon daemon : shape.daemons()) {
      for (Endpoint endpoint : daemon.role().endpoints()) {
        chosen.computeIfAbsent(
            endpoint.key(daemon),
            key -> firstFree(candidates(endpoint, daemon, remembered), taken));
      }
    }
    return PortMap.of(chosen);
  }

  private static List<Integer> candidates(Endpoint endpoint, Daemon daemon, PortMap remembered) {
    List<Integer> candidates = new ArrayList<>();
    Integer before = remembered.byKey().get(endpoint.key(daemon));
    if (before != null) {
      candidates.add(before);
    }
    int usual = endpoint.usualPort(daemon);
    candidates.add(usual);
    for (int port = usual + FIRST_STEP; port < HIGHEST; port += STEP) {
      candidates.add(port);
    }
    return candidates;
  }

  private static int firstFree(List<Integer> candidates, Set<Integer> taken) {
    for (int port : candidates) {
      if (!taken.contains(port) && isFree(port)) {
        taken.add(port);
        return port;
      }
    }
    throw new LabException("no free port found among " + candidates + "; stop what listens there");
  }

  /** Whether nobody on this machine listens on the port. */
  static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException taken) {
      return false;
    }
  }
}
