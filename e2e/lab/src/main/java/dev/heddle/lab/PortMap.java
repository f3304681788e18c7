package dev.heddle.lab;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The ports chosen for a lab, by {@link Endpoint#key}. */
public record PortMap(SortedMap<String, Integer> byKey) {
  public PortMap {
    byKey = Collections.unmodifiableSortedMap(new TreeMap<>(byKey));
  }

  public static PortMap of(Map<String, Integer> byKey) {
    return new PortMap(new TreeMap<>(byKey));
  }

  /** The port of a daemon of which there is one. */
  public int of(Endpoint endpoint) {
    return of(endpoint, Daemon.of(endpoint.role()));
  }

  public int of(Endpoint endpoint, Daemon daemon) {
    Integer port = byKey.get(endpoint.key(daemon));
    if (port == null) {
      throw new IllegalArgumentException("this lab has no " + endpoint.key(daemon));
    }
    return port;
  }
}
