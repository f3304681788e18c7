package dev.heddle.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.heddle.lab.testing.LabFileSystem;
import dev.heddle.lab.testing.OnLab;
import java.time.Duration;
import java.util.List;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;
import org.junit.jupiter.api.Test;

/** What Hadoop itself survives, so that a scenario that fails on it is the operator's fault. */
@OnLab(OnLab.Kind.SEPARATE)
final class SeparateLabTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Lab lab;
  private final LabFileSystem files;

  SeparateLabTest(Lab lab, LabFileSystem files) {
    this.lab = lab;
    this.files = files;
  }

  @Test
  void containersOutliveTheirNodeManagerAndTheResourceManager() throws Exception {
    try (Sleeper sleeper = new Sleeper(lab)) {
      ApplicationId application = sleeper.submit();
      await().atMost(PATIENCE).until(sleeper::sleeps);
      List<Long> before = sleeper.processes();

      assertThat(lab.kill("nm1")).isTrue();
      assertThat(lab.kill("rm")).isTrue();
      assertThat(sleeper.processes()).isEqualTo(before);
      lab.start("rm");
      lab.start("nm1");
      lab.awaitReady();

      assertThat(sleeper.processes()).isEqualTo(before);
      assertThat(sleeper.nodes()).hasSize(1);
      assertThat(sleeper.report(application).getYarnApplicationState())
          .isEqualTo(YarnApplicationState.ACCEPTED);
      assertThat(sleeper.report(application).getCurrentApplicationAttemptId().getAttemptId())
          .isEqualTo(1);
    }
  }

  @Test
  void filesOutliveTheNameNode() {
    files.as("alice").write("/user/alice/kept", "safe");

    assertThat(lab.kill("nn")).isTrue();
    assertThat(lab.status().health().isHdfsReady()).isFalse();
    lab.start("nn");
    lab.awaitReady();

    assertThat(files.as("alice").read("/user/alice/kept")).isEqualTo("safe");
  }

  @Test
  void whatIsNotThereCannotBeKilled() {
    assertThat(lab.stop("dn")).isTrue();
    assertThat(lab.kill("dn")).isFalse();

    lab.start("dn");
    lab.awaitReady();
  }
}
