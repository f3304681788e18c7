package dev.heddle.operator.main;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.heddle.crd.application.Application;
import dev.heddle.crd.json.Json;
import dev.heddle.crd.json.Kinds;
import dev.heddle.operator.agent.AgentAddress;
import dev.heddle.operator.api.ApplicationAccess.LogPage;
import dev.heddle.operator.api.ApplicationAccess.LogSource;
import dev.heddle.operator.api.ApplicationAccess.LogStart;
import dev.heddle.operator.api.ApplicationAccessException;
import dev.heddle.operator.api.ApplicationAccessException.Reason;
import dev.heddle.operator.yarn.CollectedLogs;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which container's log is read, and from where. */
class ServiceLogsTest {

  private static final String ID = "application_1700000000000_0001";
  private static final String CONTAINER = "container_1700000000000_0001_01_00000";
  private static final String RUNNING = "\"phase\": \"Ready\", \"host\": \"am\", \"agentPort\": 1,";
  private static final String ENDED =
      "\"phase\": \"Failed\", \"finishedAt\": \"2026-11-23T01:02:00Z\",";

  private final PrintingAgents agents = new PrintingAgents();

  /** By container and file. */
  private final Map<String, String> collected = new HashMap<>();

  private final AgentAccess access =
      new AgentAccess(agents, new ReportedCluster(), this::collected, new NoKeys());

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
  void aContainerThatTheMasterHasForgottenIsReadByYarnsId() {
    assertThat(reason(RUNNING, CONTAINER + 9)).isEqualTo(Reason.NOTHING);
    collected.put(CONTAINER + "9/worker.log", "long ago\n");

    assertThat(text(read(ENDED, CONTAINER + 9))).isEqualTo("long ago\n");
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

  private CollectedLogs.Answer collected(CollectedLogs.LogName log, CollectedLogs.Part part) {
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
    try {
      return Json.fromTree(Kinds.APPLICATION, Json.mapper().readTree(text));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static AgentAddress agent(String host, int port, int container) {
    return new AgentAddress(ID, host, port, Optional.of(CONTAINER + container));
  }
}
