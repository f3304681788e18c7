package dev.heddle.operator.culling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.appmaster.protocol.ActivityReport;
import dev.heddle.crd.application.ActivityStatus.State;
import dev.heddle.crd.application.Culling;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** I5, I6: every reason not to stop something, one by one. */
class IdleRuleTest {
  private static final Instant NOW = Instant.parse("2026-03-02T12:00:00Z");
  private static final Duration INTERVAL = Duration.ofSeconds(30);
  private static final Culling RULE =
      new Culling(
          Duration.ofHours(2), Duration.ofMinutes(10), Duration.ofMinutes(10), Optional.empty());

  private Optional<Culling> rule = Optional.of(RULE);
  private Duration measured = Duration.ofDays(400);
  private Optional<Instant> keepUntil = Optional.empty();
  private Optional<String> unsaved = Optional.empty();

  @Test
  void whatNobodyUsesForTheWholeTimeIsDue() {
    Verdict verdict = judge(quiet(Duration.ofHours(2)));
    assertThat(verdict.due()).isTrue();
    assertThat(verdict.activity().state()).isEqualTo(State.IDLE);
    assertThat(verdict.idleSince()).contains(NOW.minus(Duration.ofHours(2)));
    assertThat(verdict.eligibleAt()).contains(NOW);
  }

  @Test
  void oneSecondBeforeItIsNot() {
    Verdict verdict = judge(quiet(Duration.ofHours(2).minusSeconds(1)));
    assertThat(verdict.due()).isFalse();
    assertThat(verdict.warn()).isTrue();
    assertThat(verdict.lookAgainAt()).contains(NOW.plusSeconds(1));
  }

  @Test
  void aWarningIsGivenInTime() {
    assertThat(judge(quiet(Duration.ofMinutes(109))).warn()).isFalse();
    assertThat(judge(quiet(Duration.ofMinutes(109))).lookAgainAt())
        .contains(NOW.plus(Duration.ofMinutes(1)));
    assertThat(judge(quiet(Duration.ofMinutes(110))).warn()).isTrue();
  }

  @Test
  void whatCannotBeAskedIsNeverDue() {
    Verdict verdict = judge(failing("Jupyter answered with 403"));
    assertThat(verdict.due()).isFalse();
    assertThat(verdict.activity().state()).isEqualTo(State.UNKNOWN);
    assertThat(verdict.activity().message()).isEqualTo("Jupyter answered with 403");
    assertThat(verdict.eligibleAt()).isEmpty();
  }

  @Test
  void whatWasNeverMeasuredIsNeverDue() {
    assertThat(rule().judge(Optional.empty()).due()).isFalse();
    assertThat(rule().judge(Optional.empty()).activity().state()).isEqualTo(State.UNKNOWN);
  }

  @Test
  void anOldLookProvesNothing() {
    Verdict verdict =
        judge(report(Duration.ofHours(5), Optional.empty(), 9, INTERVAL.multipliedBy(4)));
    assertThat(verdict.due()).isFalse();
    assertThat(verdict.activity().state()).isEqualTo(State.UNKNOWN);
  }

