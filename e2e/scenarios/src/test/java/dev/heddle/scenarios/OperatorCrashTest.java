package dev.heddle.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.scenarios.fault.HaltAtBoundary;
import dev.heddle.scenarios.harness.Cluster;
import dev.heddle.scenarios.harness.Manifests;
import dev.heddle.scenarios.harness.OnCluster;
import dev.heddle.scenarios.harness.OperatorProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The operator dies between two actions of a submission or a deletion and is started again: one
 * application, or none (I1, I2).
 */
@OnCluster
final class OperatorCrashTest {

  private static final String NAMESPACE = "crash";
  private static final String DIRECTORY = Cluster.specs(NAMESPACE) + "/" + NAMESPACE;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private OperatorProcess operator;

  @BeforeEach
  void oneInstallation(Cluster cluster) {
    operator = cluster.operator(NAMESPACE);
    // A second file, because a directory that reads as empty prunes nothing (I3).
    cluster
        .files("bob")
        .put(DIRECTORY + "/resting.yaml", Manifests.notebook("resting", "  suspend: true\n"));
  }

  @AfterEach
  void stop() {
    operator.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"submit.reserved", "submit.recorded", "submit.sent"})
  void aSubmissionThatWasCutShortEndsInOneApplication(String boundary, Cluster cluster)
      throws IOException {
    String name = name(boundary);
    write(cluster, name);
    operator.launch(dyingAt(boundary));
    awaitDeathAt(boundary);
    assertThat(cluster.yarn().all(NAMESPACE, name)).hasSize(boundary.equals("submit.sent") ? 1 : 0);

    operator.start();

    JsonNode notebook = operator.api().awaitReady(NAMESPACE, name);
    assertThat(cluster.yarn().all(NAMESPACE, name))
        .singleElement()
        .satisfies(
            application ->
                assertThat(application.getApplicationId())
                    .hasToString(notebook.path("status").path("applicationId").asText()));
    remove(cluster, name);
    operator.api().awaitGone(NAMESPACE, name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"stop.recorded", "stop.asked", "delete.confirmed"})
  void aDeletionThatWasCutShortEndsInNoApplication(String boundary, Cluster cluster)
      throws IOException {
    String name = name(boundary);
    write(cluster, name);
    operator.start(dyingAt(boundary));
    String id =
        operator.api().awaitReady(NAMESPACE, name).path("status").path("applicationId").asText();
    remove(cluster, name);
    awaitDeathAt(boundary);

    operator.start();

    operator.api().awaitGone(NAMESPACE, name);
    assertThat(cluster.yarn().live(NAMESPACE, name)).isEmpty();
    assertThat(cluster.yarn().all(NAMESPACE, name))
        .singleElement()
        .satisfies(application -> assertThat(application.getApplicationId()).hasToString(id));
    cluster.containers().awaitNone(id);
  }

  private static String name(String boundary) {
    return boundary.replace('.', '-');
  }

  private static void write(Cluster cluster, String name) {
    cluster.files("bob").put(DIRECTORY + "/" + name + ".yaml", Manifests.notebook(name));
  }

  private static void remove(Cluster cluster, String name) {
    cluster.files("bob").delete(DIRECTORY + "/" + name + ".yaml");
  }

  private static Map<String, String> dyingAt(String boundary) {
    return Map.of(
        "HEDDLE_JAVA_OPTS",
        "-D" + HaltAtBoundary.PROPERTY + "=" + boundary,
        "HEDDLE_OPERATOR_CLASSPATH",
        Path.of("target/test-classes").toAbsolutePath().toString());
  }

  /** By that fault, and not by another. */
  private void awaitDeathAt(String boundary) throws IOException {
    await("the operator dies at " + boundary).atMost(PATIENCE).until(() -> !operator.isAlive());
    assertThat(Files.readString(operator.home().resolve("operator.log")))
        .contains(HaltAtBoundary.lastWords(boundary));
  }
}
