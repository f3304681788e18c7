package dev.heddle.scenarios;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.crd.json.Json;
import dev.heddle.scenarios.harness.Cluster;
import dev.heddle.scenarios.harness.CommandLine;
import dev.heddle.scenarios.harness.Jupyter;
import dev.heddle.scenarios.harness.OnCluster;
import dev.heddle.scenarios.harness.OperatorProcess;
import dev.heddle.scenarios.harness.PackedEnvironment;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Skein's page on Jupyter notebooks, walked with `heddle` in place of `skein`. */
@OnCluster
@TestMethodOrder(OrderAnnotation.class)
final class SkeinWalkTest {

  private static final String NAMESPACE = "walk";
  private static final String USER = System.getProperty("user.name");
  private static final String STAGED = "/user/" + USER + "/.heddle/";
  private static final String KEY = "jupyter.notebook.info";

  /** Skein's shape: a packed environment, and a list of commands that starts the notebook. */
  private static final String SPECIFICATION =
      """
      name: %s

      services:
        jupyter:
          resources:
            memory: 512
            vcores: 1
          files:
            environment: environment.tar.gz
          commands:
            - export PATH=$PWD/environment/bin:$PATH
            - python -m %s --ip=0.0.0.0 --port=0 --no-browser --allow-root
      """;

  @TempDir private static Path directory;
  private static OperatorProcess operator;
  private static CommandLine heddle;
  private static String application;
  private static JsonNode info;

  @BeforeAll
  static void start(Cluster cluster) throws IOException, InterruptedException {
    operator = cluster.operator(NAMESPACE).start();
    heddle = operator.commandLine();
    PackedEnvironment.of("/usr/bin/python3", directory);
    specify("demo", "notebook");
    specify("server", "jupyter_server");
  }

  private static void specify(String name, String module) throws IOException {
    Files.writeString(
        directory.resolve(name + ".yaml"), SPECIFICATION.formatted(name, module), UTF_8);
  }

  @AfterAll
  static void stop() {
    operator.close();
  }

  @Test
  @Order(1)
  void submittingUploadsTheEnvironmentAndPrintsTheId() {
    application = submit("demo");

    assertThat(application).matches("application_\\d+_\\d+");
  }

  @Test
  @Order(2)
  void theNotebookTellsWhereItServesThoughItChoseItsPortItself() throws IOException {
    info = Json.mapper().readTree(awaitInfo(application));

    assertThat(info.path("port").asInt()).isPositive();
    assertThat(answers(info)).isTrue();
    Jupyter jupyter =
        new Jupyter(
            URI.create("http://127.0.0.1:" + info.path("port").asInt() + "/"),
            info.path("token").asText());
    assertThat(Jupyter.evaluate(jupyter.startKernel(), "6 * 7")).contains("42");
  }

  @Test
  @Order(3)
  void theApplicationIsListedWithItsSpecificationAndItsKeys(Cluster cluster) {
    heddle.run("kv", "put", application, "--key", "mine", "--value", "7").good();
    await("a copy of the keys in HDFS")
        .atMost(Duration.ofSeconds(20))
        .until(() -> cluster.files(USER).exists(STAGED + application));
    assertThat(heddle.run("application", "ls").good()).contains(application, "demo", "RUNNING");
    assertThat(heddle.run("application", "status", application).good()).contains("RUNNING");
    assertThat(heddle.run("application", "specification", application).good())
        .contains("python -m notebook")
        .contains("hdfs://");
    assertThat(heddle.run("kv", "ls", application).good()).isEqualTo(KEY + "\nmine");
  }

  @Test
  @Order(4)
  void aServerOfTheLaterKindIsFoundAsWell() throws IOException {
    String server = submit("server");

    JsonNode its = Json.mapper().readTree(awaitInfo(server));

    assertThat(its.path("port").asInt()).isPositive().isNotEqualTo(info.path("port").asInt());
    assertThat(answers(its)).isTrue();
    heddle.run("application", "kill", server).good();
    awaitStatus(server, "KILLED");
  }

  @Test
  @Order(5)
  void shuttingDownEndsItAsSucceeded(Cluster cluster) {
    heddle.run("application", "shutdown", application).good();

    awaitStatus(application, "SUCCEEDED");
    assertThat(heddle.run("application", "status", application).good())
        .contains("FINISHED", "SUCCEEDED");
    cluster.containers().awaitNone(application);
    await("nothing left in the user's home")
        .atMost(Duration.ofSeconds(20))
        .until(() -> !cluster.files(USER).exists(STAGED + application));
  }

  @Test
  @Order(6)
  void itsLogIsThereAfterItsEndAsItWasBefore() throws IOException {
    Path file = directory.resolve("count.yaml");
    Files.writeString(
        file,
        """
        name: count
        services:
          main:
            resources: {memory: 256, vcores: 1}
            script: |
              for i in $(seq 50000); do echo "line $i of many"; done
              exec sleep 1000
        """,
        UTF_8);
    String id = heddle.run("application", "submit", file.toString()).good();
    await("the last line")
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> heddle.run("application", "logs", id, "--tail", "1").good(),
            line -> line.equals("line 50000 of many"));
    String live = heddle.run("application", "logs", id).good();
    CompletableFuture<CommandLine.Result> followed =
        CompletableFuture.supplyAsync(() -> heddle.run("application", "logs", id, "-f"));
    heddle.run("application", "shutdown", id).good();

    assertThat(followed.join().good()).as("followed over its end").isEqualTo(live);
    assertThat(heddle.run("application", "logs", id).good()).as("read afterwards").isEqualTo(live);
    assertThat(live.lines()).hasSize(50_000);
    assertThat(heddle.run("application", "logs", id, "--tail", "2").good())
        .isEqualTo("line 49999 of many\nline 50000 of many");
  }

  @Test
  @Order(7)
  void theLogBeforeARestartIsThePreviousOne() {
    heddle.run("restart", "application/count", "--wait").good();

    CommandLine.Result previous = heddle.run("logs", "application/count", "--previous");

    assertThat(previous.good()).startsWith("line 1 of many").endsWith("line 50000 of many");
    assertThat(heddle.run("logs", "application/demo", "--previous").err())
        .contains("no run of", "before this one");
  }

  private static String submit(String name) {
    return heddle.run("application", "submit", directory.resolve(name + ".yaml").toString()).good();
  }

  private static String awaitInfo(String id) {
    return heddle.run("kv", "get", id, "--key", KEY, "--wait").good();
  }

  private static boolean answers(JsonNode info) {
    URI base =
        URI.create(
            "http://127.0.0.1:" + info.path("port").asInt() + info.path("base_url").asText());
    Jupyter jupyter = new Jupyter(base, info.path("token").asText());
    return jupyter.status("api/status") == 200 && jupyter.statusWithoutToken("api/status") == 403;
  }

  private static void awaitStatus(String id, String finalStatus) {
    await(id + " to end as " + finalStatus)
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(200))
        .until(() -> heddle.run("application", "status", id).good().contains(finalStatus));
  }
}
