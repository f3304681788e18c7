package dev.heddle.lab;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * One JVM of the lab and the daemons inside it.
 *
 * @param name what {@code kill}, {@code start} and {@code stop} call it
 */
public record LabProcess(String name, List<Daemon> daemons) {
  /** The name of the process that holds all of Hadoop. */
  public static final String ALL_IN_ONE = "hadoop";

  private static final int ALL_IN_ONE_HEAP_MEGABYTES = 512;

  public LabProcess {
    requireNonNull(name, "name is null");
    daemons = List.copyOf(daemons);
  }

  static LabProcess of(Daemon daemon) {
    return new LabProcess(daemon.name(), List.of(daemon));
  }

  static LabProcess allInOne(List<Daemon> daemons) {
    return new LabProcess(ALL_IN_ONE, daemons);
  }

  public boolean holds(Role role) {
    return daemons.stream().anyMatch(daemon -> daemon.role() == role);
  }

  /** Heap limit of the JVM. */
  public int heapMegabytes() {
    return daemons.size() > 1 ? ALL_IN_ONE_HEAP_MEGABYTES : daemons.get(0).role().heapMegabytes();
  }
}
