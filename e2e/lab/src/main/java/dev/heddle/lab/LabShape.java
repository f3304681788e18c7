package dev.heddle.lab;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Which daemons a lab has, in how many JVMs, and what each of its nodes offers to YARN.
 *
 * @param oneJvm all of Hadoop in one process (quick), or a process for each daemon (each can be
 *     killed alone)
 * @param nodes number of NodeManagers
 * @param zooKeeper whether a ZooKeeper runs beside Hadoop
 * @param nodeMegabytes memory each NodeManager offers
 * @param nodeVcores virtual cores each NodeManager offers
 * @param heartbeat how often a NodeManager reports to the ResourceManager, which gives it up after
 *     sixty times that
 */
public record LabShape(
    boolean oneJvm,
    int nodes,
    boolean zooKeeper,
    int nodeMegabytes,
    int nodeVcores,
    Duration heartbeat) {
  private static final int SMALLEST_NODE_MEGABYTES = 1024;
  private static final int LARGEST_DEFAULT_NODE_MEGABYTES = 8192;

  public LabShape {
    requireNonNull(heartbeat, "heartbeat is null");
    if (nodes < 1 || nodes > 9) {
      throw new IllegalArgumentException("nodes is " + nodes + ", allowed are 1 to 9");
    }
    if (oneJvm && (nodes > 1 || zooKeeper)) {
      throw new IllegalArgumentException(
          "one JVM holds one NodeManager and no ZooKeeper; leave out --one-jvm for more");
    }
    if (nodeMegabytes < 64 || nodeVcores < 1) {
      throw new IllegalArgumentException(
          "a node needs 64 MB and 1 vcore, found " + nodeMegabytes + " MB and " + nodeVcores);
    }
  }

  /** The quick start's: the four daemons in one JVM. */
  public static LabShape inOneJvm(int nodeMegabytes) {
    return new LabShape(true, 1, false, nodeMegabytes, 32, Duration.ofSeconds(1));
  }

  /** For fault tests: a process for each daemon. */
  public static LabShape separate(int nodes, int nodeMegabytes) {
    return new LabShape(false, nodes, false, nodeMegabytes, 32, Duration.ofSeconds(1));
  }

  /** A node that reports so often is also missed sooner: after sixty times that. */
  public LabShape withHeartbeat(Duration newHeartbeat) {
    return new LabShape(oneJvm, nodes, zooKeeper, nodeMegabytes, nodeVcores, newHeartbeat);
  }

  public LabShape withZooKeeper() {
    return new LabShape(oneJvm, nodes, true, nodeMegabytes, nodeVcores, heartbeat);
  }

  /**
   * Three quarters of the machine's memory, between 1 and 8 GiB, so that the host keeps some for
   * itself.
   */
  public static int nodeMegabytesFor(long machineBytes) {
    long megabytes = machineBytes / (1024 * 1024) * 3 / 4;
    return (int)
        Math.max(SMALLEST_NODE_MEGABYTES, Math.min(LARGEST_DEFAULT_NODE_MEGABYTES, megabytes));
  }

  /** Every daemon, in the order in which they are started. */
  public List<Daemon> daemons() {
    List<Daemon> daemons = new ArrayList<>();
    if (zooKeeper) {
      daemons.add(Daemon.of(Role.ZOOKEEPER));
    }
    daemons.add(Daemon.of(Role.NAMENODE));
    daemons.add(Daemon.of(Role.DATANODE));
    daemons.add(Daemon.of(Role.RESOURCEMANAGER));
    for (int node = 1; node <= nodes; node++) {
      daemons.add(Daemon.nodeManager(node));
    }
    return List.copyOf(daemons);
  }

  /** Every process, in the order in which they are started. */
  public List<LabProcess> processes() {
    return oneJvm
        ? List.of(LabProcess.allInOne(daemons()))
        : daemons().stream().map(LabProcess::of).toList();
  }
}
