package dev.heddle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.cli.Operator.Result;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.ResourceKey;
import dev.heddle.operator.store.ObjectStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ApplicationCommandsTest {

  private static final ResourceKey DEMO = Kinds.APPLICATION.key("default", "demo");
  private static final String ID = "application_1700000000000_0001";

  @TempDir Path directory;
  private Operator operator;
  private String file;

  @BeforeEach
  void start() {
    operator = new Operator(directory);
    file =
        Operator.write(
                directory,
                "demo.yaml",
                """
                name: demo
                services:
                  main:
                    resources: {memory: 512, vcores: 1}
                    script: sleep 1
                """)
            .toString();
    operator.control(
        Kinds.APPLICATION,
        application ->
            application.has("status")
                ? Optional.empty()
                : Optional.of(status("Accepted", "true", "")));
  }

  @AfterEach
  void stop() {
    operator.close();
  }

  private static String status(String phase, String submitted, String more) {
    return """
        {"phase": "%s", "startedAt": "2026-11-23T01:01:00Z", %s
         "run": {"applicationId": "%s", "launchHash": "x", "number": 1, "submitted": %s,
                 "reservedAt": "2026-11-23T01:00:00Z"}}
        """
        .formatted(phase, more, ID, submitted);
  }

  @Test
  void submittingPrintsTheIdAndNothingElse() {
    Result result = operator.run("application", "submit", file);

    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out()).isEqualTo(ID + "\n");
    assertThat(result.err()).isEmpty();
  }

  @Test
  void eachSubmissionIsANewApplication() {
    operator.run("application", "submit", file);
    operator.run("application", "submit", file);

    assertThat(operator.store.list(Kinds.APPLICATION, "default").items())
        .extracting(object -> object.at("/metadata/name").asText())
        .hasSize(2)
        .allMatch(name -> name.matches("demo(-[0-9a-f]{5})?"));
  }

  @Test
  void waitingForTheEndTellsTheOutcome() {
    operator.close();
    operator = new Operator(directory.resolve("other"));
    operator.control(
        Kinds.APPLICATION,
        application ->
            switch (application.at("/status/phase").asText()) {
              case "" -> Optional.of(status("Accepted", "true", ""));
              case "Accepted" -> Optional.of(status("Failed", "true", ""));
              default -> Optional.empty();
            });

    Result result = operator.run("application", "submit", file, "--wait");

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.out()).isEqualTo(ID + "\n");
    assertThat(result.err()).isEqualTo("demo: Failed\n");
  }

  @Test
  void applicationsAreListedByNameQueueUserAndTimes() {
    operator.run("application", "submit", file);
    operator.applicationStatus(
        "default",
        "demo",
        status(
            "Succeeded",
            "true",
            "\"user\": \"alice\", \"finalStatus\": \"SUCCEEDED\","
                + " \"finishedAt\": \"2026-11-23T01:01:30Z\","));

    assertThat(listed("--name", "demo", "--queue", "default", "--user", "alice")).isOne();
    assertThat(listed("--name", "other")).isZero();
    assertThat(listed("--queue", "research")).isZero();
    assertThat(listed("--user", "bob")).isZero();
    assertThat(listed("--started-begin", "2026-11-23T01:01:00Z", "--started-end", "2026-11-26"))
        .isOne();
    assertThat(listed("--started-begin", "2026-11-23 01:01:01+00:00")).isZero();
    assertThat(listed("--finished-begin", "2026-11-20", "--finished-end", "2026-11-23T01:01:30Z"))
        .isOne();
    assertThat(listed("--finished-end", "2026-11-21T10:00")).isZero();
    Result wrong = operator.run("application", "ls", "--started-end", "yesterday");
    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.err()).contains("--started-end: 'yesterday' is no time such as 2026-11-25");
  }

  private long listed(String... options) {
    List<String> command = new ArrayList<>(List.of("application", "ls", "-a"));
    command.addAll(List.of(options));
    Result result = operator.run(command.toArray(String[]::new));
    assertThat(result.code()).as(result.err()).isZero();
    return result.out().lines().count() - 1;
  }

  @Test
  void applicationsAreListedInSkeinsWords() {
    operator.run("application", "submit", file);

    assertThat(operator.run("application", "ls").out())
        .isEqualTo(
            """
            APPLICATION_ID                   NAME   NAMESPACE   STATE      STATUS      RUNTIME
            application_1700000000000_0001   demo   default     ACCEPTED   UNDEFINED   4m
            """);
    operator.applicationStatus(
        "default",
        "demo",
        status(
            "Succeeded",
            "true",
            "\"finalStatus\": \"SUCCEEDED\", \"finishedAt\": \"2026-11-23T01:01:30Z\","));
    assertThat(operator.run("application", "ls").out().lines()).hasSize(1);
    assertThat(operator.run("application", "ls", "-a").out())
        .contains("FINISHED   SUCCEEDED   30s");
    assertThat(operator.run("application", "ls", "-s", "finished").out().lines()).hasSize(2);
    assertThat(operator.run("application", "status", ID).out()).contains("FINISHED");
    assertThat(operator.run("application", "status", "demo", "-o", "json").out())
        .contains("\"finalStatus\" : \"SUCCEEDED\"");
  }

  @Test
  void theSpecificationCanBeSubmittedAgain() {
    operator.run("application", "submit", file);

    String specification = operator.run("application", "specification", ID).out();

    Path again = Operator.write(directory, "again.yaml", specification);
    Result result = operator.run("validate", again.toString());
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(specification).contains("sleep 1").doesNotContain("status:");
  }

  @Test
  void aShutdownCarriesStatusAndDiagnostics() {
    running();

    Result result =
        operator.run(
            "application", "shutdown", ID, "--status", "failed", "--diagnostics", "no data");

    assertThat(result.code()).as(result.err()).isZero();
    assertThat(operator.applications.end(DEMO)).contains("failed: no data");
    Result again = operator.run("application", "kill", ID);
    assertThat(again.code()).isEqualTo(1);
    assertThat(again.err()).contains("is not running");
  }

  @Test
  void waitingForAShutdownMeansTheEndOfThatRun() {
    running();
    CompletableFuture<Result> waiting =
        CompletableFuture.supplyAsync(() -> operator.run("application", "shutdown", ID, "--wait"));
    operator.applicationStatus(
        "default",
        "demo",
        status(
            "Succeeded",
            "true",
            "\"finalStatus\": \"SUCCEEDED\", \"finishedAt\": \"2026-11-23T01:01:30Z\","));

    assertThat(waiting.join().out()).isEqualTo(ID + " succeeded\n");
  }

  @Test
  void whatHasEndedHasNoAgentToCallAndWhatIsToEndSaysWhen() {
    running();
    operator.applicationStatus(
        "default",
        "demo",
        status("Ready", "true", "\"agentPort\": 0, \"expiresAt\": \"2026-11-23T03:05:00Z\","));

    assertThat(operator.run("describe", "application", "demo").out())
        .doesNotContain("Agent Port")
        .contains("Expires At:     2026-11-23T03:05:00Z (in 120m)");
  }

  @Test
  void aMoveChangesTheQueueInTheSpecAndWaitsForYarn() {
    operator.run("application", "submit", file);

    assertThat(operator.run("application", "mv", ID, "research").out())
        .isEqualTo("demo will be in queue research\n");
    assertThat(
            operator
                .store
                .get(Kinds.APPLICATION, "default", "demo")
                .orElseThrow()
                .at("/spec/queue")
                .asText())
        .isEqualTo("research");
    operator.applicationStatus("default", "demo", inQueue("research", ""));
    assertThat(operator.run("application", "mv", "demo", "research", "--wait").out())
        .isEqualTo("demo is in queue research\n");
    operator.applicationStatus(
        "default",
        "demo",
        inQueue(
            "research",
            """
            , "conditions": [{"type": "TermsGranted", "status": "False", "reason": "OtherQueue",
              "lastTransitionTime": "2026-11-23T01:02:00Z",
              "message": "queue research was asked for, and it is in root.default"}]
            """));
    Result refused = operator.run("application", "mv", "demo", "research", "--wait");
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err()).contains("was not moved").contains("root.default");
  }

  @Test
  void whatAFileDeclaresIsNotMovedBehindItsBack() {
    operator.run("application", "submit", file);
    ObjectNode declared = operator.store.get(Kinds.APPLICATION, "default", "demo").orElseThrow();
    declared
        .withObject("/metadata/annotations")
        .put("heddle.dev/source", "hdfs")
        .put("heddle.dev/source-path", "team/demo.yaml")
        .put("heddle.dev/declared-fields", "{\"spec\":{\"queue\":{}}}");
    operator.store.update(Kinds.APPLICATION, declared, ObjectStore.Scope.SPEC);

    Result refused = operator.run("application", "mv", "demo", "research");

    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err()).contains("declared by source hdfs, file team/demo.yaml");
  }

  private static String inQueue(String queue, String more) {
    return """
        {"phase": "Ready", "observedGeneration": 9, "run": {"applicationId": "%s",
         "launchHash": "x", "number": 1, "submitted": true, "reservedAt": "2026-11-23T01:00:00Z",
         "terms": {"queue": "%s"}}%s}
        """
        .formatted(ID, queue, more);
  }

  @Test
  void aKillIsYarns() {
    running();

    assertThat(operator.run("application", "kill", "default/demo").code()).isZero();
    assertThat(operator.applications.end(DEMO)).contains("killed by YARN");
  }

  @Test
  void anUnknownIdIsSaidToBeOne() {
    Result result = operator.run("application", "status", "application_1_9");

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains("no application has application_1_9 as its newest run");
  }

  @Test
  void valuesAreWrittenAndReadInSkeinsWords() {
    running();

    assertThat(operator.run("kv", "put", ID, "--key", "k", "--value", "v").code()).isZero();
    assertThat(operator.run("kv", "get", ID, "--key", "k").out()).isEqualTo("v\n");
    operator.run("from stdin", new String[] {"kv", "put", "demo", "--key", "j/x"});
    assertThat(operator.run("kv", "get", "demo", "--key", "j/x").out()).isEqualTo("from stdin\n");
    assertThat(operator.run("kv", "ls", ID).out()).isEqualTo("j/x\nk\n");
    assertThat(operator.run("kv", "ls", ID, "--prefix", "j/").out()).isEqualTo("j/x\n");
    assertThat(operator.run("kv", "del", ID, "--key", "k").code()).isZero();
    assertThat(operator.run("kv", "del", ID).err()).contains("say what to delete: --key");
    assertThat(operator.run("kv", "ls", ID, "--prefix", "a", "--end", "b").code()).isEqualTo(2);
    assertThat(operator.run("{\"onSuccess\": []}", new String[] {"kv", "txn", ID}).out())
        .contains("TRANSACTION", "onSuccess");
    assertThat(operator.run("no", new String[] {"kv", "txn", ID}).err()).contains("is not JSON");
    Result result = operator.run("kv", "get", ID, "--key", "k");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err())
        .isEqualTo(
            "Error: the key 'k' is not set\nHint: heddle kv ls "
                + ID
                + " lists the keys, --wait waits for this one\n");
  }

  @Test
  void whatWasKilledIsShownAsKilled() {
    operator.run("application", "submit", file);
    operator.applicationStatus(
        "default", "demo", status("Failed", "true", "\"finalStatus\": \"KILLED\","));

    assertThat(operator.run("application", "status", ID).out()).contains("KILLED   KILLED");
  }

  @Test
  void anEarlierLogIsNotInventedAndNotFollowed() {
    running();

    assertThat(operator.run("logs", ID, "--previous").err()).contains("no log before this one");
    assertThat(operator.run("logs", ID, "--previous", "-f").code()).isEqualTo(2);
  }

  @Test
  void aKeyIsWaitedForAcrossTheStart() {
    operator.run("application", "submit", file);
    CompletableFuture<Result> waiting =
        CompletableFuture.supplyAsync(
            () -> operator.run("kv", "get", ID, "--key", "jupyter.notebook.info", "--wait"));

    operator.applications.run(DEMO);
    operator.applicationStatus("default", "demo", status("Ready", "true", ""));
    operator.applications.put(DEMO, "jupyter.notebook.info", "{\"port\": 8888}");

    assertThat(waiting.join().out()).isEqualTo("{\"port\": 8888}\n");
  }

  @Test
  void aKeyOfAnApplicationThatHasEndedIsNotWaitedFor() {
    operator.run("application", "submit", file);
    operator.applicationStatus("default", "demo", status("Failed", "true", ""));

    Result result = operator.run("kv", "get", ID, "--key", "k", "--wait");

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains("has ended (Failed), so the key will not be set");
  }

  @Test
  void logsArePrintedWholeTailedAndFollowed() {
    running();
    operator.applications.print(DEMO, "one\ntwo\nthree\n");

    assertThat(operator.run("application", "logs", ID).out()).isEqualTo("one\ntwo\nthree\n");
    assertThat(operator.run("logs", "application/demo", "--tail", "1").out()).isEqualTo("three\n");
    CompletableFuture<Result> following =
        CompletableFuture.supplyAsync(() -> operator.run("logs", ID, "-f", "--tail", "1"));
    operator.applications.print(DEMO, "four\n");
    operator.run("application", "kill", ID);
    assertThat(following.join().out()).endsWith("four\n");
  }

  @Test
  void whatIsNewIsPrintedAndWhatContradictsItselfIsNot() {
    running();
    operator.applications.print(DEMO, "one\ntwo\n");

    assertThat(operator.run("logs", ID, "--since", "10m").out()).isEqualTo("two\n");
    assertThat(operator.run("logs", ID, "--since", "tea").err()).contains("since", "tea");
    assertThat(operator.run("logs", ID, "--since", "10m", "--tail", "1").code()).isEqualTo(2);
    assertThat(operator.run("logs", ID, "--all-containers", "--previous").code()).isEqualTo(2);
    operator.applications.print(DEMO, "main", "of the only one\n");
    assertThat(operator.run("logs", ID, "--all-containers").out())
        .as("one process")
        .isEqualTo("[main] of the only one\n");
  }

  @Test
  void aNotebooksLogIsItsApplications() {
    running();
    operator.applications.print(DEMO, "hello\n");
    operator.notebook("churn");
    Result early = operator.run("logs", "churn");
    assertThat(early.code()).isEqualTo(1);
    assertThat(early.err()).contains("has not been started yet");
    operator.notebookStatus("churn", "{\"phase\": \"Ready\", \"applicationId\": \"" + ID + "\"}");

    assertThat(operator.run("logs", "churn").out()).isEqualTo("hello\n");
  }

  private void running() {
    Result result = operator.run("application", "submit", file);
    assertThat(result.code()).as(result.err()).isZero();
    operator.applications.run(DEMO);
  }
}
