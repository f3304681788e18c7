package dev.heddle.scenarios;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.heddle.scenarios.harness.Cluster;
import dev.heddle.scenarios.harness.CommandLine;
import dev.heddle.scenarios.harness.OnCluster;
import dev.heddle.scenarios.harness.OperatorProcess;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plain Skein specification whose programs speak Skein's own protocol (gRPC), from Python. */
@OnCluster
final class SkeinProtocolTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private static Path directory;
  private static OperatorProcess operator;
  private static CommandLine heddle;

  @BeforeAll
  static void start(Cluster cluster) throws IOException {
    operator = cluster.operator("protocol").start();
    heddle = operator.commandLine();
    for (String name : List.of("protocol.yaml", "protocol.py")) {
      try (InputStream file =
          requireNonNull(SkeinProtocolTest.class.getResourceAsStream("/skein/" + name), name)) {
        Files.copy(file, directory.resolve(name));
      }
    }
  }

  @AfterAll
  static void stop() {
    operator.close();
  }

  @Test
  void programsInsideUseTheStoreAndOneOutsideHoldsTheApplication(Cluster cluster) throws Exception {
    String id =
        heddle.run("application", "submit", directory.resolve("protocol.yaml").toString()).good();

    assertThat(heddle.run("kv", "get", id, "--key", "result", "--wait").good())
        .isEqualTo(
            "name=protocol scale=PERMISSION_DENIED shutdown=PERMISSION_DENIED"
                + " kill=PERMISSION_DENIED missing=None mode=600");

    Path files = directory.resolve("security");
    String[] place =
        heddle.run("application", "security", id, "--dir", files.toString()).good().split(" ");
    assertThat(place[1]).isEqualTo(id);
    assertThat(python("outside", place[0], files.toString()))
        .containsExactly(
            "begun=1",
            "added=3",
            "role=spare",
            "killed=OK",
            "unknown=INVALID_ARGUMENT",
            "containers=worker_0,worker_2,worker_3,worker_4",
            "shutdown=OK");

    await(id + " to have succeeded")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .until(() -> heddle.run("application", "status", id).good().contains("SUCCEEDED"));
    cluster.containers().awaitNone(id);
  }

  private static List<String> python(String... arguments) throws Exception {
    List<String> command =
        new java.util.ArrayList<>(
            List.of("/usr/bin/python3", directory.resolve("protocol.py").toString()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    return output.strip().lines().toList();
  }
}
