package dev.heddle.operator.api;

import static dev.heddle.operator.api.RunningApi.NOTEBOOKS;
import static dev.heddle.operator.api.RunningApi.notebook;
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

class ObjectsTest {

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
  void aCreatedObjectIsThereWithWhatTheServerSets() {
    Reply created = api.post(NOTEBOOKS, notebook("churn").toString());

    assertThat(created.code()).isEqualTo(201);
    JsonNode metadata = api.get(CHURN).json().path("metadata");
    assertThat(metadata.path("namespace").asText()).isEqualTo("team-a");
    assertThat(metadata.path("uid").asText()).isNotEmpty();
    assertThat(metadata.path("resourceVersion").asText()).isNotEmpty();
    assertThat(metadata.path("generation").asLong()).isEqualTo(1);
    assertThat(metadata.path("creationTimestamp").asText()).isEqualTo("2026-11-23T01:00:00Z");
  }

  @Test
  void whatTheSpecLeavesOpenIsFilledIn() {
    JsonNode created = api.post(NOTEBOOKS, notebook("churn").toString()).json();

    assertThat(created.path("spec").path("restartPolicy").asText()).isNotEmpty();
    assertThat(created.path("spec").path("stopGrace").asText()).isNotEmpty();
  }

  @Test
  void whoCreatesAnObjectOwnsIt() {
    JsonNode created = api.post(NOTEBOOKS, notebook("churn").toString()).json();

    assertThat(owner(created)).isEqualTo("ada");
  }

  @Test
  void anOwnerThatIsNamedStaysAndOneThatIsLeftOutIsKept() {
    ObjectNode notebook = notebook("churn");
    notebook.withObject("/metadata/annotations").put("heddle.dev/owner", "grace");
    assertThat(owner(api.post(NOTEBOOKS, notebook.toString()).json())).isEqualTo("grace");

    JsonNode replaced = api.put(CHURN, notebook("churn").toString()).json();

    assertThat(owner(replaced)).isEqualTo("grace");
  }

  private static String owner(JsonNode object) {
    return object.path("metadata").path("annotations").path("heddle.dev/owner").asText();
  }

  @Test
  void whatOnlyTheServerSetsIsNotTakenFromClients() {
    ObjectNode notebook = notebook("churn");
    notebook
        .withObject("/metadata")
        .put("uid", "mine")
        .put("generation", 77)
        .put("creationTimestamp", "1999-01-01T00:00:00Z");
    notebook.withObject("/metadata").putArray("managedFields").addObject().put("manager", "x");
    notebook.putObject("status").put("phase", "Ready");

    JsonNode created = api.post(NOTEBOOKS, notebook.toString()).json();

    assertThat(created.path("metadata").path("uid").asText()).isNotEqualTo("mine");
    assertThat(created.path("metadata").path("generation").asInt()).isEqualTo(1);
    assertThat(created.path("metadata").path("creationTimestamp").asText()).startsWith("2026");
    assertThat(created.path("metadata").path("managedFields").findValuesAsText("manager"))
        .containsExactly("Java-http-client");
    assertThat(created.has("status")).isFalse();
  }

  @Test
  void aGeneratedNameBeginsAsAsked() {
    ObjectNode notebook = notebook("x");
    notebook.withObject("/metadata").put("generateName", "try-").remove("name");

    JsonNode created = api.post(NOTEBOOKS, notebook.toString()).json();

    assertThat(created.path("metadata").path("name").asText())
        .startsWith("try-")
        .hasSizeGreaterThan(4);
  }

  @Test
  void aSecondObjectOfTheNameIsRefused() {
    api.post(NOTEBOOKS, notebook("churn").toString());

    assertStatus(
        api.post(NOTEBOOKS, notebook("churn").toString()),
        409,
        "AlreadyExists",
        "notebooks.heddle.dev \"churn\" already exists");
  }

  @Test
  void whatIsNotThereIsNotFound() {
    Reply reply = api.get(NOTEBOOKS + "/nothing");

    assertStatus(reply, 404, "NotFound", "notebooks.heddle.dev \"nothing\" not found");
    JsonNode details = reply.json().path("details");
    assertThat(details.path("name").asText()).isEqualTo("nothing");
    assertThat(details.path("group").asText()).isEqualTo("heddle.dev");
    assertThat(details.path("kind").asText()).isEqualTo("notebooks");
    assertThat(api.get("/apis/heddle.dev/v1/namespaces/team-a/nonsense").code()).isEqualTo(404);
    assertThat(api.put(NOTEBOOKS + "/nothing", notebook("nothing").toString()).code())
        .isEqualTo(404);
    assertThat(api.delete(NOTEBOOKS + "/nothing").code()).isEqualTo(404);
  }

