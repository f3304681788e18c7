package dev.heddle.crd.meta;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConditionsTest {

  private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

  @Test
  void aNewConditionIsAppended() {
    List<Condition> conditions = with(List.of(), Condition.Status.FALSE, "Starting", NOON);

    assertThat(conditions)
        .containsExactly(new Condition("Ready", Condition.Status.FALSE, "Starting", "m", 1, NOON));
    assertThat(Conditions.isTrue(conditions, "Ready")).isFalse();
  }

  @Test
  void theSameJudgementAgainChangesNothing() {
    List<Condition> first = with(List.of(), Condition.Status.FALSE, "Starting", NOON);

    assertThat(with(first, Condition.Status.FALSE, "Starting", NOON.plusSeconds(60)))
        .isEqualTo(first);
  }

  @Test
  void anotherReasonKeepsTheTransitionTime() {
    List<Condition> first = with(List.of(), Condition.Status.FALSE, "Starting", NOON);
    List<Condition> then = with(first, Condition.Status.FALSE, "Pulling", NOON.plusSeconds(60));

    assertThat(then.get(0).reason()).isEqualTo("Pulling");
    assertThat(then.get(0).lastTransitionTime()).isEqualTo(NOON);
  }

  @Test
  void anotherStatusMovesTheTransitionTime() {
    List<Condition> first = with(List.of(), Condition.Status.FALSE, "Starting", NOON);
    List<Condition> then = with(first, Condition.Status.TRUE, "Serving", NOON.plusSeconds(60));

    assertThat(then.get(0).lastTransitionTime()).isEqualTo(NOON.plusSeconds(60));
    assertThat(Conditions.isTrue(then, "Ready")).isTrue();
  }

  @Test
  void theTransitionTimeNeverGoesBackWhenTheClockDoes() {
    List<Condition> first = with(List.of(), Condition.Status.FALSE, "Starting", NOON);
    List<Condition> then = with(first, Condition.Status.TRUE, "Serving", NOON.minusSeconds(60));

    assertThat(then.get(0).lastTransitionTime()).isEqualTo(NOON);
  }

  @Test
  void othersKeepTheirPlace() {
    Condition stalled = new Condition("Stalled", Condition.Status.FALSE, "", "", 1, NOON);
    Condition ready = new Condition("Ready", Condition.Status.FALSE, "Old", "m", 1, NOON);
    Condition doubled = new Condition("Ready", Condition.Status.TRUE, "Older", "m", 1, NOON);

    List<Condition> then =
        with(List.of(ready, stalled, doubled), Condition.Status.TRUE, "New", NOON);

    assertThat(then).extracting(Condition::type).containsExactly("Ready", "Stalled");
    assertThat(Conditions.without(then, "Ready")).containsExactly(stalled);
    assertThat(Conditions.find(then, "Missing")).isEmpty();
  }

  private static List<Condition> with(
      List<Condition> before, Condition.Status status, String reason, Instant now) {
    return Conditions.with(before, "Ready", status, reason, "m", 1, now);
  }
}
