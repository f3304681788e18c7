package dev.heddle.operator.api;

import static dev.heddle.operator.pod.Applications.MASTER_ONLY;
import static dev.heddle.operator.pod.Applications.WITH_WORKERS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.json.Kinds;
import dev.heddle.operator.api.RunningApi.Lines;
import dev.heddle.operator.pod.Applications;
import dev.heddle.operator.store.ObjectStore.Scope;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class PodsTest {

  private static final String PODS = "/api/v1/namespaces/team-a/pods";
  private static final String TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io";

  private RunningApi api;

  @BeforeEach
  void start(@TempDir Path directory) throws IOException {
    api = new RunningApi(directory);
    create(Applications.notebook("churn", MASTER_ONLY));
    create(Applications.application("app", WITH_WORKERS));
  }

  @AfterEach
  void stop() {
    api.close();
  }

  private void create(ObjectNode application) {
    api.store.create(Kinds.APPLICATION, application);
  }

  @Test
  void podsAreShownAsKubectlShowsThem() {
    assertThat(rows(PODS))
        .containsExactly(
            "[\"app-am-1\",\"1/1\",\"Running\",0,\"2m30s\",\"10.0.0.1\",\"10.0.0.1\",\"<none>\",\"<none>\"]",
            "[\"app-worker-0\",\"1/1\",\"Running\",1,\"90s\",\"10.0.0.2\",\"10.0.0.2\",\"<none>\",\"<none>\"]",
            "[\"app-worker-1\",\"0/1\",\"ContainerRequested\",0,\"3m30s\",\"<none>\",\"<none>\",\"<none>\",\"<none>\"]",
            "[\"app-worker-2\",\"0/1\",\"Error\",0,\"3m30s\",\"<none>\",\"<none>\",\"<none>\",\"<none>\"]",
            "[\"churn-am-2\",\"1/1\",\"Running\",2,\"2m30s\",\"<none>\",\"node-1\",\"<none>\",\"<none>\"]");
    assertThat(rows("/api/v1/namespaces/team-a/services"))
        .containsExactly(
            "[\"app\",\"ClusterIP\",\"None\",\"<none>\",\"9000/TCP\",\"90s\","
                + "\"heddle.dev/application=app,heddle.dev/service=worker\"]",
            "[\"churn\",\"ClusterIP\",\"None\",\"<none>\",\"8888/TCP\",\"90s\","
                + "\"heddle.dev/application=churn,heddle.dev/service=worker\"]");
  }

  private List<String> rows(String path) {
    List<String> rows = new ArrayList<>();
    JsonNode table = api.getAs(TABLE, path).json();
    table.path("rows").forEach(row -> rows.add(row.path("cells").toString()));
    return rows;
  }

  @Test
  void podsAreSelected() {
    assertThat(names("?labelSelector=heddle.dev/notebook%3Dchurn")).containsExactly("churn-am-2");
    assertThat(names("?fieldSelector=status.phase%3DPending")).containsExactly("app-worker-1");
    assertThat(names("?fieldSelector=spec.nodeName%3D10.0.0.2")).containsExactly("app-worker-0");
    assertThat(api.get(PODS + "?fieldSelector=spec.colour%3Dred").code()).isEqualTo(400);
    assertThat(api.get(PODS + "/churn-am-2").json().at("/kind").asText()).isEqualTo("Pod");
    assertThat(api.get(PODS + "/churn-am-3").code()).isEqualTo(404);
  }

  private List<String> names(String query) {
    List<String> names = new ArrayList<>();
    api.get(PODS + query)
        .json()
        .path("items")
        .forEach(pod -> names.add(pod.at("/metadata/name").asText()));
    return names;
  }

  @Test
  void podsAreWatched() {
    String version = api.get(PODS).json().at("/metadata/resourceVersion").asText();
    try (Lines watch =
        api.stream(
            PODS
                + "?watch=true&resourceVersion="
                + version
                + "&fieldSelector="
                + "status.phase%3DRunning")) {
      ObjectNode changed =
          Applications.application("app", WITH_WORKERS.replace("Requested", "Running"));
      changed.withObject("/metadata").remove("resourceVersion");
      api.store.update(Kinds.APPLICATION, changed, Scope.STATUS);

      assertThat(watch.event()).isEqualTo("MODIFIED app-worker-1");
    }
  }

  @Test
  void podsAreNotWritten() {
    String pod = api.get(PODS + "/churn-am-2").body();

    assertThat(api.post(PODS, pod).code()).isEqualTo(405);
    assertThat(api.put(PODS + "/churn-am-2", pod).code()).isEqualTo(405);
    assertThat(api.patch(PODS + "/churn-am-2", "{}").code()).isEqualTo(405);
    assertThat(api.put(PODS + "/churn-am-2/status", pod).code()).isEqualTo(405);
    assertThat(api.delete("/api/v1/namespaces/team-a/services/churn").code()).isEqualTo(405);
  }
}