  @Test
  void allMistakesOfAnObjectAreNamedWithTheirFields() {
    ObjectNode notebook = notebook("churn");
    notebook.withObject("/spec").put("quue", "research");
    notebook.withObject("/spec/resources").put("memory", "much");

    Reply reply = api.post(NOTEBOOKS + "?fieldValidation=Explain", notebook.toString());

    assertThat(reply.code()).isEqualTo(422);
    assertThat(reply.json().path("reason").asText()).isEqualTo("Invalid");
    assertThat(reply.json().path("message").asText())
        .startsWith("Notebook.heddle.dev \"churn\" is invalid: ");
    assertThat(reply.json().path("details").path("causes").findValuesAsText("field"))
        .containsExactlyInAnyOrder("spec.quue", "spec.resources.memory");
    assertThat(api.get(CHURN).code()).isEqualTo(404);
  }

  @Test
  void aReplacementOfAnOldVersionConflicts() {
    ObjectNode old = (ObjectNode) api.post(NOTEBOOKS, notebook("churn").toString()).json();
    ObjectNode first = old.deepCopy();
    first.withObject("/spec").put("queue", "batch");
    assertThat(api.put(CHURN, first.toString()).code()).isEqualTo(200);
    ObjectNode second = old.deepCopy();
    second.withObject("/spec").put("queue", "other");

    Reply reply = api.put(CHURN, second.toString());

    assertThat(reply.code()).isEqualTo(409);
    assertThat(reply.json().path("reason").asText()).isEqualTo("Conflict");
    assertThat(queue()).isEqualTo("batch");
  }

  @Test
  void aReplacementThatChangesNothingKeepsTheVersion() {
    JsonNode before = api.post(NOTEBOOKS, notebook("churn").toString()).json();

    JsonNode after = api.put(CHURN, before.toString()).json();

    assertThat(after).isEqualTo(before);
  }

  @Test
  void anotherIncarnationIsNotReplacedByMistake() {
    ObjectNode old = (ObjectNode) api.post(NOTEBOOKS, notebook("churn").toString()).json();
    api.delete(CHURN);
    api.post(NOTEBOOKS, notebook("churn").toString());
    old.withObject("/metadata").remove("resourceVersion");

    assertThat(api.put(CHURN, old.toString()).json().path("reason").asText()).isEqualTo("Conflict");
  }

  @Test
  void aMergePatchChangesWhatItNamesAndNullRemoves() {
    ObjectNode notebook = notebook("churn");
    notebook.withObject("/spec/env").put("A", "1").put("B", "2");
    api.post(NOTEBOOKS, notebook.toString());

    Reply reply =
        api.patch(CHURN, "{\"spec\": {\"suspend\": true, \"env\": {\"A\": null, \"C\": \"3\"}}}");

    assertThat(reply.code()).isEqualTo(200);
    JsonNode spec = api.get(CHURN).json().path("spec");
    assertThat(spec.path("suspend").asBoolean()).isTrue();
    assertThat(spec.path("env").toString()).isEqualTo("{\"B\":\"2\",\"C\":\"3\"}");
    assertThat(spec.path("queue").asText()).isEqualTo("research");
  }

  @Test
  void aPatchThatNamesAnOldVersionConflicts() {
    api.post(NOTEBOOKS, notebook("churn").toString());

    Reply reply =
        api.patch(
            CHURN, "{\"metadata\": {\"resourceVersion\": \"1\"}, \"spec\": {\"suspend\": true}}");

    assertThat(reply.json().path("reason").asText()).isEqualTo("Conflict");
  }

  @Test
  void otherPatchesAreRefusedWithTheOneThatIsTaken() {
    api.post(NOTEBOOKS, notebook("churn").toString());

    Reply reply =
        api.send("PATCH", CHURN, Optional.of("[]"), "application/x-patch", "application/json");

    assertThat(reply.code()).isEqualTo(415);
    assertThat(reply.json().path("message").asText()).contains("application/merge-patch+json");
  }

