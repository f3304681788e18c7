package dev.heddle.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.cli.Operator.Result;
import dev.heddle.crd.json.Kinds;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ShowTest {

  private static final String READY =
      """
      {"observedGeneration": 1, "phase": "Ready", "applicationId": "application_1_0001",
       "url": "http://node1:8888/notebooks/team-a/churn/", "restarts": 2, "user": "ada",
       "readyAt": "2026-11-23T01:02:00Z",
       "conditions": [{"type": "Ready", "status": "True", "reason": "Serving",
         "message": "Jupyter answers", "observedGeneration": 1,
         "lastTransitionTime": "2026-11-23T01:02:00Z"}]}
      """;

  @TempDir Path directory;
  private Operator operator;

  @BeforeEach
  void start() {
    operator = new Operator(directory);
    operator.notebook("churn");
    operator.notebook("fraud");
    operator.notebookStatus("churn", READY);
  }

  @AfterEach
  void stop() {
    operator.close();
  }

  @Test
  void aTableShowsTheColumnsOfTheCrd() {
    assertThat(operator.run("get", "notebooks", "-n", "team-a").out())
        .isEqualTo(
            """
            NAME    PHASE   READY   RESTARTS   URL                                         AGE
            churn   Ready   True    2          http://node1:8888/notebooks/team-a/churn/   5m
            fraud   -       -       -          -                                           5m
            """);
  }

  @Test
  void allNamespacesAreToldApart() {
    assertThat(operator.run("get", "nb", "-A").out().lines().toList())
        .element(1)
        .asString()
        .startsWith("team-a      churn   Ready");
  }

  @Test
  void aWideTableShowsMore() {
    assertThat(operator.run("get", "nb", "churn", "-o", "wide").out())
        .contains("QUEUE")
        .contains("research")
        .contains("application_1_0001");
  }

  @Test
  void objectsArePrintedForPrograms() {
    assertThat(operator.run("get", "notebook/churn", "-o", "yaml").out())
        .startsWith("apiVersion: heddle.dev/v1\nkind: Notebook\nmetadata:\n  name: churn\n");
    assertThat(
            Operator.tree(operator.run("get", "nb", "-A", "-o", "json").out())
                .at("/items/1/metadata/name")
                .asText())
        .isEqualTo("fraud");
    assertThat(operator.run("get", "nb", "-A", "-o", "name").out())
        .isEqualTo("notebook/churn\nnotebook/fraud\n");
  }

  @Test
  void severalKindsAreShownAtOnce() {
    applications();

    assertThat(operator.run("get", "notebooks,applications", "-A", "-o", "name").out())
        .isEqualTo("notebook/churn\nnotebook/fraud\napplication/churn\napplication/etl\n");
    assertThat(operator.run("get", "app,nb,applications", "-n", "team-a").out().lines().toList())
        .satisfiesExactly(
            line -> assertThat(line).startsWith("NAME"),
            line -> assertThat(line).startsWith("churn"),
            line -> assertThat(line).startsWith("etl"),
            line -> assertThat(line).isEmpty(),
            line -> assertThat(line).startsWith("NAME"),
            line -> assertThat(line).startsWith("churn   Ready"),
            line -> assertThat(line).startsWith("fraud"),
            line -> assertThat(line).isEmpty());
    JsonNode list = Operator.tree(operator.run("get", "nb,app", "-A", "-o", "json").out());
    assertThat(list.path("kind").asText()).isEqualTo("List");
    assertThat(list.path("items").findValuesAsText("kind"))
        .containsExactly("Notebook", "Notebook", "Application", "Application");
    assertThat(Operator.tree(operator.run("get", "all", "-A", "-o", "json").out()).path("items"))
        .hasSize(4);
    assertThat(operator.run("get", "nb,app", "churn", "-o", "name").out())
        .isEqualTo("notebook/churn\napplication/churn\n");
  }

  private void applications() {
    for (String name : new String[] {"churn", "etl"}) {
      operator.run(
          """
          apiVersion: heddle.dev/v1
          kind: Application
          metadata: {name: %s, namespace: team-a}
          spec: {services: {web: {resources: {memory: 512, vcores: 1}, script: sleep 10}}}
          """
              .formatted(name),
          new String[] {"apply", "-f", "-"});
    }
  }

  @Test
  void aListOfKindsIsCheckedAndOneAloneIsWatched() {
    assertThat(operator.run("get", "nb,sauces").err())
        .contains("there is no kind 'sauces'; did you mean \"sources\"?");
    assertThat(operator.run("get", "nb,").err()).contains("there is no kind ''");
    Result watch = operator.run("get", "nb,app", "-w");
    assertThat(watch.code()).isEqualTo(2);
    assertThat(watch.err()).contains("-w goes on with one kind, found several: nb,app");
  }

  @Test
  void labelsSelect() {
    assertThat(operator.run("get", "nb", "-A", "-o", "name", "-l", "team=red").out())
        .isEqualTo("notebook/churn\nnotebook/fraud\n");
    assertThat(operator.run("get", "nb", "-A", "-o", "name", "-l", "team=blue").out()).isEmpty();
  }

  @Test
  void anEmptyNamespaceHintsAtTheOthers() {
    Result result = operator.run("get", "notebooks");

    assertThat(result.code()).isZero();
    assertThat(result.out()).isEmpty();
    assertThat(result.err())
        .isEqualTo(
            "no notebooks in the namespace default\nHint: -A shows those of all namespaces, 2\n");
  }

  @Test
  void aNameThatIsAlmostRightIsMended() {
    Result result = operator.run("get", "notebook", "chrun");

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err())
        .isEqualTo(
            """
            Error: there is no notebook chrun; did you mean "churn"?
            Hint: heddle get notebooks -A lists all
            """);
    assertThat(operator.run("get", "notebok").err()).contains("did you mean");
  }

  @Test
  void aNameIsFoundInItsNamespaceUnlessThereAreSeveral() {
    operator.run(
        """
        apiVersion: heddle.dev/v1
        kind: Notebook
        metadata: {name: churn, namespace: team-b}
        spec: {}
        """,
        new String[] {"apply", "-f", "-"});

    assertThat(operator.run("get", "nb", "fraud", "-o", "name").code()).isZero();
    assertThat(operator.run("get", "nb", "team-a/churn", "-o", "name").code()).isZero();
    Result result = operator.run("get", "nb", "churn");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains("several").contains("team-a, team-b");
  }

  @Test
  void changesAreShownAsTheyHappen() {
    StringWriter out = new StringWriter();
    CompletableFuture<Integer> watching =
        CompletableFuture.supplyAsync(
            () ->
                HeddleMain.run(
                    operator.environment("", out, new StringWriter(), false),
                    "get",
                    "nb",
                    "fraud",
                    "-w"));
    await().atMost(Duration.ofSeconds(20)).until(() -> operator.store.openWatches() == 1);

    operator.notebookStatus("fraud", "{\"phase\": \"Starting\"}");
    operator.notebookStatus("fraud", "{\"phase\": \"Starting\", \"user\": \"alice\"}");
    operator.notebookStatus("fraud", "{\"phase\": \"Stopping\"}");

    await().atMost(Duration.ofSeconds(20)).until(() -> out.toString().contains("fraud   Stopping"));
    assertThat(out.toString().split("fraud   Starting", -1)).as("shown once").hasSize(2);
    await().atMost(Duration.ofSeconds(20)).until(() -> out.toString().contains("fraud   Starting"));
    operator.close();
    assertThat(watching.join()).isEqualTo(1);
  }

  @Test
  void aDescriptionTellsStateConditionsAndHistory() {
    String uid =
        operator
            .store
            .get(Kinds.NOTEBOOK, "team-a", "churn")
            .orElseThrow()
            .at("/metadata/uid")
            .asText();
    operator.store.create(
        Kinds.EVENT,
        (ObjectNode)
            Operator.tree(
                """
                {"apiVersion": "v1", "kind": "Event",
                 "metadata": {"name": "churn.1", "namespace": "team-a"},
                 "involvedObject": {"kind": "Notebook", "name": "churn", "uid": "%s"},
                 "type": "Warning", "reason": "ProcessDied", "message": "Jupyter was killed",
                 "count": 2, "firstTimestamp": "2026-11-23T01:03:00Z",
                 "lastTimestamp": "2026-11-23T01:04:00Z"}
                """
                    .formatted(uid)));

    String text = operator.run("describe", "notebook", "churn").out();

    assertThat(text)
        .startsWith(
            """
            Name:           churn
            Namespace:      team-a
            Kind:           Notebook
            Owner:          ada
            Labels:         team=red
            Created:        2026-11-23T01:00:00Z (5m ago)
            Phase:          Ready
            Application Id: application_1_0001
            URL:            http://node1:8888/notebooks/team-a/churn/
            Restarts:       2
            User:           ada
            Ready At:       2026-11-23T01:02:00Z (3m ago)

            Spec:
            """)
        .contains("  queue: research\n")
        .contains("  Ready   True     Serving   3m\n      Jupyter answers\n")
        .contains("  60s         Warning   ProcessDied   2       Jupyter was killed\n");
  }

  @Test
  void aDescriptionSaysWhatHelps() {
    operator.notebookStatus(
        "churn",
        """
        {"phase": "Failed", "observedGeneration": 0, "conditions": [{"type": "Ready",
          "status": "False", "reason": "StartFailed", "observedGeneration": 0,
          "message": "python3 has\\tno module notebook\\nTraceback\\u001b[31m",
          "lastTransitionTime": "2026-11-23T01:02:00Z"}]}
        """);

    assertThat(operator.run("describe", "nb/churn").out())
        .contains("What helps:\n  heddle logs churn shows what it printed\n")
        .contains("      python3 has no module notebook\n      Traceback [31m\n")
        .contains("older spec")
        .contains("Events:\n  none\n");
  }

  @Test
  void aDescriptionTellsTheWorkingHours() {
    operator.notebookStatus(
        "churn",
        """
        {"phase": "Ready", "schedule": {"state": "Outside", "since": "2026-11-23T01:00:00Z",
          "nextStart": "2026-11-23T07:05:00Z", "nextStop": "2026-11-23T19:00:00Z",
          "blockedBy": "it is at work: a kernel is busy"}}
        """);

    assertThat(operator.run("describe", "nb/churn").out())
        .contains("Working Hours:  Outside since 2026-11-23T01:00:00Z (5m ago)\n")
        .contains("Next Start:     2026-11-23T07:05:00Z (in 6h)\n")
        .contains("Next Stop:      2026-11-23T19:00:00Z (in 17h)\n")
        .contains("Still Runs As:  it is at work: a kernel is busy\n");
    assertThat(operator.run("get", "nb", "churn", "-o", "wide").out())
        .contains("STARTS")
        .contains("2026-11-23T07:05:00Z")
        .contains("STOPS")
        .contains("2026-11-23T19:00:00Z");
  }

  @Test
  void aSecretKeepsItsValues() {
    operator.run(
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: s, namespace: team-a}
        type: Opaque
        data: {token: aHVudGVyMg==}
        """,
        new String[] {"apply", "-f", "-"});

    assertThat(operator.run("describe", "secret", "s").out())
        .contains("token: 12 characters")
        .doesNotContain("aHVudGVyMg");
  }

  @Test
  void eventsAreListedTheNewestLast() {
    for (int i : new int[] {2, 1}) {
      operator.store.create(
          Kinds.EVENT,
          (ObjectNode)
              Operator.tree(
                  """
                  {"apiVersion": "v1", "kind": "Event",
                   "metadata": {"name": "churn.%d", "namespace": "team-a"},
                   "involvedObject": {"kind": "Notebook", "name": "churn", "uid": "u"},
                   "type": "Normal", "reason": "Step%d", "message": "went on", "count": 1,
                   "firstTimestamp": "2026-11-23T01:0%d:00Z",
                   "lastTimestamp": "2026-11-23T01:0%d:00Z"}
                  """
                      .formatted(i, i, i, i)));
    }

    assertThat(operator.run("events", "churn").out())
        .isEqualTo(
            """
            NAMESPACE   LAST SEEN   TYPE     REASON   OBJECT           MESSAGE
            team-a      4m          Normal   Step1    notebook/churn   went on
            team-a      3m          Normal   Step2    notebook/churn   went on
            """);
    assertThat(operator.run("events", "fraud").err()).isEqualTo("no events about fraud\n");
    assertThat(operator.run("events").out().lines()).hasSize(3);
  }

  @Test
  void theUrlOpensTheNotebookWithItsToken() {
    operator.run(
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: churn-token, namespace: team-a}
        data: {token: aHVudGVyMg==}
        """,
        new String[] {"apply", "-f", "-"});

    assertThat(operator.run("open", "churn").out())
        .isEqualTo("http://node1:8888/notebooks/team-a/churn/?token=hunter2\n");
    Result notReady = operator.run("open", "fraud");
    assertThat(notReady.code()).isEqualTo(1);
    assertThat(notReady.err())
        .isEqualTo(
            """
            Error: the notebook fraud is not ready (Pending)
            Hint: heddle open fraud --wait waits for it
            """);
  }

  @Test
  void coloursAreForTerminalsOnly() {
    StringWriter out = new StringWriter();
    HeddleMain.run(
        operator.environment("", out, new StringWriter(), true), "get", "nb", "-n", "team-a");
    assertThat(out.toString()).contains("\u001b[32mReady");
    assertThat(operator.run("get", "nb", "-n", "team-a").out()).doesNotContain("\u001b");
  }
}
