package dev.heddle.operator.api;

import static dev.heddle.operator.api.RunningApi.NOTEBOOKS;
import static dev.heddle.operator.api.RunningApi.notebook;
import static dev.heddle.operator.api.RunningApi.tree;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.json.Kinds;
import dev.heddle.operator.api.RunningApi.Reply;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** JSON patches, strategic merge patches, and fields that a kind does not know. */
class PatchesTest {

  private static final String CHURN = NOTEBOOKS + "/churn";

  private RunningApi api;

  @BeforeEach
  void start(@TempDir Path directory) throws IOException {
    api = new RunningApi(directory);
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void aJsonPatchChangesWhatItNames() {
    api.post(NOTEBOOKS, notebook("churn").toString());

    Reply reply =
        api.jsonPatch(
            CHURN,
            """
            [{"op": "test", "path": "/spec/queue", "value": "research"},
             {"op": "replace", "path": "/spec/queue", "value": "batch"},
             {"op": "add", "path": "/metadata/labels", "value": {"a/b": "1"}},
             {"op": "copy", "from": "/metadata/labels/a~1b", "path": "/metadata/labels/c"}]
            """);

    assertThat(reply.code()).isEqualTo(200);
    JsonNode now = api.get(CHURN).json();
    assertThat(now.at("/spec/queue").asText()).isEqualTo("batch");
    assertThat(now.at("/metadata/labels")).isEqualTo(tree("{\"a/b\": \"1\", \"c\": \"1\"}"));
  }

  @Test
  void aTestThatFailsLeavesTheObject() {
    api.post(NOTEBOOKS, notebook("churn").toString());

    Reply reply =
        api.jsonPatch(
            CHURN,
            """
            [{"op": "replace", "path": "/spec/queue", "value": "batch"},
             {"op": "test", "path": "/spec/resources/vcores", "value": 7}]
            """);

    assertThat(reply.code()).isEqualTo(422);
    assertThat(reply.json().path("message").asText())
        .isEqualTo(
            "the JSON patch can't be applied: operation 1, test /spec/resources/vcores: the value"
                + " is another one");
    assertThat(api.get(CHURN).json().at("/spec/queue").asText()).isEqualTo("research");
  }

  @Test
  void aMalformedJsonPatchIsABadRequest() {
    api.post(NOTEBOOKS, notebook("churn").toString());

    assertThat(api.jsonPatch(CHURN, "{}").code()).isEqualTo(400);
    assertThat(api.jsonPatch(CHURN, "[{\"op\": \"dance\", \"path\": \"/spec\"}]").code())
        .isEqualTo(400);
    assertThat(api.jsonPatch(CHURN, "[{\"op\": \"remove\", \"path\": \"spec\"}]").code())
        .isEqualTo(400);
    assertThat(api.jsonPatch(CHURN, "[{\"op\": \"add\", \"path\": \"/spec/x\"}]").code())
        .isEqualTo(400);
    assertThat(api.jsonPatch(CHURN, "[").code()).isEqualTo(400);
  }

  @Test
  void aPatchThatDoublesItselfIsStopped() {
    api.post(NOTEBOOKS, notebook("churn").toString());
    StringBuilder patch = new StringBuilder("[");
    for (int i = 0; i < 60; i++) {
      patch
          .append(i == 0 ? "" : ",")
          .append("{\"op\": \"copy\", \"from\": \"/spec\", \"path\": \"/spec/x" + i + "\"}");
    }

    assertThat(api.jsonPatch(CHURN, patch.append("]").toString()).code()).isEqualTo(422);
  }

  @Test
  void aStrategicPatchMergesListsItemByItem() {
    ObjectNode notebook = notebook("churn");
    notebook.withObject("/metadata").putArray("finalizers").add("x/a").add("x/b");
    notebook
        .withObject("/spec/runtime")
        .put("type", "Docker")
        .put("image", "i")
        .putArray("mounts")
        .addObject()
        .put("source", "/a")
        .put("target", "/x");
    ObjectNode patched =
        StrategicPatch.apply(
            Kinds.NOTEBOOK,
            notebook,
            tree(
                """
                {"metadata": {"finalizers": ["x/c"],
                              "$deleteFromPrimitiveList/finalizers": ["x/a"]},
                 "spec": {"runtime": {
                   "mounts": [{"source": "/b", "target": "/y"},
                              {"target": "/x", "readOnly": false}],
                   "$setElementOrder/mounts": [{"target": "/y"}, {"target": "/x"}]},
                   "resources": {"$patch": "replace", "memory": "1 GiB"}}}
                """));

    assertThat(patched.at("/metadata/finalizers").toString()).isEqualTo("[\"x/b\",\"x/c\"]");
    assertThat(patched.at("/spec/runtime/mounts").toString())
        .isEqualTo(
            "[{\"source\":\"/b\",\"target\":\"/y\"},"
                + "{\"source\":\"/a\",\"target\":\"/x\",\"readOnly\":false}]");
    assertThat(patched.at("/spec/resources")).isEqualTo(tree("{\"memory\": \"1 GiB\"}"));
    ObjectNode without =
        StrategicPatch.apply(
            Kinds.NOTEBOOK,
            patched,
            tree(
                "{\"spec\": {\"runtime\": {\"mounts\": [{\"$patch\": \"delete\","
                    + " \"target\": \"/y\"}]}}}"));
    assertThat(without.at("/spec/runtime/mounts").findValuesAsText("target")).containsExactly("/x");
  }

  @Test
  void coreKindsTakeStrategicPatches() {
    api.post(
        "/api/v1/namespaces",
        "{\"apiVersion\": \"v1\", \"kind\": \"Namespace\", \"metadata\": {\"name\": \"n\"}}");

    Reply reply =
        api.send(
            "PATCH",
            "/api/v1/namespaces/n",
            Optional.of("{\"metadata\": {\"labels\": {\"a\": \"b\"}}}"),
            "application/strategic-merge-patch+json",
            "application/json");

    assertThat(reply.code()).isEqualTo(200);
    assertThat(reply.json().at("/metadata/labels/a").asText()).isEqualTo("b");
  }

  @Test
  void strictRefusesWhatItDoesNotKnowInKubernetesWords() {
    String body =
        notebook("churn")
            .toString()
            .replace("\"queue\"", "\"quue\": 1, \"queue\": \"x\", \"queue\"");

    Reply reply = api.post(NOTEBOOKS + "?fieldValidation=Strict", body);

    assertThat(reply.code()).isEqualTo(400);
    assertThat(reply.json().path("reason").asText()).isEqualTo("BadRequest");
    assertThat(reply.json().path("message").asText())
        .isEqualTo(
            "Notebook in version \"v1\" cannot be handled as a Notebook: strict decoding error:"
                + " duplicate field \"spec.queue\", unknown field \"spec.quue\"");
    assertThat(reply.json().at("/details/causes/0/message").asText())
        .contains("did you mean \"queue\"");
    assertThat(api.get(CHURN).code()).isEqualTo(404);
  }

  @Test
  void warnLeavesItOutAndWarns() {
    String body =
        notebook("churn")
            .toString()
            .replace("\"queue\"", "\"quue\": 1, \"queue\": \"x\", \"queue\"");

    Reply reply = api.post(NOTEBOOKS, body);

    assertThat(reply.code()).isEqualTo(201);
    assertThat(reply.raw().headers().allValues("Warning"))
        .containsExactly(
            "299 - \"duplicate field \\\"spec.queue\\\"\"",
            "299 - \"unknown field \\\"spec.quue\\\"\"");
    assertThat(reply.json().at("/spec/queue").asText()).isEqualTo("research");
    assertThat(reply.json().path("spec").has("quue")).isFalse();
  }

  @Test
  void ignoreLeavesItOutSilently() {
    api.post(NOTEBOOKS, notebook("churn").toString());

    Reply reply = api.patch(CHURN + "?fieldValidation=Ignore", "{\"spec\": {\"quue\": 1}}");

    assertThat(reply.code()).isEqualTo(200);
    assertThat(reply.raw().headers().allValues("Warning")).isEmpty();
    assertThat(api.patch(CHURN + "?fieldValidation=Strict", "{\"spec\": {\"quue\": 1}}").code())
        .isEqualTo(400);
    assertThat(api.patch(CHURN + "?fieldValidation=Maybe", "{}").code()).isEqualTo(400);
  }

  @Test
  void objectsMayComeAsYaml() {
    String yaml =
        """
        apiVersion: heddle.dev/v1
        kind: Notebook
        metadata: {name: churn}
        spec:
          queue: research
          resources: {memory: 2 GiB, vcores: 1}
        """;

    Reply reply =
        api.send("POST", NOTEBOOKS, Optional.of(yaml), "application/yaml", "application/json");

    assertThat(reply.code()).isEqualTo(201);
    assertThat(reply.json().at("/spec/resources/memory").asText()).isEqualTo("2 GiB");
  }

  @Test
  void aDryRunOfAGeneratedNameShowsOne() {
    ObjectNode notebook = notebook("x");
    notebook.withObject("/metadata").put("generateName", "try-").remove("name");

    JsonNode shown = api.post(NOTEBOOKS + "?dryRun=All", notebook.toString()).json();

    assertThat(shown.at("/metadata/name").asText()).matches("try-[a-z0-9]{5}");
    assertThat(api.get(NOTEBOOKS).json().path("items")).isEmpty();
  }
}
