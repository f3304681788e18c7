package dev.heddle.operator.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.crd.application.Phase;
import dev.heddle.operator.application.ApplicationEvents.Line;
import dev.heddle.operator.application.ApplicationEvents.Moment;
import dev.heddle.reconciler.Context.EventKind;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ApplicationEventsTest {

  private static Moment ready(int restarts, String lastFailure) {
    return new Moment(
        Phase.READY,
        "application_1_0001",
        false,
        "node1",
        restarts,
        lastFailure,
        "serves",
        Optional.empty(),
        "",
        "",
        "");
  }

  @Test
  void aRestartIsToldWithItsCause() {
    assertThat(
            ApplicationEvents.between(
                ready(1, "service web ended with exit code 3"),
                ready(2, "service web failed its liveness probe: nothing listens on port 8080")))
        .containsExactly(
            new Line(
                EventKind.WARNING,
                "Restarted",
                "the process was started again in its application, in all 2 times: service web"
                    + " failed its liveness probe: nothing listens on port 8080"));
  }

  @Test
  void aRestartWithoutAKnownCauseIsToldAllTheSame() {
    assertThat(ApplicationEvents.between(ready(0, ""), ready(1, "")))
        .extracting(Line::message)
        .containsExactly("the process was started again in its application, in all 1 time");
  }
}
