package dev.heddle.appmaster.container;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.appmaster.protocol.AgentSpec;
import dev.heddle.appmaster.protocol.RestartLimits;
import dev.heddle.appmaster.protocol.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContainerFilesTest {
  @TempDir private Path directory;

  private static Map<String, String> environment() {
    AgentSpec spec =
        new AgentSpec(
            "team-a",
            "churn",
            "7b1e",
            "alice",
            "notebook",
            "/",
            Optional.empty(),
            Optional.empty(),
            RestartLimits.defaults(),
            Duration.ofSeconds(10),
            Optional.empty(),
            Optional.empty(),
            AgentSpec.JUPYTER_INFO_KEY,
            AgentSpec.USUAL_ACTIVITY_INTERVAL,
            new Role.Alone(),
            Map.of());
    Map<String, String> environment = new HashMap<>();
    environment.put("CONTAINER_ID", "container_e17_1410901177871_0042_02_000001");
    environment.put("HEDDLE_SCRIPT_PID", "4711");
    environment.put(
        "HEDDLE_SPEC", Base64.getEncoder().encodeToString(spec.toJson().getBytes(UTF_8)));
    return environment;
  }

  @Test
  void theContainerIdTellsApplicationAndAttempt() {
    ContainerEnvironment container = ContainerEnvironment.of(environment(), directory);

    assertThat(container.applicationId()).isEqualTo("application_1410901177871_0042");
    assertThat(container.attempt()).isEqualTo(2);
    assertThat(container.spec().name()).isEqualTo("churn");
  }

  @Test
  void aMissingVariableIsNamed() {
    Map<String, String> environment = environment();
    environment.remove("HEDDLE_SPEC");

    assertThatThrownBy(() -> ContainerEnvironment.of(environment, directory))
        .hasMessage("environment variable HEDDLE_SPEC is not set");
  }

  @Test
  void theScriptsLinesAreReadAndHalfWrittenOnesAreNot() throws IOException {
    LaunchScript script = new LaunchScript(directory);
    assertThat(script.serviceRun()).isEmpty();
    assertThat(script.port()).isEmpty();

    Files.writeString(directory.resolve("service"), "2 exited 137\n");
    Files.writeString(directory.resolve("port"), "20017\n");
    assertThat(script.serviceRun()).contains(new ServiceRun(2, ServiceRun.State.EXITED, 137));
    assertThat(script.port()).contains(20017);

    Files.writeString(directory.resolve("service"), "");
    Files.writeString(directory.resolve("port"), "");
    assertThat(script.serviceRun()).isEmpty();
    assertThat(script.port()).isEmpty();
  }

  @Test
  void aStateFileKeepsItsLastText() throws IOException {
    StateFile file = new StateFile(directory.resolve("response"));
    assertThat(file.read()).isEmpty();
    file.write("1");
    file.write("2");
    assertThat(file.read()).contains("2");
  }

  @Test
  void theTailOfALogIsItsLastLines() throws IOException {
    Path path = directory.resolve("log");
    LogFile log = new LogFile(path, Clock.systemUTC());
    assertThat(log.tail(5, 100).text()).as("no log yet").isEmpty();

    Files.writeString(path, "one\ntwo\nthree\n");
    assertThat(log.tail(2, 100).text()).isEqualTo("two\nthree\n");
    assertThat(log.tail(9, 100).text()).isEqualTo("one\ntwo\nthree\n");
    assertThat(log.tail(0, 100).text()).isEmpty();
    assertThat(log.tail(9, 8).text()).isEqualTo("o\nthree\n");
    assertThat(log.tail(1, 100).offset()).isEqualTo(8);

    Files.writeString(path, "one\ntwo\nthr");
    assertThat(log.tail(1, 100).text()).isEqualTo("thr");
  }

  @Test
  void followingALogByOffsetsMissesAndRepeatsNothing() throws IOException {
    Path path = directory.resolve("log");
    LogFile log = new LogFile(path, Clock.systemUTC());
    Files.writeString(path, "one\n");
    LogFile.Piece first = log.from(0, 100);
    assertThat(log.from(first.next(), 100).text()).isEmpty();

    Files.writeString(path, "one\ntwo\nthree\n");
    LogFile.Piece second = log.from(first.next(), 4);
    LogFile.Piece third = log.from(second.next(), 100);

    assertThat(first.text() + second.text() + third.text()).isEqualTo("one\ntwo\nthree\n");
    assertThat(log.from(99, 100).text()).as("cut off meanwhile").isEqualTo("one\ntwo\nthree\n");
  }

  @Test
  void secretsAreTakenOutOfWhatEverybodySees() {
    Redaction redaction =
        Redaction.of(Map.of("JUPYTER_TOKEN", "abc123def", "DB_PASSWORD", "hunter22", "A", "b"));

    assertThat(
            redaction.redact(
                "http://h:1/?token=zzz9&x=1 Authorization: token qqq abc123def hunter22 b"))
        .isEqualTo("http://h:1/?token=***&x=1 Authorization: token *** *** *** b");
  }

  /** The tree: 10 NodeManager, 20 its wrapper, 30 script, 40 service, 50 kernel, 60 agent. */
  @Test
  void membersAreFoundByEnvironmentOrDescentAndNeverTheScriptsAncestors() throws IOException {
    process(1, 0, "S", "");
    process(10, 1, "S", "");
    process(20, 10, "S", "CONTAINER_ID=c1");
    process(30, 20, "S", "CONTAINER_ID=c1");
    process(40, 30, "S", "A=b\0CONTAINER_ID=c1");
    process(50, 1, "S", "CONTAINER_ID=c1");
    process(51, 50, "R", "");
    process(60, 30, "S", "CONTAINER_ID=c1");
    process(61, 30, "Z", "CONTAINER_ID=c1");
    process(70, 1, "S", "CONTAINER_ID=c11");

    assertThat(new ProcessTable(directory, "c1").members(30, java.util.Set.of(60L)))
        .as("a stray in its own session (50), its child without environment (51), the service")
        .containsExactlyInAnyOrder(40L, 50L, 51L);
  }

  private void process(int pid, int parent, String state, String environ) throws IOException {
    Path entry = Files.createDirectories(directory.resolve(Integer.toString(pid)));
    Files.writeString(
        entry.resolve("stat"), pid + " (a ) b) " + state + " " + parent + " 1 1 0 -1\n");
    Files.writeString(entry.resolve("environ"), environ + "\0");
  }
}
