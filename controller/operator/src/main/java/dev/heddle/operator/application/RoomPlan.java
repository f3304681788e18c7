package dev.heddle.operator.application;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.application.ApplicationStatus;
import dev.heddle.crd.application.Phase;
import dev.heddle.crd.application.QuotaRoom;
import dev.heddle.operator.quota.Amounts;
import java.util.Optional;

/**
 * Whether there is room for a run in the quotas that it counts in. What was given room keeps it
 * over restarts; what had begun before there was a quota has it. Pure; who is given room is decided
 * elsewhere.
 */
final class RoomPlan {

  static final String EXCEEDED = "QuotaExceeded";
  static final String ASKED = "QuotaAsked";

  private final Situation situation;
  private final RoomWish wish;

  RoomPlan(Situation situation) {
    this.situation = requireNonNull(situation, "situation is null");
    this.wish = situation.desired().room();
  }

  private Optional<QuotaRoom> room() {
    return situation.before().quota();
  }

  /** Whether a run may begin now. */
  boolean mayStart() {
    return !wish.needed()
        || room()
            .map(room -> Amounts.covers(room, wish.wanted()))
            .orElseGet(() -> goesOn(situation.before()));
  }

  /** Whether what runs may be replaced now by what is wanted. */
  boolean mayReplace() {
    return !wish.needed() || room().map(room -> Amounts.covers(room, wish.wanted())).orElse(true);
  }

  private static boolean goesOn(ApplicationStatus before) {
    return before.run().isPresent()
        && !before.phase().isTerminal()
        && before.phase() != Phase.PENDING;
  }

  /** What a run that is wanted as it is takes up: no more and no less. */
  Optional<QuotaRoom> taken() {
    return wish.needed()
        ? Optional.of(wish.wanted().in(inLine(), situation.now()))
        : Optional.empty();
  }

  private QuotaRoom inLine() {
    return room().orElseGet(() -> QuotaRoom.waitingSince(situation.now()));
  }

  /** The step of who waits. */
  Plan wait(ApplicationStatus ended) {
    return Situation.step(
        situation
            .draft(ended)
            .phase(Phase.PENDING)
            .retryAt(Optional.empty())
            .quota(Optional.of(inLine()))
            .progressing(reason(), message()),
        new Plan.Next.OnEvent());
  }

  String reason() {
    return room().flatMap(QuotaRoom::message).isPresent() ? EXCEEDED : ASKED;
  }

  String message() {
    return room().flatMap(QuotaRoom::message).orElse("asks for room in its quotas");
  }
}
