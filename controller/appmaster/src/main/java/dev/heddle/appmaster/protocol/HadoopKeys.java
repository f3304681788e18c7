package dev.heddle.appmaster.protocol;

import java.util.List;

/**
 * Which Hadoop client settings the agent needs. The operator sends those that differ from Hadoop's
 * defaults, so that the agent parses no XML and the environment of the container stays small.
 */
public final class HadoopKeys {
  private static final List<String> PREFIXES =
      List.of(
          "dfs.block.access.token.",
          "dfs.client.",
          "dfs.data.transfer.",
          "dfs.datanode.kerberos.",
          "dfs.encrypt.data.transfer",
          "dfs.ha.",
          "dfs.namenode.kerberos.",
          "dfs.namenode.rpc-address",
          "dfs.nameservices",
          "dfs.replication",
          "fs.default",
          "hadoop.rpc.",
          "hadoop.security.auth",
          "hadoop.security.token.service.use_ip",
          "hadoop.socks.",
          "ipc.client.",
          "ipc.maximum.",
          "yarn.am.liveness-monitor.expiry-interval-ms",
          "yarn.client.failover-",
          "yarn.resourcemanager.address",
          "yarn.resourcemanager.cluster-id",
          "yarn.resourcemanager.connect.",
          "yarn.resourcemanager.ha.",
          "yarn.resourcemanager.hostname",
          "yarn.resourcemanager.principal",
          "yarn.resourcemanager.scheduler.address");

  private static final List<String> SECRETS = List.of("password", "secret", "keytab", "keystore");

  private HadoopKeys() {}

  /** True for a setting that the agent reads and that can hold no secret (I15). */
  public static boolean wanted(String key) {
    return PREFIXES.stream().anyMatch(key::startsWith) && SECRETS.stream().noneMatch(key::contains);
  }
}
