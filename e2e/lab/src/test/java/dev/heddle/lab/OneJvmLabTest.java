package dev.heddle.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.heddle.lab.testing.LabFileSystem;
import dev.heddle.lab.testing.OnLab;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;
import org.junit.jupiter.api.Test;

/** The real thing; starting it is what takes the time. */
@OnLab(OnLab.Kind.ONE_JVM)
final class OneJvmLabTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Lab lab;
  private final LabFileSystem files;

  OneJvmLabTest(Lab lab, LabFileSystem files) {
    this.lab = lab;
    this.files = files;
  }

  @Test
  void usersPutSpecsWhereTheOperatorReadsThem() {
    files.as("alice").put("/heddle/specs/team-a/nb.yaml", "kind: Notebook");

    assertThat(files.as("heddle").read("/heddle/specs/team-a/nb.yaml")).isEqualTo("kind: Notebook");
    assertThat(files.as("heddle").status("/heddle/specs/team-a/nb.yaml").getOwner())
        .isEqualTo("alice");
  }

  @Test
  void usersAreKeptFromEachOthersFiles() {
    files.as("alice").write("/user/alice/mine", "x");

    assertThatThrownBy(() -> files.as("bob").delete("/user/alice/mine"))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("Permission denied: user=bob");
  }

  @Test
  void webHdfsServes() throws Exception {
    URI uri =
        URI.create(
            "http://localhost:"
                + lab.ports().of(Endpoint.NAMENODE_HTTP)
                + "/webhdfs/v1/heddle?op=LISTSTATUS&user.name=alice");

    try (var body = uri.toURL().openStream()) {
      assertThat(new String(body.readAllBytes(), StandardCharsets.UTF_8))
          .contains("\"pathSuffix\":\"specs\"")
          .contains("\"permission\":\"1777\"");
    }
  }

  @Test
  void yarnHasANodeOfTheAskedSize() throws Exception {
    try (Sleeper sleeper = new Sleeper(lab)) {
      assertThat(sleeper.nodes())
          .singleElement()
          .satisfies(node -> assertThat(node.getCapability().getMemorySize()).isEqualTo(8192));
    }
  }

  @Test
  void aCrashLeavesContainersAliveAndGoingDownLeavesNone() throws Exception {
    files.as("bob").write("/user/bob/kept", "safe");
    try (Sleeper sleeper = new Sleeper(lab)) {
      ApplicationId application = sleeper.submit();
      await().atMost(PATIENCE).until(sleeper::sleeps);
      List<Long> before = sleeper.processes();

      assertThat(lab.kill("hadoop")).isTrue();

      assertThat(lab.status().isUp()).isFalse();
      assertThat(sleeper.processes()).isEqualTo(before);
      lab.up(lab.settings().shape(), OptionalLong.empty(), step -> {});
      assertThat(files.as("bob").read("/user/bob/kept")).isEqualTo("safe");
      assertThat(sleeper.processes()).isEqualTo(before);
      assertThat(sleeper.report(application).getYarnApplicationState())
          .isEqualTo(YarnApplicationState.ACCEPTED);

      lab.down();

      assertThat(sleeper.processes()).isEmpty();
      assertThat(lab.status().processes())
          .allSatisfy(process -> assertThat(process.pid()).isEmpty());
    } finally {
      // Others share this lab.
      lab.up(lab.settings().shape(), OptionalLong.empty(), step -> {});
    }
  }
}
