package dev.heddle.operator.api;

import static dev.heddle.operator.api.RunningApi.APPLICATIONS;
import static dev.heddle.operator.api.RunningApi.NOTEBOOKS;
import static dev.heddle.operator.api.RunningApi.notebook;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.operator.api.RunningApi.Reply;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScaleTest {

  private static final String CHURN = NOTEBOOKS + "/churn";
  private static final String APP = APPLICATIONS + "/app";

  private RunningApi api;

  @BeforeEach
  void start(@TempDir Path directory) throws IOException {
    api = new RunningApi(directory);
    api.post(NOTEBOOKS, notebook("churn").toString());
    application(
        "app",
        "\"worker\": {\"resources\": {\"memory\": \"1 GiB\", \"vcores\": 1}, \"script\": \"sleep 1\", \"instances\": 2}");
  }

  @AfterEach
  void stop() {
    api.close();
  }

  private void application(String name, String services) {
    Reply reply =
        api.post(
            APPLICATIONS,
            """
            {"apiVersion": "heddle.dev/v1", "kind": "Application", "metadata": {"name": "%s"},
             "spec": {"queue": "research", "services": {%s}}}
            """
                .formatted(name, services));
    assertThat(reply.code()).as(reply.body()).isEqualTo(201);
  }

  @Test
  void aNotebookIsScaledToNothingAndBack() {
    assertThat(api.get(CHURN + "/scale").json().at("/spec/replicas").asInt()).isEqualTo(1);

    JsonNode none = api.patch(CHURN + "/scale", "{\"spec\": {\"replicas\": 0}}").json();

    assertThat(none.path("kind").asText()).isEqualTo("Scale");
    assertThat(none.at("/spec/replicas").asInt(-1)).isZero();
    assertThat(api.get(CHURN).json().at("/spec/suspend").asBoolean()).isTrue();
    api.patch(CHURN + "/scale", "{\"spec\": {\"replicas\": 1}}");
    assertThat(api.get(CHURN).json().at("/spec/suspend").asBoolean()).isFalse();
    Reply two = api.patch(CHURN + "/scale", "{\"spec\": {\"replicas\": 2}}");
    assertThat(two.code()).isEqualTo(422);
    assertThat(two.json().path("message").asText()).contains("allowed are 0 and 1");
  }

  @Test
  void anApplicationWithOneServiceIsScaledByItsInstances() {
    JsonNode scale = api.get(APP + "/scale").json();
    assertThat(scale.at("/spec/replicas").asInt()).isEqualTo(2);
    assertThat(scale.at("/status/selector").asText()).contains("heddle.dev/service=worker");

    Reply set =
        api.put(APP + "/scale", scale.toString().replace("\"replicas\":2", "\"replicas\":5"));

    assertThat(set.json().at("/spec/replicas").asInt()).isEqualTo(5);
    assertThat(api.get(APP).json().at("/spec/services/worker/instances").asInt()).isEqualTo(5);
    assertThat(api.put(APP + "/scale", scale.toString()).code())
        .as("an old version")
        .isEqualTo(409);
    assertThat(api.patch(APP + "/scale", "{\"spec\": {\"replicas\": -1}}").code()).isEqualTo(422);
    assertThat(api.patch(APP + "/scale", "{\"spec\": {\"replicas\": \"x\"}}").code())
        .isEqualTo(422);
  }

  @Test
  void oneNumberIsNotMeantForSeveralServices() {
    application(
        "two",
        "\"a\": {\"resources\": {\"memory\": \"1 GiB\", \"vcores\": 1}, \"script\": \"sleep 1\"}, \"b\": {\"resources\": {\"memory\": \"1 GiB\", \"vcores\": 1}, \"script\": \"sleep 1\"}");

    Reply reply = api.get(APPLICATIONS + "/two/scale");

    assertThat(reply.code()).isEqualTo(400);
    assertThat(reply.json().path("message").asText()).contains("heddle container scale");
    assertThat(api.get(APPLICATIONS + "/none/scale").code()).isEqualTo(404);
    assertThat(api.get("/api/v1/namespaces/team-a/secrets/x/scale").code()).isEqualTo(404);
  }
}
