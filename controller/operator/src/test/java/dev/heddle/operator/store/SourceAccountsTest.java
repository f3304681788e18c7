package dev.heddle.operator.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.json.Json;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.Annotations;
import dev.heddle.crd.notebook.Notebook;
import dev.heddle.crd.schema.Defaults;
import dev.heddle.operator.testing.InMemoryObjectStore;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class SourceAccountsTest {

  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-23T01:00:00Z"), ZoneOffset.UTC);

  private final InMemoryObjectStore objects = new InMemoryObjectStore(CLOCK, 100);
  private final TypedStore store = new TypedStore(new SourceAccounts(objects, CLOCK));

  @Test
  void whatASourceDeclaresIsItsOwn() throws IOException {
    store.create(Kinds.NOTEBOOK, declared("research", "team-a/churn"));

    JsonNode owners = owners();
    assertThat(owners).hasSize(1);
    assertThat(owners.path(0).path("manager").asText()).isEqualTo("heddle-source/team");
    assertThat(owners.path(0).path("operation").asText()).isEqualTo("Apply");
    assertThat(owners.path(0).path("fieldsV1"))
        .isEqualTo(Json.mapper().readTree("{\"f:spec\": {\"f:queue\": {}}}"));
  }

  @Test
  void whatItSaysLaterTakesFieldsOver() throws IOException {
    Notebook created = store.create(Kinds.NOTEBOOK, declared("research", "team-a/churn"));
    ObjectNode byHand = objects.get(Kinds.NOTEBOOK, "team-a", "churn").orElseThrow().deepCopy();
    byHand.withObject("/metadata").set("managedFields", handOwnsQueue());
    byHand.withObject("/spec").put("queue", "stolen");
    objects.update(Kinds.NOTEBOOK, byHand, ObjectStore.Scope.SPEC);
    Notebook live = store.get(Kinds.NOTEBOOK, "team-a", "churn").orElseThrow();

    store.update(Kinds.NOTEBOOK, live.withSpec(created.spec()));

    assertThat(owners().findValuesAsText("manager")).containsExactly("heddle-source/team");
  }

  @Test
  void writesThatAreNoSourcesHaveNoAccount() throws IOException {
    Notebook copied = store.create(Kinds.NOTEBOOK, declared("research", "team-a/another"));
    assertThat(owners().isMissingNode()).as("tracking copied from another object").isTrue();

    store.updateMetadata(
        Kinds.NOTEBOOK, copied.withMetadata(copied.metadata().withFinalizer("heddle.dev/x")));

    assertThat(owners().isMissingNode()).isTrue();
  }

  private JsonNode owners() {
    return objects
        .get(Kinds.NOTEBOOK, "team-a", "churn")
        .orElseThrow()
        .at("/metadata/managedFields");
  }

  private static JsonNode handOwnsQueue() throws IOException {
    return Json.mapper()
        .readTree(
            """
            [{"manager": "kubectl-edit", "operation": "Update", "apiVersion": "heddle.dev/v1",
              "fieldsType": "FieldsV1", "fieldsV1": {"f:spec": {"f:queue": {}}}}]
            """);
  }

  private static Notebook declared(String queue, String about) throws IOException {
    ObjectNode tree =
        (ObjectNode)
            Json.mapper()
                .readTree(
                    """
                    {"apiVersion": "heddle.dev/v1", "kind": "Notebook",
                     "metadata": {"namespace": "team-a", "name": "churn"},
                     "spec": {"queue": "%s", "resources": {"memory": "2 GiB", "vcores": 1}}}
                    """
                        .formatted(queue));
    tree.withObject("/metadata/annotations")
        .put(Annotations.SOURCE, "team")
        .put(
            Annotations.DECLARED_FIELDS,
            "{\"for\": \"Notebook %s\", \"fields\": {\"spec\": {\"queue\": {}}}}".formatted(about));
    return Json.fromTree(Kinds.NOTEBOOK, Defaults.apply(Kinds.NOTEBOOK, tree));
  }
}
