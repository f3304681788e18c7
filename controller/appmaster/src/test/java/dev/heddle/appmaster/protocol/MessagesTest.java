package dev.heddle.appmaster.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MessagesTest {
  static final AgentSpec NOTEBOOK =
      new AgentSpec(
          "team-a",
          "churn",
          "7b1e",
          "alice",
          "notebook",
          "/notebooks/team-a/churn/",
          Optional.of(
              new Probe("/api/status", Optional.of("JUPYTER_TOKEN"), Duration.ofSeconds(5))),
          Optional.of("/api/shutdown"),
          RestartLimits.defaults(),
          Duration.ofSeconds(10),
          Optional.of("/user/alice/.heddle/app"),
          Optional.of(
              new WorkspaceSpec(
                  "/user/alice/churn", 3, true, List.of("*.pyc"), 1L << 33, Duration.ofDays(7))),
          AgentSpec.JUPYTER_INFO_KEY,
          AgentSpec.USUAL_ACTIVITY_INTERVAL,
          new Role.Alone(),
          Map.of("fs.defaultFS", "hdfs://nn:8020"));

  private static final AgentStatus READY =
      new AgentStatus(
          Phase.READY,
          new AgentPlace("application_1_0007", 2, "container_1_0007_02_000001", 3),
          new ServiceAddress("node7", 20017, "/notebooks/team-a/churn/", "http"),
          new ProcessStatus(
              4711,
              1,
              Optional.of(new ServiceExit(137, true, Instant.parse("2026-01-01T00:00:00Z"))),
              Instant.parse("2026-01-01T00:00:01Z"),
              Optional.of(Instant.parse("2026-01-01T00:00:02Z")),
              Optional.empty()),
          Optional.of(
              new WorkspaceReport(
                  WorkspaceReport.State.FAILING,
                  "QuotaExceeded",
                  "the quota is used up",
                  Optional.of(Instant.parse("2026-01-01T00:00:03Z")),
                  2,
                  1)),
          "answers \"200\"\n");

  @Test
  void everyMessageReadsBackAsItWasWritten() {
    assertThat(AgentSpec.fromJson(NOTEBOOK.toJson())).isEqualTo(NOTEBOOK);
    assertThat(AgentStatus.fromJson(READY.toJson())).isEqualTo(READY);
    ShutdownRequest stop =
        new ShutdownRequest(FinalStatus.KILLED, "deleted", Optional.of(Duration.ofSeconds(3)));
    assertThat(ShutdownRequest.fromJson(stop.toJson())).isEqualTo(stop);
    KeyList keys = new KeyList(List.of("a", "ключ/2"));
    assertThat(KeyList.fromJson(keys.toJson())).isEqualTo(keys);
    AgentError error = new AgentError("NotFound", "no key named x");
    assertThat(AgentError.fromJson(error.toJson())).isEqualTo(error);
  }

  @Test
  void aNewerVersionMayAddFields() {
    String json = READY.toJson().replaceFirst("\\{", "{\"gpu\":{\"free\":[1,2.5,null,true]},");
    assertThat(AgentStatus.fromJson(json)).isEqualTo(READY);
  }

  @Test
  void aMessageThatCannotBeReadNamesTheField() {
    assertThatThrownBy(() -> ShutdownRequest.fromJson("{\"status\":\"paused\"}"))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessage("field status has the unknown value paused");
    assertThatThrownBy(() -> AgentError.fromJson("{\"code\":7,\"message\":\"\"}"))
        .hasMessage("field code is not a string");
    assertThatThrownBy(() -> KeyList.fromJson("{\"keys\":[1]}"))
        .hasMessage("field keys holds more than strings");
    assertThatThrownBy(() -> AgentStatus.fromJson("{}")).hasMessage("field phase is missing");
  }

  @Test
  void textThatIsNoSingleObjectIsRefused() {
    for (String text : List.of("", "[]", "{", "{}{}", "{\"a\":}", "{\"a\":" + "[".repeat(100))) {
      assertThatThrownBy(() -> JsonObject.parse(text))
          .as(text)
          .isInstanceOf(MalformedMessageException.class);
    }
  }

  @Test
  void anExitIsDescribedInWords() {
    assertThat(new ServiceExit(137, true, Instant.EPOCH).describe()).isEqualTo("signal 9 (KILL)");
    assertThat(new ServiceExit(127, false, Instant.EPOCH).describe()).isEqualTo("exit code 127");
  }
}
