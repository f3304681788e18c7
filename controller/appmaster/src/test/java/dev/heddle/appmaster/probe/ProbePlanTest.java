package dev.heddle.appmaster.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.appmaster.protocol.Check;
import dev.heddle.appmaster.protocol.ProbeSpec;
import dev.heddle.appmaster.protocol.Upkeep;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A process that answers its probes or does not, in virtual time. */
class ProbePlanTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Check TCP = new Check.Tcp("8080");

  private Instant now = START;
  private ProbePlan plan = begin(Upkeep.none(), false);
  private final List<String> asked = new ArrayList<>();

  private static ProbeSpec every(Check check, int seconds, int failures, int successes) {
    return new ProbeSpec(
        check,
        Duration.ZERO,
        Duration.ofSeconds(seconds),
        Duration.ofSeconds(1),
        failures,
        successes);
  }

  private static Upkeep upkeep(
      Optional<ProbeSpec> startup, Optional<ProbeSpec> readiness, Optional<ProbeSpec> liveness) {
    return new Upkeep(startup, readiness, liveness, List.of(), Optional.empty(), Optional.empty());
  }

  private ProbePlan begin(Upkeep upkeep, boolean ready) {
    return ProbePlan.begin(upkeep, START, ready, now);
  }

  /** Goes on to the next question, and answers it. */
  private Verdict answer(boolean well) {
    ProbePlan.Due due = plan.due().orElseThrow();
    now = due.at().isAfter(now) ? due.at() : now;
    asked.add(due.kind().word());
    ProbePlan.Step step =
        plan.answered(due.kind(), well ? Optional.empty() : Optional.of("refused"), now);
    plan = step.plan();
    return step.verdict();
  }

  private Verdict answerUntil(Instant end, boolean well) {
    Verdict last = new Verdict.None();
    while (last instanceof Verdict.None && !plan.due().orElseThrow().at().isAfter(end)) {
      last = answer(well);
    }
    return last;
  }

  private Duration age() {
    return Duration.between(START, now);
  }

  @Test
  void withoutProbesThereIsNothingToAsk() {
    assertThat(plan.due()).isEmpty();
  }

  @Test
  void readinessIsSeenLongBeforeAPeriodIsOver() {
    plan =
        begin(upkeep(Optional.empty(), Optional.of(every(TCP, 10, 3, 1)), Optional.empty()), false);
    assertThat(answer(false)).isEqualTo(new Verdict.None());
    answerUntil(START.plusMillis(300), false);

    assertThat(answer(true)).isEqualTo(new Verdict.Ready());

    assertThat(age()).isLessThan(Duration.ofMillis(350));
    assertThat(plan.due().orElseThrow().at()).isEqualTo(now.plusSeconds(10));
  }

  @Test
  void aCommandIsRunNoMoreOftenThanItsPeriodSays() {
    Check command = new Check.Exec(List.of("true"));
    plan =
        begin(
            upkeep(Optional.empty(), Optional.of(every(command, 10, 3, 1)), Optional.empty()),
            false);
    answer(false);

    assertThat(plan.due().orElseThrow().at()).isEqualTo(START.plusSeconds(10));
  }

  @Test
  void aProcessIsUnreadyAfterSoManyFailuresInARowAndReadyAgainAfterwards() {
    plan =
        begin(upkeep(Optional.empty(), Optional.of(every(TCP, 10, 3, 1)), Optional.empty()), false);
    answer(true);
    answer(false);
    answer(false);
    assertThat(answer(true)).as("the row was broken").isEqualTo(new Verdict.None());
    answer(false);
    answer(false);

    assertThat(answer(false))
        .isEqualTo(new Verdict.Unready("its readiness probe failed, 3 times in a row: refused"));
    assertThat(answer(false)).as("told once").isEqualTo(new Verdict.None());
    assertThat(answer(true)).isEqualTo(new Verdict.Ready());
  }

  @Test
  void readinessMayNeedSeveralSuccessesAPeriodApart() {
    plan =
        begin(upkeep(Optional.empty(), Optional.of(every(TCP, 10, 3, 2)), Optional.empty()), false);
    assertThat(answer(true)).isEqualTo(new Verdict.None());

    assertThat(answer(true)).isEqualTo(new Verdict.Ready());
    assertThat(age()).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void aProcessThatFailsItsLivenessIsUnfit() {
    plan =
        begin(upkeep(Optional.empty(), Optional.empty(), Optional.of(every(TCP, 5, 2, 1))), false);
    assertThat(answer(true)).isEqualTo(new Verdict.None());
    assertThat(answer(false)).isEqualTo(new Verdict.None());

    assertThat(answer(false))
        .isEqualTo(new Verdict.Unfit("failed its liveness probe, 2 times in a row: refused"));
    assertThat(age()).isEqualTo(Duration.ofSeconds(10));
    assertThat(plan.due()).as("its end is under way").isEmpty();
  }

  @Test
  void nothingElseIsAskedUntilTheStartUpHasSucceeded() {
    plan =
        begin(
            upkeep(
                Optional.of(every(TCP, 10, 30, 1)),
                Optional.of(every(TCP, 10, 1, 1)),
                Optional.of(every(TCP, 10, 1, 1))),
            false);
    answerUntil(START.plusSeconds(60), false);
    assertThat(asked).containsOnly("start-up");

    assertThat(answer(true)).isEqualTo(new Verdict.None());
    answer(true);
    answer(true);

    assertThat(asked.subList(asked.size() - 2, asked.size()))
        .containsExactlyInAnyOrder("readiness", "liveness");
  }

  @Test
  void aStartUpThatTakesTooManyPeriodsIsUnfitHoweverOftenItWasAsked() {
    plan =
        begin(upkeep(Optional.of(every(TCP, 10, 3, 1)), Optional.empty(), Optional.empty()), false);

    Verdict end = answerUntil(START.plusSeconds(60), false);

    assertThat(end)
        .isEqualTo(new Verdict.Unfit("failed its start-up probe, 3 times in a row: refused"));
    assertThat(age()).isEqualTo(Duration.ofSeconds(20));
  }

  @Test
  void withAStartUpProbeAloneItsSuccessIsReadiness() {
    plan =
        begin(upkeep(Optional.of(every(TCP, 10, 3, 1)), Optional.empty(), Optional.empty()), false);

    assertThat(answer(true)).isEqualTo(new Verdict.Ready());
  }

  @Test
  void theFirstQuestionWaitsForTheInitialDelay() {
    ProbeSpec late =
        new ProbeSpec(
            TCP, Duration.ofSeconds(7), Duration.ofSeconds(1), Duration.ofSeconds(1), 1, 1);

    plan = begin(upkeep(Optional.empty(), Optional.empty(), Optional.of(late)), false);

    assertThat(plan.due().orElseThrow().at()).isEqualTo(START.plusSeconds(7));
  }

  @Test
  void anAgentThatIsStartedAgainDoesNotAskForTheStartUpOfAReadyProcess() {
    now = START.plusSeconds(3600);
    plan =
        begin(
            upkeep(
                Optional.of(every(TCP, 10, 3, 1)),
                Optional.of(every(TCP, 10, 1, 1)),
                Optional.empty()),
            true);

    assertThat(answer(false)).isInstanceOf(Verdict.Unready.class);
  }
}
