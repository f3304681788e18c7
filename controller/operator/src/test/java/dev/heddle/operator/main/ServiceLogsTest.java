package dev.heddle.operator.main;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.application.Application;
import dev.heddle.crd.json.Json;
import dev.heddle.crd.json.Kinds;
import dev.heddle.operator.agent.AgentAddress;
import dev.heddle.operator.api.ApplicationAccess.LogPage;
import dev.heddle.operator.api.ApplicationAccess.LogSource;
import dev.heddle.operator.api.ApplicationAccess.LogStart;
import dev.heddle.operator.api.ApplicationAccessException;
import dev.heddle.operator.api.ApplicationAccessException.Reason;
import dev.heddle.operator.yarn.ApplicationReport;
import dev.heddle.operator.yarn.CollectedLogs;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which container's log is read, and from where. */
class ServiceLogsTest {

  private static final String ID = "application_1700000000000_0001";
  private static final String CONTAINER = "container_1700000000000_0001_01_00000";
  private static final String EARLIER = "container_1700000000000_0000_01_00000";
  private static final String RUNNING = "\"phase\": \"Ready\", \"host\": \"am\", \"agentPort\": 1,";
  private static final String ENDED =
      "\"phase\": \"Failed\", \"finishedAt\": \"2026-11-23T01:02:00Z\",";

  /** Ended within a second, and its services were never told of. */
  private static final String UNTOLD = ENDED + "\"seen\": \"nothing\",";

  /** All its containers have ended, and it is not known yet that it has. */
  private static final String ENDING = RUNNING + " \"restarts\": 0,";

  /** The first container of the database has ended, and there is a second one. */
  private static final String REPLACED = RUNNING + " \"restarts\": 1,";

  private final PrintingAgents agents = new PrintingAgents();

  /** By container and file. */
  private final Map<String, String> collected = new HashMap<>();

  private boolean allCollected = true;

  private final ReportedCluster cluster = new ReportedCluster();

  private final AgentAccess access =
      new AgentAccess(
          agents,
          cluster,
          new CollectedLogs() {
            @Override
            public Answer read(LogName log, Part part) {
              return collectedLog(log, part);
            }

            @Override
            public Listing containers(String applicationId, String user, String file) {
              return allCollected
                  ? new Listing.Known(
                      collected.keySet().stream()
                          .filter(name -> name.endsWith("/" + file))
                          .filter(name -> name.contains(applicationId.substring(11)))
                          .map(name -> name.substring(0, name.indexOf('/')))
                          .sorted()
                          .toList())
                  : new Listing.NotYet("on its way");
            }
          },
          new NoKeys());

  @Test
  void aContainersLogComesFromTheAgentInIt() {
    agents.print(agent("node1", 11, 2), "of the database\n");
    agents.print(agent("node2", 12, 4), "of a worker\n");

    assertThat(text(read(RUNNING, "db_0"))).isEqualTo("of the database\n");
    assertThat(text(read(RUNNING, "db"))).isEqualTo("of the database\n");
    assertThat(text(read(RUNNING, CONTAINER + 4))).isEqualTo("of a worker\n");
  }

  @Test
  void aServiceWithSeveralContainersIsNotGuessedAt() {
    assertThatThrownBy(() -> read(RUNNING, "worker")).hasMessageContaining("worker_1, worker_2");
    assertThatThrownBy(() -> read(RUNNING, "tea"))
        .hasMessageContaining("no container 'tea'; it has db_0, worker_0, worker_1, worker_2");
    assertThatThrownBy(
            () -> access.log(application(RUNNING), Optional.empty(), new LogStart.Offset(0)))
        .hasMessageContaining("choose one, of the services db, worker");
  }

  @Test
  void aReaderGoesFromTheAgentToTheCopyAtTheByteWhereHeWas() {
    agents.print(agent("node1", 11, 2), "one\n");
    LogPage first = read(RUNNING, "db");
    collected.put(CONTAINER + "2/db.log", "one\ntwo\n");

    LogPage rest =
        access.log(
            application(ENDED),
            Optional.of("db"),
            new LogStart.After(first.source(), first.next(), false));

    assertThat(text(rest)).isEqualTo("two\n");
    assertThat(rest.last()).isTrue();
    assertThat(text(read(ENDED, CONTAINER + 2))).isEqualTo("one\ntwo\n");
  }

  @Test
  void theLastLinesOfAContainerThatEndedBeforeItsApplicationComeLater() {
    assertThat(reason(RUNNING, "worker_0")).isEqualTo(Reason.NOTHING);
    LogPage page =
        access.log(
            application(RUNNING),
            Optional.of("worker_0"),
            new LogStart.After(LogSource.parse(ID + "/" + CONTAINER + 3), 7, false));

    assertThat(text(page)).contains("worker_0 has ended (FAILED)", "when " + ID + " has ended");
    assertThat(page.last()).isTrue();
    collected.put(CONTAINER + "3/worker.log", "failed\n");
    assertThat(text(read(ENDED, "worker_0"))).isEqualTo("failed\n");
  }

