package dev.heddle.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.lab.testing.LabUserFiles;
import dev.heddle.scenarios.harness.Api;
import dev.heddle.scenarios.harness.Cluster;
import dev.heddle.scenarios.harness.Jupyter;
import dev.heddle.scenarios.harness.Manifests;
import dev.heddle.scenarios.harness.OnCluster;
import dev.heddle.scenarios.harness.OperatorProcess;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A node goes with all that runs on it and does not come back, on a cluster of two. YARN misses it
 * after a quarter of a minute here.
 */
@OnCluster(nodes = 2)
final class NodeLossTest {

  private static final String NAMESPACE = "nodeloss";
  private static final String HOME = "/user/alice/nodeloss/";
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Of a node's 8192 MB: beside this no notebook has room. */
  private static final String FILLER =
      """
      {"apiVersion": "heddle.dev/v1", "kind": "Application", "metadata": {"name": "filler"},
       "spec": {"user": "alice", "queue": "notebooks", "services": {"room": {
         "script": "exec sleep 1000", "resources": {"memory": "5000 MiB", "vcores": 1}}}}}""";

  private static OperatorProcess operator;
  private static Api api;
  private static LabUserFiles hdfs;

  private static String lost = "";

  @BeforeAll
  static void start(Cluster cluster) {
    operator = cluster.operator(NAMESPACE).start();
    api = operator.api();
    hdfs = cluster.files("alice");
  }

  @AfterAll
  static void stop(Cluster cluster) {
    if (!lost.isEmpty()) {
      cluster.lab().start(lost);
    }
    api.deleteNotebook(NAMESPACE, "nb");
    api.deleteNotebook(NAMESPACE, "contained");
    api.awaitGone(NAMESPACE, "nb");
    api.awaitGone(NAMESPACE, "contained");
    operator.close();
  }

  @Test
  void whatRanOnALostNodeRunsOnTheOtherOneWithAllThatWasSaved(Cluster cluster) {
    api.createApplication(NAMESPACE, FILLER);
    api.awaitApplication(
        NAMESPACE, "filler", PATIENCE, seen -> seen.at("/status/phase").asText().equals("Ready"));
    // Both go to the other node.
    create("nb", "ApplicationMaster");
    create("contained", "Container");
    JsonNode notebook = api.awaitReady(NAMESPACE, "nb");
    JsonNode contained = api.awaitReady(NAMESPACE, "contained");
    String id = Api.applicationId(notebook);
    String container = servingContainer();
    String node = cluster.yarn().node(cluster.yarn().masterContainer(id));
    assertThat(cluster.yarn().node(container)).isEqualTo(node);
    save("nb", notebook);
    save("contained", contained);
    api.removeApplication(NAMESPACE, "filler");

    lost = cluster.nodeManager(node);
    cluster.lose(lost);

    JsonNode moved = awaitElsewhere("nb", notebook);
    assertThat(Api.applicationId(moved)).isEqualTo(id);
    assertThat(cluster.yarn().attempts(id)).isEqualTo(2);
    assertThat(cluster.yarn().node(cluster.yarn().masterContainer(id))).isNotEqualTo(node);
    JsonNode replaced = awaitElsewhere("contained", contained);
    assertThat(Api.applicationId(replaced)).isEqualTo(Api.applicationId(contained));
    assertThat(cluster.yarn().node(servingContainer())).isNotEqualTo(node);
    assertThat(api.application(NAMESPACE, "contained").at("/status/services/0/restarts").asInt())
        .as("nobody's failure")
        .isZero();
    for (JsonNode each : new JsonNode[] {moved, replaced}) {
      String name = each.at("/metadata/name").asText();
      assertThat(each.at("/metadata/uid")).isEqualTo(uid(name, notebook, contained));
      assertThat(Jupyter.of(api, each).text("a.txt")).as(name).contains("saved in " + name);
      JsonNode application = api.application(NAMESPACE, name).path("status");
      assertThat(application.path("failures").asInt()).as("failures of " + name).isZero();
      assertThat(cluster.yarn().live(NAMESPACE, name))
          .extracting(report -> report.getApplicationId().toString())
          .containsExactly(Api.applicationId(each));
      assertThat(cluster.yarn().all(NAMESPACE, name)).hasSize(1);
      assertThat(cluster.containers().jupyters(Api.applicationId(each))).isEqualTo(1);
      // What is saved from now on is safe, too.
      Jupyter.of(api, each).saveText("b.txt", "after");
      await("b.txt of " + name).atMost(PATIENCE).until(() -> hdfs.exists(HOME + name + "/b.txt"));
    }
  }

  private static JsonNode uid(String name, JsonNode notebook, JsonNode contained) {
    return (name.equals("nb") ? notebook : contained).at("/metadata/uid");
  }

  /** Were the loss of a node counted as a failure, it would be the one that is too many. */
  private static void create(String name, String runIn) {
    api.createNotebook(
        NAMESPACE,
        Manifests.json(
            name,
            """
            "environment": {"python": "/usr/bin/python3"}, "runIn": "%s", "maxRestarts": 0,
            "resources": {"memory": "3400 MiB", "vcores": 1}, "queue": "notebooks",
            "workspace": {"path": "%s"}"""
                .formatted(runIn, HOME + name)));
  }

  private static void save(String name, JsonNode notebook) {
    Jupyter.of(api, notebook).saveText("a.txt", "saved in " + name);
    await("a.txt of " + name).atMost(PATIENCE).until(() -> hdfs.exists(HOME + name + "/a.txt"));
  }

  private static JsonNode awaitElsewhere(String name, JsonNode before) {
    return api.awaitNotebook(
        NAMESPACE,
        name,
        PATIENCE,
        notebook ->
            notebook.at("/status/phase").asText().equals("Ready")
                && !notebook.at("/status/url").equals(before.at("/status/url")));
  }

  /** The container in which the notebook of the two-container shape serves. */
  private static String servingContainer() {
    for (JsonNode instance :
        api.application(NAMESPACE, "contained").at("/status/services/0/instances")) {
      if (instance.path("state").asText().equals("Ready")) {
        return instance.path("containerId").asText();
      }
    }
    throw new AssertionError("none serves: " + api.application(NAMESPACE, "contained"));
  }
}
