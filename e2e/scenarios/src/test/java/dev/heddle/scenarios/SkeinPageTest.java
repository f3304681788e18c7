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
    PackedEnvironment.venv("/usr/bin/python3", directory);
    copy("jupyter-demo.yaml");
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

    await("the end of " + application)
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(200))
        .until(
            () -> heddle.run("application", "status", application).good(),
            row -> row.contains("FINISHED") && row.contains("SUCCEEDED"));
    cluster.containers().awaitNone(application);
  }

  private static String submit(String file) {
    return heddle.run("application", "submit", directory.resolve(file).toString()).good();
  }
}
