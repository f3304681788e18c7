package dev.heddle.lab;

import java.util.Arrays;
import java.util.List;

/** A port on which a daemon listens, with the number Hadoop's users expect there. */
public enum Endpoint {
  ZOOKEEPER_CLIENT(Role.ZOOKEEPER, "client", 2181),
  NAMENODE_RPC(Role.NAMENODE, "rpc", 8020),
  NAMENODE_HTTP(Role.NAMENODE, "http", 9870),
  DATANODE_DATA(Role.DATANODE, "data", 9866),
  DATANODE_HTTP(Role.DATANODE, "http", 9864),
  DATANODE_IPC(Role.DATANODE, "ipc", 9867),
  RESOURCEMANAGER_CLIENT(Role.RESOURCEMANAGER, "client", 8032),
  RESOURCEMANAGER_SCHEDULER(Role.RESOURCEMANAGER, "scheduler", 8030),
  RESOURCEMANAGER_TRACKER(Role.RESOURCEMANAGER, "tracker", 8031),
  RESOURCEMANAGER_ADMIN(Role.RESOURCEMANAGER, "admin", 8033),
  RESOURCEMANAGER_HTTP(Role.RESOURCEMANAGER, "http", 8088),
  NODEMANAGER_CONTAINERS(Role.NODEMANAGER, "containers", 8041),
  NODEMANAGER_LOCALIZER(Role.NODEMANAGER, "localizer", 8040),
  NODEMANAGER_HTTP(Role.NODEMANAGER, "http", 8042),
  NODEMANAGER_COLLECTOR(Role.NODEMANAGER, "collector", 8048);

  private static final int STEP_PER_NODE = 100;

  private final Role role;
  private final String label;
  private final int usualPort;

  Endpoint(Role role, String label, int usualPort) {
    this.role = role;
    this.label = label;
    this.usualPort = usualPort;
  }

  public Role role() {
    return role;
  }

  /** The key under which a daemon's port is remembered, for instance {@code nm2.http}. */
  public String key(Daemon daemon) {
    return daemon.name() + "." + label;
  }

  /** The port wanted first; the second NodeManager's are a hundred above the first's. */
  public int usualPort(Daemon daemon) {
    return usualPort + (daemon.number() - 1) * STEP_PER_NODE;
  }

  static List<Endpoint> of(Role role) {
    return Arrays.stream(values()).filter(endpoint -> endpoint.role == role).toList();
  }
}
