package dev.heddle.lab.daemon;

import static java.util.Objects.requireNonNull;

import dev.heddle.lab.LabHome;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.hadoop.hdfs.HdfsConfiguration;
import org.apache.hadoop.hdfs.server.datanode.DataNode;
import org.apache.hadoop.hdfs.server.namenode.NameNode;
import org.apache.hadoop.metrics2.lib.DefaultMetricsSystem;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.util.ShutdownHookManager;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.server.nodemanager.NodeManager;
import org.apache.hadoop.yarn.server.resourcemanager.ResourceManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The four real daemons of a small Hadoop in this JVM. */
final class OneJvm {
  private static final Logger LOG = LoggerFactory.getLogger(OneJvm.class);
  // Before Hadoop closes its file systems (10), as log aggregation still writes to them.
  private static final int SHUTDOWN_PRIORITY = 30;

  private final LabHome home;

  OneJvm(LabHome home) {
    this.home = requireNonNull(home, "home is null");
  }

  private record Hdfs(NameNode nameNode, DataNode dataNode) {
    void stop() {
      dataNode.shutdown();
      nameNode.stop();
    }
  }

  private record Yarn(ResourceManager resourceManager, NodeManager nodeManager) {
    void stop() {
      nodeManager.stop();
      resourceManager.stop();
    }
  }

  /**
   * Starts them and returns; their threads keep the JVM alive. HDFS and YARN start side by side:
   * neither waits.
   */
  void run() throws Exception {
    DefaultMetricsSystem.setMiniClusterMode(true);
    YarnConfiguration yarnConfiguration = new YarnConfiguration();
    UserGroupInformation.setConfiguration(new HdfsConfiguration());
    CompletableFuture<Yarn> yarn = new CompletableFuture<>();
    Thread starter =
        new Thread(
            () -> {
              try {
                yarn.complete(startYarn(yarnConfiguration));
              } catch (RuntimeException e) {
                yarn.completeExceptionally(e);
              }
            },
            "yarn-start");
    starter.start();
    try {
      Hdfs hdfs = startHdfs();
      Yarn started = yarn.join();
      ShutdownHookManager.get()
          .addShutdownHook(
              () -> {
                started.stop();
                hdfs.stop();
              },
              SHUTDOWN_PRIORITY);
    } catch (CompletionException e) {
      LOG.error("YARN did not start", e.getCause());
      System.exit(1);
    }
  }

  private Hdfs startHdfs() throws Exception {
    NameNode nameNode = new HdfsNameNode(home).start();
    DataNode dataNode = DataNode.createDataNode(new String[] {}, new HdfsConfiguration());
    return new Hdfs(nameNode, dataNode);
  }

  private static Yarn startYarn(YarnConfiguration configuration) {
    ResourceManager resourceManager = new ResourceManager();
    resourceManager.init(configuration);
    resourceManager.start();
    NodeManager nodeManager = new NodeManager();
    nodeManager.init(configuration);
    nodeManager.start();
    return new Yarn(resourceManager, nodeManager);
  }
}
