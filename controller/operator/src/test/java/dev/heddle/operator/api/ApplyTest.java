package dev.heddle.operator.api;

import static dev.heddle.operator.api.RunningApi.NOTEBOOKS;
import static dev.heddle.operator.api.RunningApi.notebook;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.operator.api.RunningApi.Reply;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Server-side apply, and the account of who owns which field. */
class ApplyTest {

  private static final String CHURN = NOTEBOOKS + "/churn";

  private static final String YAML =
      """
      apiVersion: heddle.dev/v1
      kind: Notebook
      metadata:
        name: churn
        labels: {team: a}
      spec:
        queue: research
        resources: {memory: 2 GiB, vcores: 1}
      """;

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
  void whatIsNotThereIsCreatedAndItsFieldsAreTheAppliers() {
    Reply reply = api.apply(CHURN, "flux", YAML);

    assertThat(reply.code()).isEqualTo(201);
    JsonNode object = api.get(CHURN).json();
    assertThat(object.at("/spec/stopGrace").asText()).as("a default").isNotEmpty();
    JsonNode owner = object.at("/metadata/managedFields/0");
    assertThat(object.at("/metadata/managedFields")).hasSize(1);
    assertThat(owner.path("manager").asText()).isEqualTo("flux");
    assertThat(owner.path("operation").asText()).isEqualTo("Apply");
    assertThat(owner.path("time").asText()).isEqualTo("2026-11-23T01:01:30Z");
    assertThat(owner.path("fieldsV1"))
        .isEqualTo(
            RunningApi.tree(
                """
                {"f:metadata": {"f:labels": {"f:team": {}}},
                 "f:spec": {"f:queue": {}, "f:resources": {"f:memory": {}, "f:vcores": {}}}}
                """));
  }

  @Test
  void applyingTheSameAgainWritesNothing() {
    JsonNode first = api.apply(CHURN, "flux", YAML).json();

    Reply again = api.apply(CHURN, "flux", YAML);

    assertThat(again.code()).isEqualTo(200);
    assertThat(again.json()).isEqualTo(first);
  }

  @Test
  void aFieldOfAnotherIsAConflictInKubernetesWords() {
    api.post(NOTEBOOKS + "?fieldManager=kubectl-create", notebook("churn").toString());

    Reply reply = api.apply(CHURN, "flux", YAML.replace("research", "batch"));

    assertThat(reply.code()).isEqualTo(409);
    JsonNode status = reply.json();
    assertThat(status.path("reason").asText()).isEqualTo("Conflict");
    assertThat(status.path("message").asText())
        .isEqualTo(
            "Apply failed with 1 conflict: conflict with \"kubectl-create\" using heddle.dev/v1 at"
                + " 2026-11-23T01:01:30Z: .spec.queue");
    JsonNode cause = status.at("/details/causes/0");
    assertThat(cause.path("reason").asText()).isEqualTo("FieldManagerConflict");
    assertThat(cause.path("message").asText())
        .isEqualTo("conflict with \"kubectl-create\" using heddle.dev/v1 at 2026-11-23T01:01:30Z");
    assertThat(cause.path("field").asText()).isEqualTo(".spec.queue");
    assertThat(api.get(CHURN).json().at("/spec/queue").asText()).isEqualTo("research");
  }

  @Test
  void forceTakesItOver() {
    api.post(NOTEBOOKS, notebook("churn").toString());

    Reply reply = api.apply(CHURN + "?force=true", "flux", YAML.replace("research", "batch"));

    assertThat(reply.code()).isEqualTo(200);
    assertThat(reply.json().at("/spec/queue").asText()).isEqualTo("batch");
    assertThat(reply.json().at("/metadata/generation").asInt()).isEqualTo(2);
  }

  @Test
  void whatAnApplierLeavesOutNextTimeFallsBackToItsDefault() {
    api.apply(CHURN, "flux", YAML + "  stopGrace: 77s\n  env: {A: '1', B: '2'}\n");
    api.patch(CHURN, "{\"spec\": {\"env\": {\"C\": \"3\"}}}");

    JsonNode spec = api.apply(CHURN, "flux", YAML).json().path("spec");

    assertThat(spec.path("stopGrace").asText()).isNotEqualTo("77s").isNotEmpty();
    assertThat(spec.path("env")).isEqualTo(RunningApi.tree("{\"C\": \"3\"}"));
  }

  @Test
  void anApplierMustGiveItsName() {
    Reply reply =
        api.send(
            "PATCH",
            CHURN,
            java.util.Optional.of(YAML),
            "application/apply-patch+yaml",
            "application/json");

    assertThat(reply.code()).isEqualTo(422);
    assertThat(reply.json().path("message").asText())
        .isEqualTo(
            "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required"
                + " for apply patch");
  }

  @Test
  void mistakesOfADeclarationAreTold() {
    assertThat(message(api.apply(CHURN, "flux", YAML + "  quue: x\n")))
        .isEqualTo(
            "failed to create typed patch object (team-a/churn; heddle.dev/v1, Kind=Notebook):"
                + " unknown field \"spec.quue\"");
    assertThat(message(api.apply(CHURN, "flux", YAML.replace("name: churn", "name: other"))))
        .contains("does not match the name on the URL");
    assertThat(message(api.apply(CHURN, "flux", YAML.replace("Notebook", "Application"))))
        .contains("this URL takes");
    assertThat(message(api.apply(CHURN, "flux", "spec: ["))).startsWith("error decoding YAML: ");
    assertThat(message(api.apply(CHURN, "flux", YAML.replace("2 GiB", "much"))))
        .contains("spec.resources.memory");
    assertThat(
            message(
                api.apply(
                    CHURN,
                    "flux",
                    YAML
                        + "  runtime: {mounts: [{source: /a, target: /x}, {source: /b, target: /x}]}\n")))
        .contains(".spec.runtime.mounts: duplicate entries for key [target=\"/x\"]");
    assertThat(api.get(CHURN).code()).isEqualTo(404);
  }

