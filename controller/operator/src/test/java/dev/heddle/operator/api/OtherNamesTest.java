package dev.heddle.operator.api;

import static dev.heddle.operator.api.RunningApi.tree;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.crd.json.Kinds;
import dev.heddle.operator.api.RunningApi.Lines;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is served a second time, in the form in which newer clients and browsers look for it. */
class OtherNamesTest {

  private static final String NEW = "/apis/events.k8s.io/v1/namespaces/team-a/events";
  private static final String DEFINITIONS =
      "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

  private RunningApi api;

  @BeforeEach
  void start(@TempDir Path directory) throws IOException {
    api = new RunningApi(directory);
  }

  @AfterEach
  void stop() {
    api.close();
  }

  private void happen(String name, String reason) {
    api.store.create(
        Kinds.EVENT,
        tree(
            """
            {"apiVersion": "v1", "kind": "Event",
             "metadata": {"name": "%s", "namespace": "team-a"},
             "involvedObject": {"kind": "Notebook", "name": "churn", "uid": "u-1"},
             "type": "Warning", "reason": "%s", "message": "gone", "count": 3,
             "source": {"component": "heddle"},
             "firstTimestamp": "2026-11-23T00:00:00Z", "lastTimestamp": "2026-11-23T01:00:30Z"}
            """
                .formatted(name, reason)));
  }

  @Test
  void eventsAreServedInBothGroups() {
    happen("churn.1", "Killed");

    JsonNode event = api.get(NEW + "/churn.1").json();

    assertThat(event.path("apiVersion").asText()).isEqualTo("events.k8s.io/v1");
    assertThat(event.path("note").asText()).isEqualTo("gone");
    assertThat(event.at("/regarding/name").asText()).isEqualTo("churn");
    assertThat(event.path("reportingController").asText()).isEqualTo("heddle");
    assertThat(event.path("eventTime").asText()).isEqualTo("2026-11-23T01:00:30Z");
    assertThat(event.path("deprecatedCount").asInt()).isEqualTo(3);
    assertThat(api.get(NEW + "?fieldSelector=reason%3DKilled").json().path("items")).hasSize(1);
    assertThat(api.get(NEW + "?fieldSelector=reason%3DReady").json().path("items")).isEmpty();
    assertThat(api.post(NEW, event.toString()).code()).isEqualTo(405);
    JsonNode table = api.getAs("application/json;as=Table;v=v1;g=meta.k8s.io", NEW).json();
    assertThat(table.at("/rows/0/cells").toString())
        .isEqualTo(
            "[\"60s\",\"Warning\",\"Killed\",\"notebook/churn\",\"heddle\",\"gone\",\"61m\",3,"
                + "\"churn.1\"]");
  }

  @Test
  void newEventsAreWatched() {
    String version = api.get(NEW).json().at("/metadata/resourceVersion").asText();
    try (Lines watch = api.stream(NEW + "?watch=true&resourceVersion=" + version)) {
      happen("churn.1", "Killed");
      JsonNode event = watch.json();
      assertThat(event.path("type").asText()).isEqualTo("ADDED");
      assertThat(event.at("/object/reason").asText()).isEqualTo("Killed");
      assertThat(event.at("/object/apiVersion").asText()).isEqualTo("events.k8s.io/v1");
    }
  }

  @Test
  void theKindsAreToldAsDefinitions() {
    JsonNode list = api.get(DEFINITIONS).json();
    assertThat(list.path("items").findValuesAsText("name"))
        .contains("notebooks.heddle.dev", "sources.heddle.dev")
        .doesNotContain("secrets", "leases.coordination.k8s.io");
    JsonNode notebooks = api.get(DEFINITIONS + "/notebooks.heddle.dev").json();
    assertThat(notebooks.at("/spec/names/kind").asText()).isEqualTo("Notebook");
    assertThat(notebooks.at("/status/conditions/1/type").asText()).isEqualTo("Established");
    assertThat(notebooks.at("/metadata/uid").asText()).isNotEmpty();
    assertThat(api.get(DEFINITIONS + "/pods").code()).isEqualTo(404);
    assertThat(api.delete(DEFINITIONS + "/notebooks.heddle.dev").code()).isEqualTo(405);
  }
}
