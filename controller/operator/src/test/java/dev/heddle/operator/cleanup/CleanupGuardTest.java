package dev.heddle.operator.cleanup;

import static dev.heddle.operator.cleanup.Things.NOW;
import static dev.heddle.operator.cleanup.Things.notebook;
import static dev.heddle.operator.cleanup.Things.policy;
import static dev.heddle.operator.cleanup.Things.stopped;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.crd.policy.CleanupPolicy;
import dev.heddle.crd.policy.CleanupPolicyStatus;
import dev.heddle.crd.policy.CleanupPolicyStatus.Hour;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A mass of actions waits, and what goes goes bit by bit. */
class CleanupGuardTest {

  private static final CleanupPolicy POLICY =
      policy(
          "p",
          "mode: Enforce, limits: {actionsPerPass: 3, actionsPerHour: 8}, guard: {maxActions: 5,"
              + " maxActionPercent: 20}, rules: [{name: over, finished: {after: 1d}}]");

  private CleanupPolicyStatus status = CleanupPolicyStatus.unobserved();

  private static List<Planned> due(int from, int to) {
    return CleanupPlan.of(
            List.of(POLICY),
            IntStream.range(from, to).mapToObj(i -> notebook("n" + i, "", stopped("2d"))).toList(),
            List.of(),
            List.of(),
            NOW)
        .items();
  }

  private CleanupGuard.Admitted admit(List<Planned> due, int matched, String approved) {
    return admit(due, matched, Optional.of(approved).filter(a -> !a.isEmpty()), NOW);
  }

  private CleanupGuard.Admitted admit(
      List<Planned> due, int matched, Optional<String> approved, Instant now) {
    CleanupGuard.Admitted admitted =
        CleanupGuard.admit(POLICY.spec(), status, approved, due, matched, now);
    status =
        CleanupReport.planned(POLICY, due, matched, admitted, List.of(), Optional.empty(), now);
    return admitted;
  }

  @Test
  void whatIsOrdinaryGoesWithinTheLimits() {
    CleanupGuard.Admitted admitted = admit(due(0, 4), 100, "");

    assertThat(admitted.now()).hasSize(3);
    assertThat(admitted.limited()).isTrue();
    assertThat(admitted.hour()).contains(new Hour(NOW, 3));
    assertThat(admit(due(3, 4), 100, "").now()).hasSize(1);
    assertThat(status.hour()).contains(new Hour(NOW, 4));
  }

  @Test
  void anHourHasItsLimitAndThenAnotherBegins() {
    status =
        new CleanupPolicyStatus(
            0,
            0,
            0,
            0,
            List.of(),
            List.of(),
            Optional.empty(),
            List.of(),
            List.of(),
            Optional.of(new Hour(NOW, 7)),
            List.of());

    assertThat(admit(due(0, 3), 100, "").now()).hasSize(1);
    assertThat(admit(due(0, 2), 100, "").now()).isEmpty();
    assertThat(admit(due(0, 2), 100, Optional.empty(), NOW.plus(Duration.ofHours(1))).now())
        .hasSize(2);
    assertThat(status.hour()).contains(new Hour(NOW.plus(Duration.ofHours(1)), 2));
  }

  @Test
  void anHourThatBeginsAfterNowIsFromBeforeTheClockWasSetBack() {
    assertThat(admit(due(0, 3), 100, Optional.empty(), NOW.plus(Duration.ofDays(9))).now())
        .hasSize(3);

    assertThat(admit(due(3, 5), 100, "").now()).hasSize(2);
    assertThat(status.hour()).contains(new Hour(NOW, 2));
  }

  @Test
  void twoOfAFewAreNoMassAndThreeAre() {
    assertThat(admit(due(0, 2), 4, "").now()).hasSize(2);
    assertThat(admit(due(0, 3), 4, "").waits()).isTrue();
  }

  @Test
  void aMassWaitsForTheApprovalOfExactlyWhatIsListed() {
    CleanupGuard.Admitted held = admit(due(0, 7), 100, "");
    assertThat(held.now()).isEmpty();
    assertThat(held.waits()).isTrue();
    assertThat(held.pending()).hasSize(7);
    String revision = held.pendingRevision().orElseThrow();

    // Fewer are the same revision, so that an approval is not outrun; one more is another.
    assertThat(admit(due(0, 6), 100, "").pendingRevision()).contains(revision);
    assertThat(admit(due(0, 8), 100, "").pendingRevision()).isNotEqualTo(Optional.of(revision));
    assertThat(admit(due(0, 8), 100, revision).waits()).isTrue();

    String now = status.pendingRevision().orElseThrow();
    CleanupGuard.Admitted free = admit(due(0, 9), 100, now);
    assertThat(free.now()).hasSize(3);
    assertThat(free.pending()).hasSize(8);
    // The ninth came due after the approval.
    assertThat(free.pending()).noneMatch(target -> target.name().equals("n8"));

    // It survives a restart, since all of it is in the status and the annotation.
    CleanupGuard.Admitted last = admit(due(7, 9), 100, now);
    assertThat(last.now()).extracting(p -> p.item().target().name()).containsExactly("n7");
    CleanupGuard.Admitted after = admit(due(8, 9), 100, now);
    assertThat(after.consumed()).isTrue();
    assertThat(after.pendingRevision()).isEmpty();
    assertThat(after.now()).hasSize(1);
  }

  @Test
  void aUsedApprovalFreesNoOtherMass() {
    String revision = admit(due(0, 7), 100, "").pendingRevision().orElseThrow();
    assertThat(admit(due(0, 7), 100, revision).now()).hasSize(3);

    CleanupGuard.Admitted others = admit(due(20, 29), 100, revision);

    assertThat(others.waits()).isTrue();
    assertThat(others.consumed()).isTrue();
    assertThat(others.pendingRevision()).isNotEqualTo(Optional.of(revision));
  }
}