  @Test
  void theStatusIsWrittenApartFromTheSpec() {
    ObjectNode notebook = (ObjectNode) api.post(NOTEBOOKS, notebook("churn").toString()).json();
    notebook.withObject("/spec").put("queue", "stolen");
    notebook.putObject("status").put("phase", "Ready");

    Reply reply = api.put(CHURN + "/status", notebook.toString());

    assertThat(reply.code()).isEqualTo(200);
    JsonNode now = api.get(CHURN).json();
    assertThat(now.path("status").path("phase").asText()).isEqualTo("Ready");
    assertThat(now.path("spec").path("queue").asText()).isEqualTo("research");
    assertThat(now.path("metadata").path("generation").asInt()).isEqualTo(1);
  }

  @Test
  void aReplacementLeavesTheStatus() {
    api.post(NOTEBOOKS, notebook("churn").toString());
    api.patch(CHURN + "/status", "{\"status\": {\"phase\": \"Ready\"}}");
    ObjectNode changed = notebook("churn");
    changed.withObject("/spec").put("queue", "batch");
    changed.putObject("status").put("phase", "Failed");

    api.put(CHURN, changed.toString());

    JsonNode now = api.get(CHURN).json();
    assertThat(now.path("status").path("phase").asText()).isEqualTo("Ready");
    assertThat(now.path("metadata").path("generation").asInt()).isEqualTo(2);
  }

  @Test
  void aDeletedObjectIsGoneAndItsUidIsTold() {
    String uid =
        api.post(NOTEBOOKS, notebook("churn").toString()).json().at("/metadata/uid").asText();

    Reply reply = api.delete(CHURN);

    assertThat(reply.code()).isEqualTo(200);
    assertThat(reply.json().path("status").asText()).isEqualTo("Success");
    assertThat(reply.json().path("details").path("uid").asText()).isEqualTo(uid);
    assertThat(api.get(CHURN).code()).isEqualTo(404);
  }

  @Test
  void anObjectWithFinalizersWaitsForThem() {
    ObjectNode notebook = notebook("churn");
    notebook.withObject("/metadata").putArray("finalizers").add("heddle.dev/application");
    api.post(NOTEBOOKS, notebook.toString());

    Reply reply = api.delete(CHURN);

    assertThat(reply.json().path("kind").asText()).isEqualTo("Notebook");
    assertThat(reply.json().at("/metadata/deletionTimestamp").asText()).isNotEmpty();
    api.patch(CHURN, "{\"metadata\": {\"finalizers\": null}}");
    assertThat(api.get(CHURN).code()).isEqualTo(404);
  }

  @Test
  void aDeletionThatNamesAnotherUidChangesNothing() {
    api.post(NOTEBOOKS, notebook("churn").toString());

    Reply reply = api.deleteWith(CHURN, "{\"preconditions\": {\"uid\": \"other\"}}");

    assertThat(reply.json().path("reason").asText()).isEqualTo("Conflict");
    assertThat(api.get(CHURN).code()).isEqualTo(200);
  }

  @Test
  void aDryRunAnswersAsIfAndWritesNothing() {
    assertThat(api.post(NOTEBOOKS + "?dryRun=All", notebook("churn").toString()).code())
        .isEqualTo(201);
    assertThat(api.get(CHURN).code()).isEqualTo(404);

    api.post(NOTEBOOKS, notebook("churn").toString());
    assertThat(api.post(NOTEBOOKS + "?dryRun=All", notebook("churn").toString()).code())
        .isEqualTo(409);
    assertThat(
            api.patch(CHURN + "?dryRun=All", "{\"spec\": {\"queue\": \"batch\"}}")
                .json()
                .at("/spec/queue")
                .asText())
        .isEqualTo("batch");
    assertThat(queue()).isEqualTo("research");
    assertThat(api.delete(CHURN + "?dryRun=All").code()).isEqualTo(200);
    assertThat(api.deleteWith(CHURN, "{\"dryRun\": [\"All\"]}").code()).isEqualTo(200);
    assertThat(api.get(CHURN).code()).isEqualTo(200);
  }