  @Test
  void oneLookIsNotEnough() {
    Verdict verdict = judge(report(Duration.ofHours(5), Optional.empty(), 1, Duration.ZERO));
    assertThat(verdict.due()).isFalse();
    assertThat(verdict.blockedBy()).isPresent();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 100, 10_000})
  void whatIsAtWorkIsNeverDueHoweverLongItTakes(long hours) {
    Verdict verdict =
        judge(report(Duration.ZERO, Optional.of(Duration.ofHours(hours)), 9, Duration.ZERO));
    assertThat(verdict.due()).isFalse();
    assertThat(verdict.activity().state()).isEqualTo(State.BUSY);
  }

  @Test
  void unlessALimitWasSetForThat() {
    rule =
        Optional.of(
            new Culling(
                Duration.ofHours(2),
                Duration.ofMinutes(10),
                Duration.ofMinutes(10),
                Optional.of(Duration.ofDays(3))));
    ActivityReport before =
        report(Duration.ZERO, Optional.of(Duration.ofDays(3).minusMinutes(5)), 9, Duration.ZERO);
    assertThat(judge(before).due()).isFalse();
    assertThat(judge(before).warn()).isTrue();
    assertThat(
            judge(report(Duration.ZERO, Optional.of(Duration.ofDays(3)), 9, Duration.ZERO)).due())
        .isTrue();
  }

  @Test
  void whatHasJustBegunToServeIsLeftAlone() {
    rule =
        Optional.of(
            new Culling(
                RULE.idleAfter(), RULE.warnBefore(), Duration.ofHours(4), Optional.empty()));
    measured = Duration.ofHours(4).minusMinutes(1);
    assertThat(judge(quiet(Duration.ofHours(3))).due()).isFalse();
    assertThat(judge(quiet(Duration.ofHours(3))).eligibleAt())
        .contains(NOW.plus(Duration.ofMinutes(1)));
    measured = Duration.ofHours(4);
    assertThat(judge(quiet(Duration.ofHours(3))).due()).isTrue();
  }

  @Test
  void whatSomebodyAskedToKeepIsKept() {
    keepUntil = Optional.of(NOW.plus(Duration.ofHours(8)));
    Verdict verdict = judge(quiet(Duration.ofHours(3)));
    assertThat(verdict.due()).isFalse();
    assertThat(verdict.eligibleAt()).isEqualTo(keepUntil);
    assertThat(verdict.blockedBy().orElseThrow()).contains("keep");
    keepUntil = Optional.of(NOW.minusSeconds(1));
    assertThat(judge(quiet(Duration.ofHours(3))).due()).isTrue();
  }

  @Test
  void whatIsNotSavedIsNotStopped() {
    unsaved = Optional.of("not all its files are saved: the quota is used up");
    Verdict verdict = judge(quiet(Duration.ofHours(3)));
    assertThat(verdict.due()).isFalse();
    assertThat(verdict.blockedBy()).isEqualTo(unsaved);
  }

  @Test
  void withoutARuleNothingIsEverDue() {
    rule = Optional.empty();
    Verdict verdict = judge(quiet(Duration.ofDays(300)));
    assertThat(verdict.due()).isFalse();
    assertThat(verdict.activity().state()).isEqualTo(State.IDLE);
    assertThat(verdict.eligibleAt()).isEmpty();
  }

  @Test
  void whatWasUsedMinutesAgoIsActive() {
    Verdict verdict = judge(quiet(Duration.ofMinutes(4)));
    assertThat(verdict.activity().state()).isEqualTo(State.ACTIVE);
    assertThat(verdict.lookAgainAt()).contains(NOW.plus(Duration.ofMinutes(1)));
  }

  private IdleRule rule() {
    return new IdleRule(rule, new IdleRule.Surroundings(keepUntil, unsaved), NOW);
  }

  private Verdict judge(ActivityReport report) {
    return rule().judge(Optional.of(new Seen(report, NOW)));
  }

  private ActivityReport quiet(Duration quiet) {
    return report(quiet, Optional.empty(), 9, Duration.ofSeconds(5));
  }

  private ActivityReport failing(String trouble) {
    return report(Duration.ofHours(5), Optional.empty(), 0, Duration.ofSeconds(5), trouble);
  }

  private ActivityReport report(
      Duration quiet, Optional<Duration> busy, int looks, Duration lastLook) {
    return report(quiet, busy, looks, lastLook, "");
  }

  private ActivityReport report(
      Duration quiet, Optional<Duration> busy, int looks, Duration lastLook, String trouble) {
    return new ActivityReport(
        INTERVAL,
        measured,
        looks,
        Optional.of(lastLook),
        trouble,
        quiet,
        "a kernel's activity",
        busy,
        busy.map(b -> "a kernel is busy").orElse(""),
        1,
        busy.isPresent() ? 1 : 0,
        0,
        0,
        0);
  }
}
