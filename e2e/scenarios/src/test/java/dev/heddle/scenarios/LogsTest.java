package dev.heddle.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.scenarios.harness.Api;
import dev.heddle.scenarios.harness.Cluster;
import dev.heddle.scenarios.harness.OnCluster;
import dev.heddle.scenarios.harness.OperatorProcess;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The logs of services' containers: live, over the end, and after it, whole. */
@OnCluster
final class LogsTest {

  private static final String NAMESPACE = "logs";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int LINES = 400;

  private static OperatorProcess operator;
  private static Api api;

  @BeforeAll
  static void start(Cluster cluster) {
    operator = cluster.operator(NAMESPACE).start();
    api = operator.api();
  }

  @AfterAll
  static void stop() {
    operator.close();
  }

  @Test
  void whoFollowsAContainerOverItsEndHasEveryLineOnce() {
    create("counts", "for i in $(seq 1 " + LINES + "); do echo line $i; sleep 0.01; done");
    api.awaitApplication(
        NAMESPACE, "counts", PATIENCE, seen -> seen.at("/status/services/0/ready").asInt() == 1);

    String followed = logs("counts", "-f");

    List<String> lines = IntStream.rangeClosed(1, LINES).mapToObj(i -> "line " + i).toList();
    assertThat(followed.lines().toList()).isEqualTo(lines);
    assertThat(logs("counts").lines().toList()).as("after the end").isEqualTo(lines);
    assertThat(logs("counts", "--tail", "1")).isEqualTo("line " + LINES);
    api.removeApplication(NAMESPACE, "counts");
  }

  @Test
  void whatRunsIsReadFromItsContainer() {
    create("runs", "echo begun; exec sleep 1000");
    api.awaitApplication(
        NAMESPACE, "runs", PATIENCE, seen -> seen.at("/status/services/0/ready").asInt() == 1);

    assertThat(logs("runs")).isEqualTo("begun");
    assertThat(logs("runs", "--since", "10m")).isEqualTo("begun");
    api.removeApplication(NAMESPACE, "runs");
  }

  @Test
  void whatCameAndWentAtOnceHasItsLog() {
    create("brief", "echo was here");
    api.awaitApplication(
        NAMESPACE,
        "brief",
        PATIENCE,
        seen -> seen.at("/status/phase").asText().equals("Succeeded"));

    assertThat(logs("brief")).isEqualTo("was here");
    api.removeApplication(NAMESPACE, "brief");
  }

  private static void create(String name, String script) {
    api.createApplication(
        NAMESPACE,
        """
        {"apiVersion": "heddle.dev/v1", "kind": "Application", "metadata": {"name": "%s"},
         "spec": {"user": "alice", "queue": "notebooks", "runIn": "Container",
           "services": {"web": {
             "resources": {"memory": "128 MiB", "vcores": 1}, "script": "%s"}}}}"""
            .formatted(name, script));
  }

  private static String logs(String name, String... options) {
    String[] arguments = new String[options.length + 6];
    List<String> all =
        List.of("logs", "application/" + name, "-n", NAMESPACE, "--container", "web");
    all.toArray(arguments);
    System.arraycopy(options, 0, arguments, all.size(), options.length);
    return operator.commandLine().run(arguments).good();
  }
}
