package dev.heddle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.cli.Operator.Result;
import dev.heddle.crd.json.Kinds;
import dev.heddle.operator.store.ObjectStore;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ChangeTest {

  @TempDir Path directory;
  private Operator operator;

  @BeforeEach
  void start() {
    operator = new Operator(directory);
    operator.notebook("churn");
  }

  @AfterEach
  void stop() {
    operator.close();
  }

  @Test
  void stopAndStartChangeTheIntent() {
    assertThat(operator.run("stop", "churn").out()).isEqualTo("notebook/churn will be stopped\n");
    assertThat(notebook().at("/spec/suspend").asBoolean()).isTrue();
    operator.notebookStatus("churn", "{\"phase\": \"Stopped\"}");

    assertThat(operator.run("start", "team-a/churn").out())
        .isEqualTo("notebook/churn will be started\n");
    assertThat(notebook().at("/spec/suspend").asBoolean()).isFalse();
  }

  @Test
  void whatEndedByItselfIsStartedAnew() {
    operator.notebookStatus("churn", "{\"phase\": \"Succeeded\"}");

    operator.run("start", "churn");

    assertThat(restartedAt()).isEqualTo("2026-11-23T01:05:00Z");
  }

  @Test
  void whatRunsIsNotRestartedByStart() {
    operator.notebookStatus("churn", "{\"phase\": \"Ready\"}");

    operator.run("start", "churn");

    assertThat(restartedAt()).isEmpty();
  }

  @Test
  void aStartOutsideWorkingHoursSaysUntilWhenItHolds() {
    schedule("0 8 * * MON-FRI", "0 20 * * *");
    operator.notebookStatus("churn", "{\"phase\": \"Stopped\"}");

    assertThat(operator.run("start", "churn").out())
        .isEqualTo(
            """
            notebook/churn will be started
            it is outside its working hours: it is kept until Mon 2026-11-23 04:05 (Europe/Berlin), \
            for 2h, and then stopped once it is idle; its schedule starts it Mon 2026-11-23 08:00 \
            (Europe/Berlin)
            """);
    assertThat(startedAt()).isEqualTo("2026-11-23T01:05:00Z");
    assertThat(restartedAt()).isEqualTo("2026-11-23T01:05:00Z");
  }

  @Test
  void aStartInWorkingHoursSaysWhenTheyEndAndRestartsNothing() {
    schedule("0 2 * * *", "30 2 * * *");
    operator.notebookStatus("churn", "{\"phase\": \"Ready\"}");

    assertThat(operator.run("start", "churn").out())
        .contains("its working hours end Mon 2026-11-23 02:30 (Europe/Berlin); it is kept until")
        .contains("04:05");
    assertThat(startedAt()).isEqualTo("2026-11-23T01:05:00Z");
    assertThat(restartedAt()).isEmpty();
  }

  @Test
  void aStopSaysThatTheScheduleRestsToo() {
    schedule("0 8 * * *", "0 20 * * *");

    assertThat(operator.run("stop", "churn").out())
        .isEqualTo(
            """
            notebook/churn will be stopped
            its schedule does not start it any more, until `heddle start churn` does
            """);
  }

  private void schedule(String start, String stop) {
    Result result =
        operator.run(
            """
            apiVersion: heddle.dev/v1
            kind: Notebook
            metadata: {name: churn, namespace: team-a}
            spec:
              schedule: {start: "%s", stop: "%s", timeZone: Europe/Berlin}
            """
                .formatted(start, stop),
            new String[] {"apply", "-f", "-"});
    assertThat(result.code()).as(result.err()).isZero();
  }

  private String startedAt() {
    return notebook().at("/metadata/annotations/heddle.dev~1started-at").asText();
  }

  @Test
  void waitingForARestartMeansANewRun() {
    operator.notebookStatus(
        "churn", "{\"phase\": \"Ready\", \"applicationId\": \"application_1_0001\"}");
    operator.control(
        Kinds.NOTEBOOK,
        object ->
            switch (object.at("/status/applicationId").asText()
                + object.at("/status/phase").asText()) {
              case "application_1_0001Ready" ->
                  Optional.of(
                      "{\"phase\": \"Stopping\", \"applicationId\": \"application_1_0001\"}");
              case "application_1_0001Stopping" ->
                  Optional.of("{\"phase\": \"Ready\", \"applicationId\": \"application_1_0002\"}");
              default -> Optional.empty();
            });

    Result result = operator.run("restart", "churn", "--wait");

    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out()).isEqualTo("notebook/churn restarted\n");
    assertThat(notebook().at("/status/applicationId").asText()).isEqualTo("application_1_0002");
    assertThat(restartedAt()).isEqualTo("2026-11-23T01:05:00Z");
  }

  @Test
  void aStartThatFailsSaysWhy() {
    operator.notebookStatus("churn", "{\"phase\": \"Failed\"}");
    operator.control(
        Kinds.NOTEBOOK,
        object ->
            object.at("/status/applicationId").isMissingNode()
                ? Optional.of(
                    """
                    {"phase": "Failed", "applicationId": "application_1_0002", "conditions": [
                      {"type": "Ready", "status": "False", "reason": "ExitedEarly",
                       "message": "python3 has no module notebook", "observedGeneration": 1,
                       "lastTransitionTime": "2026-11-23T01:02:00Z"}]}
                    """)
                : Optional.empty());

    Result result = operator.run("start", "churn", "--wait");

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains("python3 has no module notebook").contains("heddle logs");
  }

  @Test
  void aStartThatCannotSucceedIsNotWaitedFor() {
    operator.control(
        Kinds.NOTEBOOK,
        object ->
            object.has("status")
                ? Optional.empty()
                : Optional.of(
                    """
                    {"phase": "Pending", "observedGeneration": 1, "conditions": [
                      {"type": "Stalled", "status": "True", "reason": "QueueNotFound",
                       "message": "there is no queue research", "observedGeneration": 1,
                       "lastTransitionTime": "2026-11-23T01:02:00Z"}]}
                    """));

    Result result = operator.run("restart", "churn", "--wait");

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains("there is no queue research");
  }

  @Test
  void whatASourceDeclaresIsSaidToComeBack() {
    operator.store.update(
        Kinds.NOTEBOOK,
        (ObjectNode)
            Operator.tree(
                """
                {"apiVersion": "heddle.dev/v1", "kind": "Notebook", "metadata": {"name": "churn",
                 "namespace": "team-a", "annotations": {"heddle.dev/source": "hdfs"}}}
                """),
        ObjectStore.Scope.METADATA);

    assertThat(operator.run("delete", "nb", "churn").err())
        .isEqualTo("Note: the source hdfs declares it: remove its file there too\n");
  }

  @Test
  void waitingEndsWhenTheTimeIsUp() {
    Result result = operator.run("stop", "churn", "--wait", "--timeout", "0s");

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains("Notebook team-a/churn is not stopped after 0s");
  }

  @Test
  void deletionSaysWhetherItIsComplete() {
    assertThat(operator.run("delete", "notebook", "churn").out())
        .isEqualTo("notebook/churn deleted\n");
    operator.notebook("slow");
    operator.store.update(
        Kinds.NOTEBOOK,
        ((ObjectNode)
            Operator.tree(
                """
                {"apiVersion": "heddle.dev/v1", "kind": "Notebook", "metadata": {"name": "slow",
                 "namespace": "team-a", "finalizers": ["heddle.dev/application"]}}
                """)),
        ObjectStore.Scope.METADATA);

    assertThat(operator.run("delete", "nb/slow").out())
        .isEqualTo("notebook/slow is stopping and will be gone then\n");
  }

  @Test
  void whatFilesDeclareIsDeleted() {
    Path file =
        Operator.write(
            directory,
            "churn.yaml",
            """
            apiVersion: heddle.dev/v1
            kind: Notebook
            metadata: {name: churn, namespace: team-a}
            spec: {}
            """);

    assertThat(operator.run("delete", "-f", file.toString()).out())
        .isEqualTo("notebook/churn deleted\n");
    assertThat(operator.run("delete", "-f", file.toString()).code()).isEqualTo(1);
    assertThat(operator.run("delete", "-f", file.toString(), "--ignore-not-found").code()).isZero();
  }

  @Test
  void misuseIsExitCodeTwo() {
    assertThat(operator.run("delete").code()).isEqualTo(2);
    assertThat(operator.run("delete", "notebook").code()).isEqualTo(2);
    assertThat(operator.run("stop").code()).isEqualTo(2);
    assertThat(operator.run("stop", "source/hdfs").code()).isEqualTo(2);
    assertThat(operator.run("nonsense").code()).isEqualTo(2);
    Result result = operator.run("get", "nb", "-o", "xml");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("Hint: heddle get --help");
  }

  private JsonNode notebook() {
    return operator.store.get(Kinds.NOTEBOOK, "team-a", "churn").orElseThrow();
  }

  private String restartedAt() {
    return notebook().at("/metadata/annotations/heddle.dev~1restarted-at").asText();
  }
}
