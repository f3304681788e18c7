package dev.heddle.operator.main;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.crd.application.Application;
import dev.heddle.crd.json.Json;
import dev.heddle.crd.json.Kinds;
import dev.heddle.operator.api.ApplicationAccess.LogPage;
import dev.heddle.operator.api.ApplicationAccess.LogSource;
import dev.heddle.operator.api.ApplicationAccess.LogStart;
import dev.heddle.operator.api.ApplicationAccessException;
import dev.heddle.operator.api.ApplicationAccessException.Reason;
import dev.heddle.operator.yarn.ApplicationReport;
import dev.heddle.operator.yarn.CollectedLogs;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Where a log is read from, over starts, ends, attempts and runs. */
class ApplicationLogsTest {

  private static final String FIRST = "application_1700000000000_0001";
  private static final String SECOND = "application_1700000000000_0002";

  private final Map<LogSource, String> collected = new HashMap<>();
  private final ReportedCluster cluster = new ReportedCluster();
  private final PrintingAgents agents = new PrintingAgents();

  private final ApplicationLogs logs =
      new ApplicationLogs(
          agents,
          new EarlierRuns(cluster),
          new CollectedLogs() {
            @Override
            public Answer read(LogName log, Part part) {
              return collectedLog(log, (Part.From) part);
            }

            @Override
            public Listing containers(String applicationId, String user, String file) {
              return new Listing.Known(List.of());
            }
          });

  @Test
  void aLogGoesOnWhereItWasWhenItsApplicationHasEnded() {
    agents.print("one\ntwo\n");
    LogPage before = read(running(FIRST, 1, 1), new LogStart.Offset(0));
    collected.put(new LogSource(FIRST, 1), "one\ntwo\nthree\n");

    LogPage after = read(ended(FIRST, 1, 1), new LogStart.After(before.source(), 8, false));

    assertThat(text(before)).isEqualTo("one\ntwo\n");
    assertThat(before.last()).isFalse();
    assertThat(text(after)).isEqualTo("three\n");
    assertThat(after.last()).isTrue();
  }

  @Test
  void whatIsStillOnItsWayIsToBeAskedForAgain() {
    assertThat(reason(ended(FIRST, 1, 1), new LogStart.Offset(0))).isEqualTo(Reason.NOT_YET);
    assertThat(reason(accepted(FIRST), new LogStart.Offset(0))).isEqualTo(Reason.NOT_YET);
  }

  @Test
  void anApplicationThatEndedBeforeItRanHasNoLog() {
    assertThat(reason(ended(FIRST, 1, 0), new LogStart.Offset(0))).isEqualTo(Reason.NOTHING);
  }

  @Test
  void aReaderOfAnEarlierRunHasItsEndAndNothingOfTheNewOne() {
    cluster.remember(report(FIRST, 1, 1));
    collected.put(new LogSource(FIRST, 1), "one\ntwo\n");
    agents.print("of the second run\n");

    LogPage page =
        read(running(SECOND, 2, 1), new LogStart.After(new LogSource(FIRST, 1), 4, false));

    assertThat(text(page)).isEqualTo("two\n");
    assertThat(page.last()).isTrue();
  }

  @Test
  void aNewAttemptIsReadFromItsBeginningAndSaysWhatMayBeMissing() {
    agents.print("of attempt 2\n");

    LogPage page =
        read(running(FIRST, 1, 2), new LogStart.After(new LogSource(FIRST, 1), 4, false));
    LogPage next =
        read(running(FIRST, 1, 2), new LogStart.After(page.source(), page.next(), false));

    assertThat(text(page)).contains("attempt 2", "attempt 1 may be missing");
    assertThat(text(next)).isEqualTo("of attempt 2\n");
  }

  @Test
  void anotherResourcesRunIsNotRead() {
    collected.put(new LogSource(SECOND, 1), "not yours\n");

    assertThat(reason(running(FIRST, 1, 1), new LogStart.After(new LogSource(SECOND, 1), 0, false)))
        .isEqualTo(Reason.NOTHING);
  }

  @Test
  void thePreviousLogIsTheAttemptOrElseTheRunBefore() {
    cluster.remember(report(FIRST, 1, 1));
    collected.put(new LogSource(FIRST, 1), "first run\n");
    collected.put(new LogSource(SECOND, 1), "second run, attempt 1\n");
    LogStart previous = new LogStart.Previous(Optional.empty());

    assertThat(text(read(running(SECOND, 2, 1), previous))).isEqualTo("first run\n");
    assertThat(text(read(ended(SECOND, 2, 2), previous))).isEqualTo("second run, attempt 1\n");
    assertThatThrownBy(() -> read(running(SECOND, 2, 2), previous))
        .hasMessageContaining("when " + SECOND + " has ended");
    cluster.forgetAll();
    assertThat(reason(running(SECOND, 2, 1), previous)).isEqualTo(Reason.NOTHING);
  }

  private LogPage read(Application application, LogStart start) {
    return logs.read(application, application.status().run().orElseThrow(), "main.log", start);
  }

  private Reason reason(Application application, LogStart start) {
    try {
      throw new AssertionError("read: " + text(read(application, start)));
    } catch (ApplicationAccessException e) {
      return e.reason();
    }
  }

  private static String text(LogPage page) {
    return new String(page.bytes().toArray(), UTF_8);
  }

  private CollectedLogs.Answer collectedLog(
      CollectedLogs.LogName log, CollectedLogs.Part.From part) {
    String text = collected.get(new LogSource(log.applicationId(), log.attempt()));
    return text == null
        ? new CollectedLogs.Answer.NotYet("on its way")
        : new CollectedLogs.Answer.Piece(
            text.substring((int) part.offset()).getBytes(UTF_8), text.length(), true);
  }

  private static Application running(String id, int run, int attempt) {
    return application(
        "\"phase\": \"Ready\", \"host\": \"node7\", \"agentPort\": 4000", id, run, attempt);
  }

  private static Application accepted(String id) {
    return application("\"phase\": \"Accepted\"", id, 1, 0);
  }

  private static Application ended(String id, int run, int attempt) {
    return application(
        "\"phase\": \"Failed\", \"finishedAt\": \"2026-11-23T01:02:00Z\"", id, run, attempt);
  }

  private static Application application(String status, String id, int run, int attempt) {
    String text =
        """
        {"metadata": {"namespace": "team-a", "name": "churn", "uid": "u1"},
         "spec": {"name": "", "queue": "default", "nodeLabel": "", "services": {}, "maxAttempts": 1,
                  "suspend": false, "restartPolicy": "Never", "stopGrace": "10s"},
         "status": {%s, "user": "alice", "attempt": %d,
           "run": {"applicationId": "%s", "launchHash": "x", "number": %d, "submitted": true,
                   "reservedAt": "2026-11-23T01:00:00Z"}}}
        """
            .formatted(status, attempt, id, run);
    try {
      return Json.fromTree(Kinds.APPLICATION, Json.mapper().readTree(text));
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static ApplicationReport report(String id, int run, int attempt) {
    return new ApplicationReport(
        id,
        "u1",
        run,
        "x",
        "alice",
        "default",
        ApplicationReport.State.FINISHED,
        ApplicationReport.FinalStatus.SUCCEEDED,
        attempt,
        "",
        0,
        "",
        "",
        Instant.EPOCH,
        Optional.of(Instant.EPOCH));
  }
}
