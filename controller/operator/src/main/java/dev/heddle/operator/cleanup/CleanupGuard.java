package dev.heddle.operator.cleanup;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.heddle.crd.policy.CleanupPolicySpec;
import dev.heddle.crd.policy.CleanupPolicySpec.Limits;
import dev.heddle.crd.policy.CleanupPolicyStatus;
import dev.heddle.crd.policy.CleanupPolicyStatus.Hour;
import dev.heddle.crd.policy.CleanupPolicyStatus.Target;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * How much of what is due is done now: nothing of a mass of actions before somebody approves it
 * (I4), and no more at once than the limits allow. Pure.
 *
 * <p>What waits is named by a revision, which stays while nothing joins, so that an approval is not
 * outrun when some of it is gone already. Once approved, exactly what is listed goes, however many
 * passes that takes; what has come due since is judged after it.
 */
final class CleanupGuard {

  /** Up to so many actions the percentage does not count. */
  static final int SMALL = 2;

  /** More is not listed, and so not approved, at once. */
  static final int MOST_PENDING = 500;

  static final Duration HOUR = Duration.ofHours(1);

  private static final int REVISION_LENGTH = 20;

  private CleanupGuard() {}

  /**
   * What may be done now.
   *
   * @param now actions to be taken in this pass, in order
   * @param pendingRevision what waits for approval, or is approved and not done yet
   * @param pending what that is
   * @param waits whether it waits for approval
   * @param limited whether more would be done but for the limits
   * @param consumed whether the approval has been used up
   * @param hour the present hour, with what is to be done counted in
   */
  record Admitted(
      List<Planned> now,
      Optional<String> pendingRevision,
      List<Target> pending,
      boolean waits,
      boolean limited,
      boolean consumed,
      Optional<Hour> hour) {

    Admitted {
      now = List.copyOf(now);
      pending = List.copyOf(pending);
    }
  }

  /**
   * The verdict.
   *
   * @param spec of an enforcing policy
   * @param before its status, where what waits survives a restart
   * @param approved the revision that somebody approved
   * @param due what is ready to be done, in order
   * @param matched how many resources the policy is about
   */
  static Admitted admit(
      CleanupPolicySpec spec,
      CleanupPolicyStatus before,
      Optional<String> approved,
      List<Planned> due,
      int matched,
      Instant now) {
    Set<Target> targets =
        due.stream().map(p -> p.item().target()).collect(Collectors.toCollection(TreeSet::new));
    boolean isApproved =
        before.pendingRevision().isPresent() && before.pendingRevision().equals(approved);
    if (isApproved) {
      List<Target> left = before.pending().stream().filter(targets::contains).toList();
      if (!left.isEmpty()) {
        List<Planned> free = due.stream().filter(p -> left.contains(p.item().target())).toList();
        return limited(spec, before, free, before.pendingRevision(), left, false, now);
      }
    }
    if (isMass(spec.guard(), targets.size(), matched)) {
      List<Target> listed = targets.stream().limit(MOST_PENDING).toList();
      Optional<String> known =
          before.pendingRevision().filter(r -> !isApproved && before.pending().containsAll(listed));
      return new Admitted(
          List.of(),
          known.or(() -> Optional.of(revision(listed))),
          listed,
          true,
          false,
          isApproved,
          hour(before, now));
    }
    return limited(spec, before, due, Optional.empty(), List.of(), isApproved, now);
  }

  private static Admitted limited(
      CleanupPolicySpec spec,
      CleanupPolicyStatus before,
      List<Planned> free,
      Optional<String> revision,
      List<Target> pending,
      boolean consumed,
      Instant now) {
    Limits limits = spec.limits().orElseGet(Limits::ofDefault);
    Optional<Hour> hour = hour(before, now);
    int room = limits.actionsPerHour() - hour.map(Hour::actions).orElse(0);
    List<Planned> chosen =
        new ArrayList<>(
            free.subList(
                0, Math.max(0, Math.min(free.size(), Math.min(limits.actionsPerPass(), room)))));
    Optional<Hour> after =
        chosen.isEmpty()
            ? hour
            : Optional.of(
                new Hour(
                    hour.map(Hour::since).orElse(now),
                    hour.map(Hour::actions).orElse(0) + chosen.size()));
    return new Admitted(
        chosen, revision, pending, false, chosen.size() < free.size(), consumed, after);
  }

  /**
   * The hour that runs, if one does; one that begins later than now is from before a clock jump.
   */
  private static Optional<Hour> hour(CleanupPolicyStatus before, Instant now) {
    return before
        .hour()
        .filter(h -> !h.since().isAfter(now))
        .filter(h -> Duration.between(h.since(), now).compareTo(HOUR) < 0);
  }

  private static boolean isMass(CleanupPolicySpec.Guard guard, int due, int matched) {
    return due > guard.maxActions()
        || (due > SMALL && 100L * due > (long) guard.maxActionPercent() * matched);
  }

  private static String revision(List<Target> targets) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Target target : targets) {
        digest.update((target + " " + target.uid() + "\n").getBytes(UTF_8));
      }
      return HexFormat.of().formatHex(digest.digest()).substring(0, REVISION_LENGTH);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