  @Test
  void aDryRunShowsWhatWouldBeStored() {
    ObjectNode forged = notebook("churn");
    forged.withObject("/metadata").put("uid", "mine");
    forged.putObject("status").put("phase", "Failed");

    JsonNode created = api.post(NOTEBOOKS + "?dryRun=All", forged.toString()).json();
    assertThat(created.at("/metadata/uid").asText()).isNotEmpty().isNotEqualTo("mine");
    assertThat(created.at("/metadata/creationTimestamp").asText()).isNotEmpty();
    assertThat(created.at("/metadata/resourceVersion").isMissingNode()).isTrue();
    assertThat(created.has("status")).isFalse();

    api.post(NOTEBOOKS, notebook("churn").toString());
    api.patch(CHURN + "/status", "{\"status\": {\"phase\": \"Ready\"}}");
    forged.withObject("/metadata").remove("uid");
    assertThat(
            api.put(CHURN + "?dryRun=All", forged.toString()).json().at("/status/phase").asText())
        .isEqualTo("Ready");
  }

  @Test
  void anObjectThatIsAtTheWrongPlaceIsRefused() {
    ObjectNode elsewhere = notebook("churn");
    elsewhere.withObject("/metadata").put("namespace", "team-b");
    assertThat(api.post(NOTEBOOKS, elsewhere.toString()).code()).isEqualTo(400);
    ObjectNode otherKind = notebook("churn").put("kind", "Application");
    assertThat(api.post(NOTEBOOKS, otherKind.toString()).code()).isEqualTo(400);
    assertThat(api.put(NOTEBOOKS + "/other", notebook("churn").toString()).code()).isIn(400, 404);
    assertThat(api.post("/apis/heddle.dev/v1/notebooks", notebook("churn").toString()).code())
        .isEqualTo(400);
  }

  @Test
  void bodiesThatAreNoObjectAreRefusedWithoutQuotingThem() {
    for (String body : new String[] {"", "[]", "{\"secret\": \"hunter2", "{\"a\":1,\"a\":2}"}) {
      Reply reply = api.post(NOTEBOOKS, body);
      assertThat(reply.code()).as(body).isEqualTo(400);
      assertThat(reply.body()).doesNotContain("hunter2");
    }
  }

  @Test
  void bodiesThatAreTooDeepOrTooLargeAreRefused() {
    String deep = "{\"a\":".repeat(100) + "1" + "}".repeat(100);
    Reply tooDeep = api.post(NOTEBOOKS, deep);
    assertThat(tooDeep.code()).isEqualTo(400);
    assertThat(tooDeep.json().path("message").asText()).contains("nesting depth (65)");

    ObjectNode large = notebook("churn");
    large.withObject("/spec/env").put("A", "x".repeat(4 << 20));
    assertStatus(
        api.post(NOTEBOOKS, large.toString()),
        413,
        "RequestEntityTooLarge",
        "the request is larger than 3 MiB");
    assertThat(api.get(NOTEBOOKS).code()).isEqualTo(200);
  }

  @Test
  void aNamespaceIsDeletedOnlyWhenItIsEmpty() {
    api.post("/api/v1/namespaces", namespace("team-a"));
    api.post(NOTEBOOKS, notebook("churn").toString());

    assertThat(api.delete("/api/v1/namespaces/team-a").code()).isEqualTo(409);
    api.delete(CHURN);
    assertThat(api.delete("/api/v1/namespaces/team-a").code()).isEqualTo(200);
  }

  private static String namespace(String name) {
    return "{\"apiVersion\": \"v1\", \"kind\": \"Namespace\", \"metadata\": {\"name\": \"%s\"}}"
        .formatted(name);
  }

  @Test
  void theHistoryIsNotForClientsToWrite() {
    assertThat(api.post("/api/v1/namespaces/team-a/events", "{}").code()).isEqualTo(405);
    assertThat(api.delete("/api/v1/namespaces/team-a/events/x").code()).isEqualTo(405);
    assertThat(api.patch(NOTEBOOKS, "{}").code()).isEqualTo(405);
  }

  private String queue() {
    return api.store
        .get(Kinds.NOTEBOOK, "team-a", "churn")
        .orElseThrow()
        .at("/spec/queue")
        .asText();
  }

  private static void assertStatus(Reply reply, int code, String reason, String message) {
    assertThat(reply.code()).isEqualTo(code);
    JsonNode status = reply.json();
    assertThat(status.path("kind").asText()).isEqualTo("Status");
    assertThat(status.path("apiVersion").asText()).isEqualTo("v1");
    assertThat(status.path("status").asText()).isEqualTo("Failure");
    assertThat(status.path("code").asInt()).isEqualTo(code);
    assertThat(status.path("reason").asText()).isEqualTo(reason);
    assertThat(status.path("message").asText()).isEqualTo(message);
  }
}
