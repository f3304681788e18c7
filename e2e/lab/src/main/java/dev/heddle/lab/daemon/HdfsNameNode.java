package dev.heddle.lab.daemon;

import static java.util.Objects.requireNonNull;

import dev.heddle.lab.Daemon;
import dev.heddle.lab.LabHome;
import dev.heddle.lab.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.hdfs.HdfsConfiguration;
import org.apache.hadoop.hdfs.server.namenode.NameNode;
import org.apache.hadoop.metrics2.lib.DefaultMetricsSystem;

/** A NameNode that formats an empty directory and lays out the directories people expect. */
final class HdfsNameNode {
  private final LabHome home;

  HdfsNameNode(LabHome home) {
    this.home = requireNonNull(home, "home is null");
  }

  NameNode start() throws IOException {
    HdfsConfiguration configuration = new HdfsConfiguration();
    Path version = home.data(Daemon.of(Role.NAMENODE)).resolve("current").resolve("VERSION");
    if (!Files.exists(version)) {
      // Formatting registers metrics that the NameNode then registers again; this lets it.
      DefaultMetricsSystem.setMiniClusterMode(true);
      NameNode.format(configuration);
    }
    NameNode nameNode = NameNode.createNameNode(new String[] {}, configuration);
    new HdfsDirectories(nameNode).layOut();
    return nameNode;
  }
}
