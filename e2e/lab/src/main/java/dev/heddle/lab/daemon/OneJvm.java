package dev.heddle.lab.daemon;

import static java.util.Objects.requireNonNull;

import dev.heddle.lab.LabHome;
import java.util.concurrent.FutureTask;
import org.apache.hadoop.hdfs.HdfsConfiguration;
import org.apache.hadoop.hdfs.server.datanode.DataNode;
import org.apache.hadoop.hdfs.server.namenode.NameNode;
import org.apache.hadoop.metrics2.lib.DefaultMetricsSystem;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.util.ShutdownHookManager;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.server.nodemanager.NodeManager;
import org.apache.hadoop.yarn.server.resourcemanager.ResourceManager;

/** The four real daemons of a small Hadoop in this JVM. */
final class OneJvm {
  // Before Hadoop closes its file systems (10), as log aggregation still writes to them.
  private static final int SHUTDOWN_PRIORITY = 30;

  private final LabHome home;

  OneJvm(LabHome home) {
    this.home = requireNonNull(home, "home is null");
  }

  private record Hdfs(NameNode nameNode, DataNode dataNode) {
    void stop() {
      try {
        // Ends with an exception when the JVM is ending, too: it removes a hook of that end.
        dataNode.shutdown();
      } finally {
        nameNode.stop();
      }
    }
  }

  private record Yarn(ResourceManager resourceManager, NodeManager nodeManager) {
    void stop() {
      nodeManager.stop();
      resourceManager.stop();
    }
  }

  /**
   * Starts them and returns; their threads keep the JVM alive. HDFS and YARN start side by side, as
   * neither waits for the other.
   */
  void run() throws Exception {
    DefaultMetricsSystem.setMiniClusterMode(true);
    YarnConfiguration configuration = new YarnConfiguration();
    UserGroupInformation.setConfiguration(new HdfsConfiguration());
    FutureTask<Yarn> yarn = new FutureTask<>(() -> startYarn(configuration));
    new Thread(yarn, "yarn-start").start();
    Hdfs hdfs = startHdfs();
    Yarn started = yarn.get();
    ShutdownHookManager.get()
        .addShutdownHook(
            () -> {
              started.stop();
              hdfs.stop();
            },
            SHUTDOWN_PRIORITY);
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
