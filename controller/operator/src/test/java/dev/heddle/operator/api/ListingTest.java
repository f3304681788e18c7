package dev.heddle.operator.api;

import static dev.heddle.operator.api.RunningApi.APPLICATIONS;
import static dev.heddle.operator.api.RunningApi.NOTEBOOKS;
import static dev.heddle.operator.api.RunningApi.labelled;
import static dev.heddle.operator.api.RunningApi.notebook;
import static dev.heddle.operator.api.RunningApi.tree;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.crd.json.Kinds;
import dev.heddle.operator.api.RunningApi.Reply;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListingTest {

  private static final String TABLE =
      "application/json;as=Table;v=v1;g=meta.k8s.io,"
          + "application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json";

  private RunningApi api;

  @BeforeEach
  void start(@TempDir Path directory) throws IOException {
    api = new RunningApi(directory);
    api.post(NOTEBOOKS, labelled("alpha", "team", "red").toString());
    api.post(NOTEBOOKS, labelled("beta", "team", "blue").toString());
    api.post(NOTEBOOKS, notebook("gamma").toString());
    api.post(NOTEBOOKS.replace("team-a", "team-b"), labelled("delta", "team", "red").toString());
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void aListHoldsTheObjectsOfItsNamespaceAtOneVersion() {
    JsonNode list = api.get(NOTEBOOKS).json();

    assertThat(list.path("kind").asText()).isEqualTo("NotebookList");
    assertThat(list.path("apiVersion").asText()).isEqualTo("heddle.dev/v1");
    assertThat(list.at("/metadata/resourceVersion").asText()).isNotEmpty();
    assertThat(names(list)).containsExactly("alpha", "beta", "gamma");
  }

  @Test
  void aListWithoutANamespaceHoldsAll() {
    assertThat(names(api.get("/apis/heddle.dev/v1/notebooks").json()))
        .containsExactly("alpha", "beta", "gamma", "delta");
  }

  @Test
  void labelsSelect() {
    assertThat(selected("labelSelector", "team=red")).containsExactly("alpha");
    assertThat(selected("labelSelector", "team!=red")).containsExactly("beta", "gamma");
    assertThat(selected("labelSelector", "team in (red, blue)")).containsExactly("alpha", "beta");
    assertThat(selected("labelSelector", "team notin (red)")).containsExactly("beta", "gamma");
    assertThat(selected("labelSelector", "team")).containsExactly("alpha", "beta");
    assertThat(selected("labelSelector", "!team")).containsExactly("gamma");
    assertThat(selected("labelSelector", "team in (red,blue),team!=red")).containsExactly("beta");
  }

  @Test
  void fieldsSelect() {
    assertThat(selected("fieldSelector", "metadata.name=beta")).containsExactly("beta");
    assertThat(selected("fieldSelector", "metadata.name!=beta")).containsExactly("alpha", "gamma");
    assertThat(selected("fieldSelector", "metadata.namespace=team-b")).isEmpty();
  }

  @Test
  void selectorsThatCannotBeReadAreRefused() {
    assertThat(query("labelSelector", "a in red").code()).isEqualTo(400);
    assertThat(query("labelSelector", "a=b=c").code()).isEqualTo(400);
    Reply unknown = query("fieldSelector", "spec.queue=research");
    assertThat(unknown.code()).isEqualTo(400);
    assertThat(unknown.json().path("message").asText())
        .isEqualTo("field label not supported: spec.queue");
  }

  @Test
  void anApplicationIsFoundByItsIdInYarn() {
    for (String name : List.of("one", "two")) {
      api.store.create(
          Kinds.APPLICATION,
          tree(
              """
              {"apiVersion": "heddle.dev/v1", "kind": "Application",
               "metadata": {"name": "%s", "namespace": "team-a"}, "spec": {},
               "status": {"run": {"applicationId": "application_1_000%s"}}}
              """
                  .formatted(name, name.equals("one") ? "1" : "2")));
    }

    JsonNode list =
        api.get(APPLICATIONS + "?fieldSelector=status.run.applicationId%3Dapplication_1_0002")
            .json();

    assertThat(names(list)).containsExactly("two");
  }

  @Test
  void eventsAreSelectedByWhatTheyAreAbout() {
    for (String name : List.of("alpha", "beta")) {
      api.store.create(
          Kinds.EVENT,
          tree(
              """
              {"apiVersion": "v1", "kind": "Event",
               "metadata": {"name": "%s.1", "namespace": "team-a"},
               "involvedObject": {"kind": "Notebook", "name": "%s", "uid": "u-%s"},
               "type": "Normal", "reason": "Ready", "message": "serves", "count": 3,
               "firstTimestamp": "2026-11-23T00:00:00Z", "lastTimestamp": "2026-11-23T01:00:30Z"}
              """
                  .formatted(name, name, name)));
    }
    String events = "/api/v1/namespaces/team-a/events";

    JsonNode list =
        api.get(events + "?fieldSelector=involvedObject.name%3Dbeta,involvedObject.kind%3DNotebook")
            .json();
    assertThat(names(list)).containsExactly("beta.1");
    assertThat(table(api.getAs(TABLE, events + "?fieldSelector=involvedObject.uid%3Du-alpha")))
        .containsExactly(
            "Last Seen|Type|Reason|Object|Source|Message|First Seen|Count|Name",
            "60s|Normal|Ready|notebook/alpha|null|serves|61m|3|alpha.1");
  }

  @Test
  void aTableHasTheColumnsOfTheCrdAndAges() {
    api.patch(
        NOTEBOOKS + "/alpha/status",
        """
        {"status": {"phase": "Ready", "restarts": 2, "url": "http://node1:8888/x",
          "conditions": [{"type": "Ready", "status": "True", "reason": "Serving",
            "message": "", "observedGeneration": 1,
            "lastTransitionTime": "2026-11-23T01:00:00Z"}]}}
        """);

    Reply reply = api.getAs(TABLE, NOTEBOOKS + "/alpha");

    assertThat(reply.json().path("kind").asText()).isEqualTo("Table");
    List<String> rows = table(reply);
    assertThat(rows.get(0))
        .startsWith("Name|Phase|Ready|Restarts|URL|Age|Reason|Saved|Activity|Queue");
    assertThat(rows.get(1))
        .startsWith("alpha|Ready|True|2|http://node1:8888/x|90s|Serving|null|null|research");
    JsonNode row = reply.json().path("rows").path(0);
    assertThat(row.at("/object/kind").asText()).isEqualTo("PartialObjectMetadata");
    assertThat(row.at("/object/metadata/labels/team").asText()).isEqualTo("red");
  }

  @Test
  void aTableCarriesWholeObjectsOrNoneWhenAsked() {
    JsonNode whole = api.getAs(TABLE, NOTEBOOKS + "?includeObject=Object").json();
    assertThat(whole.at("/rows/0/object/spec/queue").asText()).isEqualTo("research");
    JsonNode none = api.getAs(TABLE, NOTEBOOKS + "?includeObject=None").json();
    assertThat(none.at("/rows/0/object").isNull()).isTrue();
    assertThat(api.getAs(TABLE, NOTEBOOKS + "?includeObject=Half").code()).isEqualTo(400);
  }

  @Test
  void secretsShowHowMuchTheyHoldAndNotWhat() {
    api.post(
        "/api/v1/namespaces/team-a/secrets",
        """
        {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "alpha-token"},
         "type": "Opaque", "data": {"token": "aHVudGVyMg=="}}
        """);

    Reply reply = api.getAs(TABLE, "/api/v1/namespaces/team-a/secrets");

    assertThat(table(reply)).containsExactly("Name|Type|Data|Age", "alpha-token|Opaque|1|90s");
    assertThat(reply.body()).doesNotContain("aHVudGVyMg");
  }

  @Test
  void metadataAloneIsServedWhenAsked() {
    JsonNode list =
        api.getAs("application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1", NOTEBOOKS)
            .json();

    assertThat(list.path("kind").asText()).isEqualTo("PartialObjectMetadataList");
    assertThat(list.at("/items/0/spec").isMissingNode()).isTrue();
    assertThat(names(list)).containsExactly("alpha", "beta", "gamma");
  }

  private List<String> selected(String parameter, String selector) {
    return names(query(parameter, selector).json());
  }

  private Reply query(String parameter, String selector) {
    return api.get(
        NOTEBOOKS + "?" + parameter + "=" + URLEncoder.encode(selector, StandardCharsets.UTF_8));
  }

  private static List<String> names(JsonNode list) {
    List<String> names = new ArrayList<>();
    list.path("items").forEach(item -> names.add(item.at("/metadata/name").asText()));
    return names;
  }

  private static List<String> table(Reply reply) {
    List<String> lines = new ArrayList<>();
    List<String> headings = new ArrayList<>();
    reply.json().path("columnDefinitions").forEach(c -> headings.add(c.path("name").asText()));
    lines.add(String.join("|", headings));
    for (JsonNode row : reply.json().path("rows")) {
      List<String> cells = new ArrayList<>();
      row.path("cells").forEach(cell -> cells.add(cell.asText()));
      lines.add(String.join("|", cells));
    }
    return lines;
  }
}
