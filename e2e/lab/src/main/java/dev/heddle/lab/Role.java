package dev.heddle.lab;

import java.util.List;

/** What a daemon is: one of Hadoop's five kinds of process that the lab knows. */
public enum Role {
  ZOOKEEPER("zk", "ZooKeeper", 192),
  NAMENODE("nn", "NameNode", 384),
  DATANODE("dn", "DataNode", 256),
  RESOURCEMANAGER("rm", "ResourceManager", 512),
  NODEMANAGER("nm", "NodeManager", 384);

  private final String code;
  private final String title;
  private final int heapMegabytes;

  Role(String code, String title, int heapMegabytes) {
    this.code = code;
    this.title = title;
    this.heapMegabytes = heapMegabytes;
  }

  /** The two letters by which commands and files name it. */
  public String code() {
    return code;
  }

  /** The name people know it by. */
  public String title() {
    return title;
  }

  /** Heap limit when it has a JVM of its own. */
  public int heapMegabytes() {
    return heapMegabytes;
  }

  /** The places at which a daemon of this role listens. */
  public List<Endpoint> endpoints() {
    return Endpoint.of(this);
  }
}