  @Test
  void aDryRunShowsTheResultAndWritesNothing() {
    assertThat(api.apply(CHURN + "?dryRun=All", "flux", YAML).code()).isEqualTo(201);
    assertThat(api.get(CHURN).code()).isEqualTo(404);
    JsonNode before = api.apply(CHURN, "flux", YAML).json();

    JsonNode shown =
        api.apply(CHURN + "?dryRun=All", "flux", YAML.replace("research", "batch")).json();

    assertThat(shown.at("/spec/queue").asText()).isEqualTo("batch");
    assertThat(shown.at("/metadata/generation").asInt()).isEqualTo(2);
    assertThat(api.get(CHURN).json()).isEqualTo(before);
  }

  @Test
  void theStatusIsAppliedAndOwnedApart() {
    api.apply(CHURN, "flux", YAML);
    String status =
        "{apiVersion: heddle.dev/v1, kind: Notebook, metadata: {name: churn},"
            + " spec: {queue: stolen}, status: {phase: Ready}}";

    JsonNode object = api.apply(CHURN + "/status", "ctl", status).json();

    assertThat(object.at("/status/phase").asText()).isEqualTo("Ready");
    assertThat(object.at("/spec/queue").asText()).isEqualTo("research");
    JsonNode owner = object.at("/metadata/managedFields/0");
    assertThat(owner.path("subresource").asText()).isEqualTo("status");
    assertThat(owner.path("fieldsV1").toString()).isEqualTo("{\"f:status\":{\"f:phase\":{}}}");
    assertThat(
            api.apply(NOTEBOOKS + "/nothing/status", "ctl", status.replace("churn", "nothing"))
                .code())
        .isEqualTo(404);
  }

  @Test
  void otherWritesOwnWhatTheyChange() {
    api.apply(CHURN, "flux", YAML);

    api.patch(CHURN + "?fieldManager=edit", "{\"spec\": {\"queue\": \"batch\"}}");
    api.patch(CHURN + "/status?fieldManager=ctl", "{\"status\": {\"phase\": \"Ready\"}}");

    JsonNode owners = api.get(CHURN).json().at("/metadata/managedFields");
    assertThat(owners.findValuesAsText("manager")).containsExactly("flux", "ctl", "edit");
    assertThat(owners.path(2).path("fieldsV1").toString())
        .isEqualTo("{\"f:spec\":{\"f:queue\":{}}}");
    assertThat(owners.path(0).path("fieldsV1").at("/f:spec").has("f:queue")).isFalse();
  }

  @Test
  void aWriteThatChangesNothingOwnsNothing() {
    JsonNode before = api.apply(CHURN, "flux", YAML).json();

    JsonNode after =
        api.patch(CHURN + "?fieldManager=edit", "{\"spec\": {\"queue\": \"research\"}}").json();

    assertThat(after).isEqualTo(before);
  }

  @Test
  void kubectlMovesItsFieldsFromTheClientsSideToTheServers() {
    api.post(NOTEBOOKS + "?fieldManager=kubectl-client-side-apply", notebook("churn").toString());
    ObjectNode owner = (ObjectNode) api.get(CHURN).json().at("/metadata/managedFields/0");
    owner.put("manager", "kubectl").put("operation", "Apply");

    Reply moved =
        api.jsonPatch(
            CHURN,
            "[{\"op\": \"replace\", \"path\": \"/metadata/managedFields\", \"value\": ["
                + owner
                + "]}]");

    assertThat(moved.code()).isEqualTo(200);
    JsonNode owners = api.get(CHURN).json().at("/metadata/managedFields");
    assertThat(owners).hasSize(1);
    assertThat(owners.path(0).path("operation").asText()).isEqualTo("Apply");
    assertThat(api.apply(CHURN, "kubectl", YAML.replace("research", "batch")).code())
        .isEqualTo(200);
  }

  @Test
  void anEmptyListOfOwnersForgetsThem() {
    api.apply(CHURN, "flux", YAML);

    api.patch(CHURN, "{\"metadata\": {\"managedFields\": [{}]}}");

    assertThat(api.get(CHURN).json().path("metadata").has("managedFields")).isFalse();
    api.patch(CHURN, "{\"spec\": {\"queue\": \"batch\"}}");
    assertThat(api.get(CHURN).json().path("metadata").has("managedFields")).isFalse();
  }

  @Test
  void replacingAnObjectWithoutNamingItsVersionLosesNoAccount() {
    api.apply(CHURN, "flux", YAML);
    ObjectNode other = notebook("churn");
    other.withObject("/spec").put("queue", "batch");

    api.put(CHURN + "?fieldManager=put", other.toString());

    JsonNode owners = api.get(CHURN).json().at("/metadata/managedFields");
    assertThat(owners.findValuesAsText("manager")).containsExactly("flux", "put");
    assertThat(owners.path(0).path("fieldsV1").toString())
        .isEqualTo("{\"f:spec\":{\"f:resources\":{\"f:memory\":{},\"f:vcores\":{}}}}");
  }

  private static String message(Reply reply) {
    assertThat(reply.code()).isBetween(400, 422);
    return reply.json().path("message").asText();
  }
}
