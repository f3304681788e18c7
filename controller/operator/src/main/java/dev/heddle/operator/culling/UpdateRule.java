package dev.heddle.operator.culling;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.protocol.ActivityReport;
import dev.heddle.crd.application.ActivityStatus.State;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Whether something may be interrupted for a change now, without taking work from anybody (I14).
 * What has no kernel, terminal or open page has nothing to lose. What has one holds somebody's
 * variables, and counts as used until it has been idle for a while. What is not known to be unused
 * is used.
 */
public final class UpdateRule {

  /** What was looked at longer ago may have been begun to be used since. */
  static final Duration FRESH = Duration.ofSeconds(6);

  private static final Duration AFTER_A_LOOK = Duration.ofMillis(500);

  /** The reason of what nobody knows. */
  public static final String UNKNOWN = "ActivityUnknown";

  private static final int LOOKS = 2;

  private final IdleRule idle;
  private final IdleRule.Surroundings surroundings;
  private final Instant now;

  /**
   * @param idle what says whether it is idle
   */
  public UpdateRule(IdleRule idle, IdleRule.Surroundings surroundings, Instant now) {
    this.idle = requireNonNull(idle, "idle is null");
    this.surroundings = requireNonNull(surroundings, "surroundings is null");
    this.now = requireNonNull(now, "now is null");
  }

  /** The answer. */
  public sealed interface Answer {

    /** It may. */
    record Now() implements Answer {}

    /**
     * Not now.
     *
     * @param reason stable word
     * @param message in words
     * @param lookAgainAt when that changes by itself; empty when only news can change it
     */
    record Wait(String reason, String message, Optional<Instant> lookAgainAt) implements Answer {}
  }

  /**
   * The answer to what was last seen, if anything was.
   *
   * @param last whether it is acted upon: then it must have been looked at just now
   */
  public Answer judge(Optional<Seen> seen, boolean last) {
    Verdict verdict = idle.judge(seen);
    State state = verdict.activity().state();
    String words = verdict.activity().message();
    if (state == State.UNKNOWN || seen.isEmpty()) {
      return wait(UNKNOWN, "whether somebody works in it is not known: " + words);
    }
    if (state == State.BUSY) {
      return wait("Busy", words);
    }
    Optional<Instant> kept = surroundings.keepUntil().filter(until -> until.isAfter(now));
    if (kept.isPresent()) {
      return new Answer.Wait(
          "Kept",
          "somebody asked to keep it until " + kept.get().truncatedTo(ChronoUnit.SECONDS),
          kept);
    }
    if (surroundings.unsaved().isPresent()) {
      return wait("NotSaved", surroundings.unsaved().get());
    }
    ActivityReport report = seen.get().report();
    boolean untouched =
        report.kernels() == 0 && report.terminals() == 0 && report.connections() == 0;
    if (!untouched && (state != State.IDLE || report.looksInARow() < LOOKS)) {
      return new Answer.Wait("InUse", "it was used lately: " + words, verdict.lookAgainAt());
    }
    Duration age = report.lastLook().orElseThrow().plus(Duration.between(seen.get().at(), now));
    if (last && age.compareTo(FRESH) > 0) {
      return new Answer.Wait(
          "Looking",
          "it seems to be unused, and is looked at once more",
          Optional.of(now.plus(untilNextLook(report, age))));
    }
    return new Answer.Now();
  }

  private static Duration untilNextLook(ActivityReport report, Duration age) {
    Duration left = report.interval().minus(age).plus(AFTER_A_LOOK);
    return left.compareTo(AFTER_A_LOOK) < 0 ? AFTER_A_LOOK : left;
  }

  private static Answer wait(String reason, String message) {
    return new Answer.Wait(reason, message, Optional.empty());
  }
}