  @Test
  void whoFollowsAServiceGoesOnWithTheContainerThatTakesThePlaceOfTheOneThatEnded() {
    agents.print(agent("node1", 13, 5), "again\n");
    LogSource first = LogSource.parse(ID + "/" + CONTAINER + 2);

    LogPage page = follow(REPLACED, "db", new LogStart.After(first, 7, false));
    assertThat(text(page)).contains("db_0 has ended (FAILED)");
    assertThat(page.last()).isFalse();
    LogPage next = follow(REPLACED, "db", new LogStart.After(page.source(), page.next(), false));
    assertThat(text(next)).isEqualTo("again\n");

    assertThat(follow(REPLACED, "db_0", new LogStart.After(first, 7, false)).last()).isTrue();
    assertThat(follow(REPLACED, "db", new LogStart.After(first, 7, true)).last()).isTrue();
  }

  @Test
  void theRestOfTheLastContainerIsWaitedForAsItsApplicationIsAboutToEnd() {
    LogStart after = new LogStart.After(LogSource.parse(ID + "/" + CONTAINER + 2), 4, false);

    assertThat(reason(ENDING, "db")).isEqualTo(Reason.NOT_YET);
    assertThatThrownBy(() -> follow(ENDING, "db", after))
        .isInstanceOfSatisfying(
            ApplicationAccessException.class,
            e -> assertThat(e.reason()).isEqualTo(Reason.NOT_YET));
    collected.put(CONTAINER + "2/db.log", "one\ntwo\n");
    assertThat(text(follow(ENDED, "db", after))).isEqualTo("two\n");
  }

  private LogPage follow(String status, String container, LogStart start) {
    return access.log(application(status), Optional.of(container), start);
  }

  @Test
  void aContainerThatTheMasterHasForgottenIsReadByYarnsId() {
    assertThat(reason(RUNNING, CONTAINER + 9)).isEqualTo(Reason.NOTHING);
    collected.put(CONTAINER + "9/worker.log", "long ago\n");

    assertThat(text(read(ENDED, CONTAINER + 9))).isEqualTo("long ago\n");
  }

  @Test
  void whatEndedBeforeAnybodyWasToldOfItIsFoundAmongWhatYarnHasCollected() {
    collected.put(CONTAINER + "2/db.log", "of the database\n");
    collected.put(CONTAINER + "3/worker.log", "of a worker\n");
    collected.put(CONTAINER + "4/worker.log", "of another\n");

    allCollected = false;
    assertThat(reason(UNTOLD, "db")).isEqualTo(Reason.NOT_YET);
    allCollected = true;
    assertThat(text(read(UNTOLD, "db"))).isEqualTo("of the database\n");
    assertThat(text(read(UNTOLD, "db_0"))).isEqualTo("of the database\n");
    assertThat(text(read(UNTOLD, CONTAINER + 4))).isEqualTo("of another\n");
    assertThatThrownBy(() -> read(UNTOLD, "worker"))
        .hasMessageContaining("choose one of " + CONTAINER + "3, " + CONTAINER + "4");
    assertThatThrownBy(() -> read(UNTOLD, "tea_1")).hasMessageContaining("no container 'tea_1'");
  }

  @Test
  void ofAnInstanceThatWasLastSeenBeforeItHadAContainerTheOneThatNobodyKnowsIsMeant() {
    collected.put(CONTAINER + "3/worker.log", "of worker_0\n");
    assertThatThrownBy(() -> read(ENDED, "worker_2")).hasMessageContaining("worker_2 never ran");

    collected.put(CONTAINER + "5/worker.log", "short\n");
    assertThat(text(read(ENDED, "worker_2"))).isEqualTo("short\n");
  }

  @Test
  void whatHasNotBegunIsWaitedForAndNoTimeIsKnownOfWhatHasEnded() {
    assertThat(reason(RUNNING, "worker_2")).isEqualTo(Reason.NOT_YET);
    assertThatThrownBy(
            () ->
                access.log(
                    application(ENDED),
                    Optional.of("db"),
                    new LogStart.Since(Duration.ofMinutes(10))))
        .hasMessageContaining("running processes only");
  }

  @Test
  void theContainerBeforeIsReadWhenItsApplicationHasEnded() {
    assertThatThrownBy(() -> previous(REPLACED, "db"))
        .hasMessageContaining("db_0 has ended (FAILED)")
        .hasMessageContaining("when " + ID + " has ended, not before");
    collected.put(CONTAINER + "3/worker.log", "of worker_0\n");

    assertThat(text(previous(ENDED, "worker_1"))).isEqualTo("of worker_0\n");
    assertThat(text(previous(ENDED, "worker"))).isEqualTo("of worker_0\n");
    assertThatThrownBy(() -> previous(ENDED, "tea")).hasMessageContaining("it has db, worker");
  }

