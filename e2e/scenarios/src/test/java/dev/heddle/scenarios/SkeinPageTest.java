package dev.heddle.scenarios;

import static java.util.Objects.requireNonNull;
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
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Skein's page on Jupyter notebooks to the letter: its specification unchanged, and an environment
 * without Skein whose kernel names a Python of another machine.
 */
@OnCluster
@TestMethodOrder(OrderAnnotation.class)
final class SkeinPageTest {

  private static final String NAMESPACE = "page";

  @TempDir private static Path directory;
  private static OperatorProcess operator;
  private static CommandLine heddle;
  private static String application;
  private static Jupyter jupyter;

  @BeforeAll
  static void start(Cluster cluster) throws IOException, InterruptedException {
    operator = cluster.operator(NAMESPACE).start();
    heddle = operator.commandLine();
    PackedEnvironment.venv(heddle, "/usr/bin/python3", directory);
    for (String name :
        List.of("jupyter-demo.yaml", "check.yaml", "check.py", "kernel.yaml", "other-key.yaml")) {
      copy(name);
    }
  }

  private static void copy(String name) throws IOException {
    try (InputStream file =
        requireNonNull(SkeinPageTest.class.getResourceAsStream("/skein/" + name), name)) {
      Files.copy(file, directory.resolve(name));
    }
  }

  @AfterAll
  static void stop() {
    operator.close();
  }

  @Test
  @Order(1)
  void theInformationIsInTheStoreOnceTheServerAnswers() throws IOException {
    application = submit("jupyter-demo.yaml");

    String text =
        heddle.run("kv", "get", application, "--key", "jupyter.notebook.info", "--wait").good();

    JsonNode info = Json.mapper().readTree(text);
    assertThat(info.properties().stream().map(field -> field.getKey()))
        .containsExactly("protocol", "host", "port", "base_url", "token");
    assertThat(info.path("protocol").asText()).isEqualTo("http");
    jupyter =
        new Jupyter(
            URI.create("http://127.0.0.1:" + info.path("port").asInt() + "/"),
            info.path("token").asText());
    assertThat(jupyter.status("api/status")).isEqualTo(200);
    assertThat(jupyter.statusWithoutToken("api/status")).isEqualTo(403);
  }

  @Test
  @Order(2)
  void aKernelOfTheEnvironmentComputes() {
    assertThat(Jupyter.evaluate(jupyter.startKernel(), "__import__('sys').prefix"))
        .contains("/environment");
  }

  @Test
  @Order(3)
  void quitEndsTheApplicationAsSucceeded(Cluster cluster) {
    jupyter.quit();

    awaitStatus(application, "SUCCEEDED");
    assertThat(heddle.run("application", "status", application).good())
        .contains("FINISHED", "SUCCEEDED");
    cluster.containers().awaitNone(application);
  }

  @Test
  @Order(4)
  void aProcessInAContainerUsesTheWholeStoreAndNothingElse() {
    String id = submit("check.yaml");

    assertThat(valueOf(id, "result")).isEqualTo("good");

    assertThat(heddle.run("kv", "ls", id, "--start", "u", "--values").good())
        .isEqualTo("until-the-end\t1");
    assertThat(heddle.run("kv", "del", id, "--prefix", "e/").good()).isEqualTo("e/1");
    CompletableFuture<CommandLine.Result> watch =
        CompletableFuture.supplyAsync(
            () -> heddle.run("kv", "watch", id, "--prefix", "w", "--count", "2"));
    await("a watcher that hears")
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              heddle.run("kv", "put", id, "--key", "w", "--value", "seen").good();
              return watch.isDone();
            });
    assertThat(watch.join().good()).contains("\tPUT\tw\tseen");
    heddle.run("kv", "put", id, "--key", "stop", "--value", "").good();
    awaitStatus(id, "SUCCEEDED");
  }

  @Test
  @Order(5)
  void aServersAddressIsUnderTheKeyThatWasAskedForAndGoesWithIt(Cluster cluster)
      throws IOException {
    String id = submit("other-key.yaml");

    JsonNode info = Json.mapper().readTree(valueOf(id, "my.info"));

    assertThat(info.path("base_url").asText()).isEqualTo("/mine/");
    assertThat(
            new Jupyter(
                    URI.create("http://127.0.0.1:" + info.path("port").asInt() + "/mine/"),
                    info.path("token").asText())
                .status("api/status"))
        .isEqualTo(200);
    cluster.containers().of(id).stream()
        .filter(each -> each.runs("skein.recipes.jupyter_notebook"))
        .forEach(each -> each.kill());
    await("another server's address")
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> heddle.run("kv", "get", id, "--key", "my.info", "--wait").good(),
            text -> !text.contains(info.path("token").asText()));
    heddle.run("application", "kill", id).good();
  }

  @Test
  @Order(6)
  void aKernelTellsHowToConnectToIt() throws IOException {
    String id = submit("kernel.yaml");

    JsonNode connection = Json.mapper().readTree(valueOf(id, "its.place"));

    assertThat(connection.path("shell_port").asInt()).isPositive();
    assertThat(connection.path("ip").asText()).isNotEqualTo("0.0.0.0");
    assertThat(connection.path("key").asText()).isNotEmpty();
    heddle.run("application", "shutdown", id).good();
    awaitStatus(id, "SUCCEEDED");
  }

  private static String valueOf(String id, String key) {
    return heddle.run("kv", "get", id, "--key", key, "--wait").good();
  }

  private static void awaitStatus(String id, String finalStatus) {
    await(id + " to end as " + finalStatus)
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(200))
        .until(() -> heddle.run("application", "status", id).good().contains(finalStatus));
  }

  private static String submit(String file) {
    return heddle.run("application", "submit", directory.resolve(file).toString()).good();
  }
}
