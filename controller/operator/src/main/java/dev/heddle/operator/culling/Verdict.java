package dev.heddle.operator.culling;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.application.ActivityStatus;
import java.time.Instant;
import java.util.Optional;

/**
 * What follows from what was seen.
 *
 * @param activity how it is used
 * @param idleSince since when it has not been used; empty while it is, or when nobody knows
 * @param eligibleAt when it is to be stopped; empty while it is used, or when nobody knows
 * @param blockedBy what keeps it from being stopped, in words
 * @param due whether it is to be stopped now
 * @param warn whether the stop is near enough to warn of it
 * @param lookAgainAt when the verdict changes by itself; empty when only news can change it
 */
public record Verdict(
    ActivityStatus activity,
    Optional<Instant> idleSince,
    Optional<Instant> eligibleAt,
    Optional<String> blockedBy,
    boolean due,
    boolean warn,
    Optional<Instant> lookAgainAt) {

  public Verdict {
    requireNonNull(activity, "activity is null");
    requireNonNull(idleSince, "idleSince is null");
    requireNonNull(eligibleAt, "eligibleAt is null");
    requireNonNull(blockedBy, "blockedBy is null");
    requireNonNull(lookAgainAt, "lookAgainAt is null");
  }

  static Verdict of(ActivityStatus activity) {
    return new Verdict(
        activity,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false,
        false,
        Optional.empty());
  }
}