  @Test
  void whatHasNoneBeforeItInItsRunHasOneInTheRunBefore() {
    assertThatThrownBy(() -> previous(RUNNING, "db")).hasMessageContaining("knows no run");
    cluster.remember(earlier());
    assertThatThrownBy(() -> previous(RUNNING, "db")).hasMessageContaining("no container of");

    collected.put(EARLIER + "7/db.log", "yesterday\n");
    LogPage page = previous(RUNNING, "db");
    assertThat(text(page)).isEqualTo("yesterday\n");
    assertThat(text(follow(RUNNING, "db", new LogStart.After(page.source(), 4, true))))
        .isEqualTo("erday\n");

    collected.put(EARLIER + "8/db.log", "and again\n");
    assertThatThrownBy(() -> previous(RUNNING, "db"))
        .hasMessageContaining("choose one of " + EARLIER + "7, " + EARLIER + "8");
    assertThat(text(previous(RUNNING, EARLIER + "8"))).isEqualTo("and again\n");
    assertThatThrownBy(() -> previous(RUNNING, CONTAINER + "2"))
        .hasMessageContaining("ask for it without previous");
  }

  private LogPage previous(String status, String container) {
    return access.log(
        application(status), Optional.of(container), new LogStart.Previous(Optional.empty()));
  }

  private static ApplicationReport earlier() {
    return new ApplicationReport(
        "application_1700000000000_0000",
        "u1",
        0,
        "x",
        "alice",
        "default",
        ApplicationReport.State.FINISHED,
        ApplicationReport.FinalStatus.FAILED,
        0,
        Optional.empty(),
        1,
        "",
        0,
        "",
        "",
        Instant.EPOCH,
        Optional.of(Instant.EPOCH));
  }

  private LogPage read(String status, String container) {
    return access.log(application(status), Optional.of(container), new LogStart.Offset(0));
  }

  private Reason reason(String status, String container) {
    try {
      throw new AssertionError("read: " + text(read(status, container)));
    } catch (ApplicationAccessException e) {
      return e.reason();
    }
  }

  private static String text(LogPage page) {
    return new String(page.bytes().toArray(), UTF_8);
  }

  private CollectedLogs.Answer collectedLog(CollectedLogs.LogName log, CollectedLogs.Part part) {
    String text = collected.get(log.container().orElseThrow() + "/" + log.file());
    return text == null
        ? new CollectedLogs.Answer.Nothing("no " + log.file())
        : new CollectedLogs.Answer.Piece(
            text.substring((int) ((CollectedLogs.Part.From) part).offset()).getBytes(UTF_8),
            text.length(),
            true);
  }

  private static Application application(String status) {
    String text =
        """
        {"metadata": {"namespace": "team-a", "name": "etl", "uid": "u1"},
         "spec": {"name": "", "queue": "default", "nodeLabel": "", "maxAttempts": 1,
                  "suspend": false, "restartPolicy": "Never", "stopGrace": "10s",
                  "services": {"db": {"resources": {"memory": "1 GiB", "vcores": 1}, "script": "x"},
                    "worker": {"resources": {"memory": "1 GiB", "vcores": 1}, "script": "x"}}},
         "status": {%s "user": "alice", "attempt": 1,
           "run": {"applicationId": "%s", "launchHash": "x", "number": 1, "submitted": true,
                   "reservedAt": "2026-11-23T01:00:00Z"},
           "services": [
             {"name": "db", "desired": 1, "ready": 1, "restarts": 0, "instances": [
               {"id": "db_0", "state": "Ready", "containerId": "%s2", "host": "node1",
                "agentPort": 11, "restarts": 0}]},
             {"name": "worker", "desired": 2, "ready": 1, "restarts": 1, "instances": [
               {"id": "worker_0", "state": "Failed", "containerId": "%s3", "host": "node2",
                "agentPort": 12, "restarts": 0},
               {"id": "worker_1", "state": "Running", "containerId": "%s4", "host": "node2",
                "agentPort": 12, "restarts": 0},
               {"id": "worker_2", "state": "Requested", "agentPort": 0, "restarts": 0}]}]}}
        """
            .formatted(status, ID, CONTAINER, CONTAINER, CONTAINER);
    if (status.equals(ENDING)) {
      text =
          text.replaceAll(
              "\"(Ready|Running|Requested)\", (\"containerId|\"agentPort)", "\"Succeeded\", $2");
    } else if (status.equals(REPLACED)) {
      text =
          text.replace("\"db_0\", \"state\": \"Ready\"", "\"db_0\", \"state\": \"Failed\"")
              .replace(
                  "\"agentPort\": 11, \"restarts\": 0}",
                  """
                  "agentPort": 11, "restarts": 0},
                  {"id": "db_1", "state": "Ready", "containerId": "%s5", "host": "node1",
                   "agentPort": 13, "restarts": 0}"""
                      .formatted(CONTAINER));
    }
    try {
      JsonNode tree = Json.mapper().readTree(text);
      if (status.equals(UNTOLD)) {
        ((ObjectNode) tree.path("status")).remove(List.of("seen", "services"));
      }
      return Json.fromTree(Kinds.APPLICATION, tree);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static AgentAddress agent(String host, int port, int container) {
    return new AgentAddress(ID, host, port, Optional.of(CONTAINER + container));
  }
}
