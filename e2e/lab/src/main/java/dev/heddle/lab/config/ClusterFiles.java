package dev.heddle.lab.config;

import static java.util.Objects.requireNonNull;

import dev.heddle.lab.Daemon;
import dev.heddle.lab.Endpoint;
import dev.heddle.lab.LabHome;
import dev.heddle.lab.LabSettings;
import dev.heddle.lab.PortMap;
import dev.heddle.lab.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** All configuration files of one lab. */
public final class ClusterFiles {
  private static final String RM_STATE_STORE =
      "org.apache.hadoop.yarn.server.resourcemanager.recovery.LeveldbRMStateStore";

  private final LabHome home;
  private final LabSettings settings;
  private final LabUsers users;
  private final String applicationClassPath;

  /**
   * @param applicationClassPath where containers find Hadoop's jars, as YARN wants it: parts
   *     separated by commas
   */
  public ClusterFiles(
      LabHome home, LabSettings settings, LabUsers users, String applicationClassPath) {
    this.home = requireNonNull(home, "home is null");
    this.settings = requireNonNull(settings, "settings is null");
    this.users = requireNonNull(users, "users is null");
    this.applicationClassPath =
        requireNonNull(applicationClassPath, "applicationClassPath is null");
  }

  /** Replaces the home's configuration. */
  public void write() {
    try {
      SiteXml.write(home.conf().resolve("core-site.xml"), core());
      SiteXml.write(home.conf().resolve("hdfs-site.xml"), hdfs());
      SiteXml.write(home.conf().resolve("yarn-site.xml"), yarn());
      SiteXml.write(home.conf().resolve("capacity-scheduler.xml"), QueueTree.properties());
      for (Daemon daemon : settings.shape().daemons()) {
        writeFor(daemon);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void writeFor(Daemon daemon) throws IOException {
    Path directory = home.conf(daemon);
    if (daemon.role() == Role.NODEMANAGER) {
      SiteXml.write(directory.resolve("yarn-site.xml"), nodeManager(daemon));
    } else if (daemon.role() == Role.ZOOKEEPER) {
      Files.createDirectories(directory);
      Files.writeString(directory.resolve("zoo.cfg"), zooKeeper(daemon));
    }
  }

  Map<String, String> core() {
    Map<String, String> p = new LinkedHashMap<>();
    p.put("fs.defaultFS", "hdfs://" + address(Endpoint.NAMENODE_RPC));
    p.put("hadoop.tmp.dir", home.data().resolve("tmp").toString());
    p.put("hadoop.security.authentication", "simple");
    p.put("hadoop.user.group.static.mapping.overrides", users.groupMapping());
    for (String user : new String[] {LabUsers.OPERATOR, "root", users.superuser()}) {
      p.put("hadoop.proxyuser." + user + ".hosts", "*");
      p.put("hadoop.proxyuser." + user + ".groups", "*");
      p.put("hadoop.proxyuser." + user + ".users", "*");
    }
    p.put("hadoop.registry.rm.enabled", "false");
    p.put("ipc.client.connect.retry.interval", "500");
    p.put("ipc.maximum.data.length", "134217728");
    if (settings.shape().zooKeeper()) {
      p.put("hadoop.zk.address", address(Endpoint.ZOOKEEPER_CLIENT));
    }
    return p;
  }

  Map<String, String> hdfs() {
    Map<String, String> p = new LinkedHashMap<>();
    p.put("dfs.replication", "1");
    p.put("dfs.permissions.enabled", "true");
    p.put("dfs.permissions.superusergroup", "supergroup");
    p.put("dfs.namenode.acls.enabled", "true");
    p.put("dfs.webhdfs.enabled", "true");
    p.put("dfs.namenode.name.dir", directoryUri(Daemon.of(Role.NAMENODE)));
    p.put("dfs.datanode.data.dir", directoryUri(Daemon.of(Role.DATANODE)));
    p.put("dfs.namenode.rpc-address", address(Endpoint.NAMENODE_RPC));
    p.put("dfs.namenode.http-address", address(Endpoint.NAMENODE_HTTP));
    p.put("dfs.datanode.address", address(Endpoint.DATANODE_DATA));
    p.put("dfs.datanode.http.address", address(Endpoint.DATANODE_HTTP));
    p.put("dfs.datanode.ipc.address", address(Endpoint.DATANODE_IPC));
    p.put("dfs.datanode.hostname", "localhost");
    p.put("dfs.namenode.datanode.registration.ip-hostname-check", "false");
    // A laptop's disk may be nearly full; a lab needs little of it.
    p.put("dfs.datanode.du.reserved", "0");
    p.put("dfs.namenode.resource.du.reserved", "10485760");
    p.put("dfs.namenode.safemode.extension", "0");
    p.put("dfs.namenode.safemode.min.datanodes", "0");
    p.put("dfs.heartbeat.interval", "1");
    p.put("dfs.client.block.write.replace-datanode-on-failure.enable", "false");
    // The default of 400 ms is waited for by nearly every small file, as its last block is never
    // there at once.
    p.put("dfs.client.block.write.locateFollowingBlock.initial.delay.ms", "10");
    return p;
  }

  Map<String, String> yarn() {
    Map<String, String> p = new LinkedHashMap<>();
    resourceManager(p);
    nodes(p);
    p.put("yarn.acl.enable", "true");
    p.put("yarn.admin.acl", users.superuser() + "," + LabUsers.OPERATOR);
    p.put("yarn.application.classpath", home.conf() + "," + applicationClassPath);
    p.put("yarn.client.application-client-protocol.poll-interval-ms", "10");
    p.put("yarn.log-aggregation-enable", "true");
    p.put("yarn.log-aggregation.retain-seconds", "604800");
    p.put("yarn.nodemanager.remote-app-log-dir", "/yarn-logs");
    return p;
  }

  private void resourceManager(Map<String, String> p) {
    p.put("yarn.resourcemanager.hostname", "localhost");
    p.put("yarn.resourcemanager.address", address(Endpoint.RESOURCEMANAGER_CLIENT));
    p.put("yarn.resourcemanager.scheduler.address", address(Endpoint.RESOURCEMANAGER_SCHEDULER));
    p.put(
        "yarn.resourcemanager.resource-tracker.address", address(Endpoint.RESOURCEMANAGER_TRACKER));
    p.put("yarn.resourcemanager.admin.address", address(Endpoint.RESOURCEMANAGER_ADMIN));
    p.put("yarn.resourcemanager.webapp.address", address(Endpoint.RESOURCEMANAGER_HTTP));
    p.put("yarn.resourcemanager.cluster-id", "lab");
    p.put("yarn.resourcemanager.scheduler.class", QueueTree.SCHEDULER);
    p.put("yarn.resourcemanager.recovery.enabled", "true");
    p.put("yarn.resourcemanager.work-preserving-recovery.enabled", "true");
    p.put("yarn.resourcemanager.work-preserving-recovery.scheduling-wait-ms", "1000");
    // The one on a file system starts a chmod for each file it writes.
    p.put("yarn.resourcemanager.store.class", RM_STATE_STORE);
    p.put(
        "yarn.resourcemanager.leveldb-state-store.path",
        home.data(Daemon.of(Role.RESOURCEMANAGER)).toString());
    p.put("yarn.resourcemanager.am.max-attempts", "10");
    p.put(
        "yarn.resourcemanager.nodemanagers.heartbeat-interval-ms",
        Long.toString(settings.shape().heartbeat().toMillis()));
    p.put("yarn.resourcemanager.connect.retry-interval.ms", "1000");
    // A node is lost when so many of its reports are missing.
    p.put(
        "yarn.nm.liveness-monitor.expiry-interval-ms",
        Long.toString(settings.shape().heartbeat().multipliedBy(60).toMillis()));
    p.put("yarn.am.liveness-monitor.expiry-interval-ms", "60000");
    p.put("yarn.scheduler.minimum-allocation-mb", "64");
    p.put(
        "yarn.scheduler.maximum-allocation-mb", Integer.toString(settings.shape().nodeMegabytes()));
    p.put("yarn.scheduler.minimum-allocation-vcores", "1");
    p.put(
        "yarn.scheduler.maximum-allocation-vcores",
        Integer.toString(settings.shape().nodeVcores()));
    // The defaults of fifty threads a service are for thousands of nodes.
    p.put("yarn.resourcemanager.client.thread-count", "10");
    p.put("yarn.resourcemanager.scheduler.client.thread-count", "10");
    p.put("yarn.resourcemanager.resource-tracker.client.thread-count", "4");
    p.put("yarn.webapp.ui2.enable", "false");
  }

  private void nodes(Map<String, String> p) {
    p.put(
        "yarn.nodemanager.resource.memory-mb", Integer.toString(settings.shape().nodeMegabytes()));
    p.put("yarn.nodemanager.resource.cpu-vcores", Integer.toString(settings.shape().nodeVcores()));
    p.put("yarn.nodemanager.pmem-check-enabled", "true");
    p.put("yarn.nodemanager.vmem-check-enabled", "false");
    p.put("yarn.nodemanager.disk-health-checker.max-disk-utilization-per-disk-percentage", "99.9");
    p.put("yarn.nodemanager.disk-health-checker.min-free-space-per-disk-mb", "0");
    p.put("yarn.nodemanager.recovery.enabled", "true");
    // Supervised: a NodeManager that stops leaves its containers alive for its successor.
    p.put("yarn.nodemanager.recovery.supervised", "true");
    p.put("yarn.nodemanager.sleep-delay-before-sigkill.ms", "250");
    p.put("yarn.nodemanager.log-aggregation.debug-enabled", "true");
  }

  Map<String, String> nodeManager(Daemon daemon) {
    Map<String, String> p = yarn();
    p.put("yarn.nodemanager.hostname", "localhost");
    // A fixed port: a node that comes back under another address is another node, and its
    // containers are lost.
    p.put("yarn.nodemanager.address", address(Endpoint.NODEMANAGER_CONTAINERS, daemon));
    p.put("yarn.nodemanager.localizer.address", address(Endpoint.NODEMANAGER_LOCALIZER, daemon));
    p.put("yarn.nodemanager.webapp.address", address(Endpoint.NODEMANAGER_HTTP, daemon));
    p.put(
        "yarn.nodemanager.collector-service.address",
        address(Endpoint.NODEMANAGER_COLLECTOR, daemon));
    p.put("yarn.nodemanager.local-dirs", home.data(daemon).resolve("local").toString());
    p.put("yarn.nodemanager.log-dirs", home.data(daemon).resolve("logs").toString());
    p.put("yarn.nodemanager.recovery.dir", home.data(daemon).resolve("recovery").toString());
    return p;
  }

  private String zooKeeper(Daemon daemon) {
    return "tickTime=2000\ndataDir="
        + home.data(daemon)
        + "\nclientPort="
        + settings.ports().of(Endpoint.ZOOKEEPER_CLIENT)
        + "\nclientPortAddress=127.0.0.1\nadmin.enableServer=false\n4lw.commands.whitelist=*\nmaxClientCnxns=0\n";
  }

  private String address(Endpoint endpoint) {
    return address(endpoint, Daemon.of(endpoint.role()));
  }

  private String address(Endpoint endpoint, Daemon daemon) {
    PortMap ports = settings.ports();
    return "localhost:" + ports.of(endpoint, daemon);
  }

  private String directoryUri(Daemon daemon) {
    return home.data(daemon).toUri().toString();
  }
}
