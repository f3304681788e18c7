package dev.heddle.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.heddle.lab.process.Leftovers;
import dev.heddle.lab.testing.LabFileSystem;
import dev.heddle.lab.testing.OnLab;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ApplicationSubmissionContext;
import org.apache.hadoop.yarn.api.records.ContainerLaunchContext;
import org.apache.hadoop.yarn.api.records.NodeState;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;
import org.apache.hadoop.yarn.client.api.YarnClient;
import org.apache.hadoop.yarn.client.api.YarnClientApplication;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The real thing, once: starting it is what takes the time. */
@OnLab(OnLab.Kind.ONE_JVM)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class OneJvmLabTest {
  private final Lab lab;
  private final LabFileSystem files;

  OneJvmLabTest(Lab lab, LabFileSystem files) {
    this.lab = lab;
    this.files = files;
  }

  @Test
  @Order(1)
  void usersPutSpecsWhereTheOperatorReadsThem() {
    files.as("alice").put("/heddle/specs/team-a/nb.yaml", "kind: Notebook");

    assertThat(files.as("heddle").read("/heddle/specs/team-a/nb.yaml")).isEqualTo("kind: Notebook");
    assertThat(files.as("heddle").status("/heddle/specs/team-a/nb.yaml").getOwner())
        .isEqualTo("alice");
  }

  @Test
  @Order(1)
  void usersAreKeptFromEachOthersFiles() {
    files.as("alice").write("/user/alice/mine", "x");

    assertThatThrownBy(() -> files.as("bob").delete("/user/alice/mine"))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("Permission denied: user=bob");
  }

  @Test
  @Order(1)
  void webHdfsServes() throws Exception {
    URI uri =
        URI.create(
            "http://localhost:"
                + lab.ports().of(Endpoint.NAMENODE_HTTP)
                + "/webhdfs/v1/heddle?op=LISTSTATUS&user.name=alice");

    try (var body = uri.toURL().openStream()) {
      assertThat(new String(body.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
          .contains("\"pathSuffix\":\"specs\"")
          .contains("\"permission\":\"1777\"");
    }
  }

  @Test
  @Order(1)
  void yarnHasANodeOfTheAskedSize() throws Exception {
    try (YarnClient yarn = yarn()) {
      assertThat(yarn.getNodeReports(NodeState.RUNNING))
          .singleElement()
          .satisfies(node -> assertThat(node.getCapability().getMemorySize()).isEqualTo(8192));
    }
  }

  @Test
  @Order(2)
  void aCrashLeavesContainersAliveAndARestartFindsAllThatWasStored() throws Exception {
    ApplicationId application = submit("exec sleep 600");
    await().atMost(Duration.ofSeconds(20)).until(() -> !containers().isEmpty());
    List<Long> before = containers();

    assertThat(lab.kill("hadoop")).isTrue();

    assertThat(containers()).isEqualTo(before);
    lab.up(lab.settings().shape(), OptionalLong.empty(), step -> {});
    assertThat(files.as("heddle").read("/heddle/specs/team-a/nb.yaml")).isEqualTo("kind: Notebook");
    assertThat(containers()).isEqualTo(before);
    try (YarnClient yarn = yarn()) {
      assertThat(yarn.getApplicationReport(application).getYarnApplicationState())
          .isEqualTo(YarnApplicationState.ACCEPTED);
    }
  }

  @Test
  @Order(3)
  void goingDownLeavesNothingBehind() {
    lab.down();

    assertThat(containers()).isEmpty();
    assertThat(lab.status().processes()).allSatisfy(process -> assertThat(process.pid()).isEmpty());
    lab.up(lab.settings().shape(), OptionalLong.empty(), step -> {});
    assertThat(lab.status().isUp()).isTrue();
  }

  private List<Long> containers() {
    return new Leftovers(lab.home()).find().stream().map(ProcessHandle::pid).sorted().toList();
  }

  private ApplicationId submit(String command) throws Exception {
    try (YarnClient yarn = yarn()) {
      YarnClientApplication application = yarn.createApplication();
      ApplicationSubmissionContext context = application.getApplicationSubmissionContext();
      context.setApplicationName("sleeper");
      context.setQueue("notebooks");
      context.setResource(Resource.newInstance(64, 1));
      context.setAMContainerSpec(
          ContainerLaunchContext.newInstance(
              Map.of(), Map.of(), List.of(command), Map.of(), null, Map.of()));
      return yarn.submitApplication(context);
    }
  }

  private YarnClient yarn() {
    Configuration configuration = new Configuration();
    for (String file : List.of("core-site.xml", "hdfs-site.xml", "yarn-site.xml")) {
      Path path = lab.conf().resolve(file);
      configuration.addResource(new org.apache.hadoop.fs.Path(path.toUri()));
    }
    YarnClient yarn = YarnClient.createYarnClient();
    yarn.init(configuration);
    yarn.start();
    return yarn;
  }
}
