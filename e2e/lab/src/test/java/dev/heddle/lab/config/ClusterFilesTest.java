package dev.heddle.lab.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.lab.Daemon;
import dev.heddle.lab.LabHome;
import dev.heddle.lab.LabSettings;
import dev.heddle.lab.LabShape;
import dev.heddle.lab.PortMap;
import dev.heddle.lab.process.PortPool;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads the files as Hadoop does. */
final class ClusterFilesTest {
  @TempDir private Path directory;

  private LabHome home;
  private PortMap ports;

  @BeforeEach
  void setUp() {
    home = new LabHome(directory.resolve("a & b"));
    LabShape shape = LabShape.separate(2, 3072).withZooKeeper();
    ports = PortPool.choose(shape, PortMap.of(Map.of()), Set.of());
    new ClusterFiles(home, new LabSettings(shape, ports), new LabUsers("carol"), "/lib/*").write();
  }

  @Test
  void clientsFindHdfsAndYarn() {
    Configuration conf = read(home.conf(), "core-site.xml", "hdfs-site.xml", "yarn-site.xml");

    assertThat(conf.get("fs.defaultFS"))
        .isEqualTo("hdfs://localhost:" + ports.byKey().get("nn.rpc"));
    assertThat(conf.get("yarn.resourcemanager.address"))
        .isEqualTo("localhost:" + ports.byKey().get("rm.client"));
    assertThat(conf.get("yarn.resourcemanager.scheduler.address"))
        .isEqualTo("localhost:" + ports.byKey().get("rm.scheduler"));
    assertThat(conf.get("dfs.client.block.write.locateFollowingBlock.initial.delay.ms"))
        .isEqualTo("10");
  }

  @Test
  void theOperatorAndTheSuperuserMayActForOthersAndNobodyElseMay() {
    Configuration conf = read(home.conf(), "core-site.xml");

    assertThat(conf.get("hadoop.proxyuser.heddle.users")).isEqualTo("*");
    assertThat(conf.get("hadoop.proxyuser.carol.users")).isEqualTo("*");
    assertThat(conf.get("hadoop.proxyuser.alice.users")).isNull();
  }

  @Test
  void theOperatorIsNoSuperuserOfHdfs() {
    Configuration conf = read(home.conf(), "core-site.xml", "hdfs-site.xml");

    assertThat(conf.get("hadoop.user.group.static.mapping.overrides"))
        .contains("heddle=heddle;")
        .doesNotContain(conf.get("dfs.permissions.superusergroup"));
  }

  @Test
  void eachNodeHasPortsAndDirectoriesOfItsOwn() {
    Configuration first = read(home.conf(Daemon.nodeManager(1)), "yarn-site.xml");
    Configuration second = read(home.conf(Daemon.nodeManager(2)), "yarn-site.xml");

    assertThat(first.get("yarn.nodemanager.address"))
        .isEqualTo("localhost:" + ports.byKey().get("nm1.containers"))
        .isNotEqualTo(second.get("yarn.nodemanager.address"));
    assertThat(first.get("yarn.nodemanager.local-dirs")).isEqualTo(home.path() + "/data/nm1/local");
    assertThat(second.get("yarn.nodemanager.local-dirs"))
        .isEqualTo(home.path() + "/data/nm2/local");
    assertThat(second.get("yarn.resourcemanager.resource-tracker.address"))
        .isEqualTo("localhost:" + ports.byKey().get("rm.tracker"));
  }

  @Test
  void queuesShareTheClusterAndOneIsClosed() {
    Configuration conf = read(home.conf(), "capacity-scheduler.xml");

    assertThat(conf.get("yarn.scheduler.capacity.root.queues"))
        .isEqualTo("default,notebooks,research,closed");
    int sum = 0;
    for (String queue : conf.getStrings("yarn.scheduler.capacity.root.queues")) {
      sum += conf.getInt("yarn.scheduler.capacity.root." + queue + ".capacity", 0);
    }
    assertThat(sum).isEqualTo(100);
    assertThat(conf.get("yarn.scheduler.capacity.root.closed.acl_submit_applications")).isBlank();
    assertThat(conf.get("yarn.scheduler.capacity.maximum-am-resource-percent")).isEqualTo("1.0");
  }

  @Test
  void aNodeOffersWhatTheShapeSays() {
    Configuration conf = read(home.conf(Daemon.nodeManager(1)), "yarn-site.xml");

    assertThat(conf.getInt("yarn.nodemanager.resource.memory-mb", 0)).isEqualTo(3072);
    assertThat(conf.getInt("yarn.scheduler.maximum-allocation-mb", 0)).isEqualTo(3072);
    assertThat(conf.getInt("yarn.scheduler.minimum-allocation-mb", 0)).isEqualTo(64);
  }

  private static Configuration read(Path directory, String... files) {
    Configuration configuration = new Configuration(false);
    for (String file : files) {
      configuration.addResource(new org.apache.hadoop.fs.Path(directory.resolve(file).toUri()));
    }
    return configuration;
  }
}
