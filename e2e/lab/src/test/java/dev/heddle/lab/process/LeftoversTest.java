package dev.heddle.lab.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.lab.LabHome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LeftoversTest {
  @TempDir private Path directory;

  @Test
  void whatAContainerStartedIsEnded() throws Exception {
    Process notebook =
        wait(
            Map.of(
                "CONTAINER_ID",
                "container_1_0001_01_000001",
                "LOCAL_DIRS",
                directory + "/data/nm1/local/usercache/alice"));

    assertThat(new Leftovers(new LabHome(directory)).kill()).isEqualTo(1);

    assertThat(notebook.waitFor()).isNotZero();
  }

  @Test
  void yarnsLaunchScriptIsEndedAlthoughItHasNoContainersEnvironment() throws Exception {
    String script = directory + "/data/nm1/local/nmPrivate/default_container_executor.sh";
    Process launcher = new ProcessBuilder("sh", "-c", "read line", script).start();

    new Leftovers(new LabHome(directory)).kill();

    assertThat(launcher.waitFor()).isNotZero();
  }

  @Test
  void anotherLabsContainerAndAPersonLookingAroundAreLeftAlone() throws Exception {
    Process otherLab =
        wait(
            Map.of(
                "CONTAINER_ID",
                "container_1_0001_01_000001",
                "LOCAL_DIRS",
                directory + "/other/data/nm1/local"));
    Process shell = wait(Map.of("OLDPWD", directory + "/data/nm1/logs"));
    try {
      assertThat(new Leftovers(new LabHome(directory)).kill()).isZero();
      assertThat(otherLab.isAlive()).isTrue();
      assertThat(shell.isAlive()).isTrue();
    } finally {
      otherLab.destroyForcibly();
      shell.destroyForcibly();
    }
  }

  private static Process wait(Map<String, String> environment) throws IOException {
    ProcessBuilder builder = new ProcessBuilder("sh", "-c", "read line");
    builder.environment().putAll(environment);
    return builder.start();
  }
}
