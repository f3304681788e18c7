package dev.heddle.operator.cleanup;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.policy.CleanupPolicyStatus.Target;
import dev.heddle.crd.policy.CleanupRule;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Something that launches have left on the cluster and that nothing needs.
 *
 * @param sort what of it
 * @param name the application it is of, or the file's
 * @param user whose it is; empty for a package
 * @param since since when it has been so
 * @param seenFor how long that has been seen, by a clock that does not jump; empty where the file
 *     system says since when
 * @param why what has come to pass, in words
 * @param blockedBy what needs it after all, in words
 */
record Remain(
    CleanupRule.Remain sort,
    String name,
    String user,
    Instant since,
    Optional<Duration> seenFor,
    String why,
    Optional<String> blockedBy) {

  Remain {
    requireNonNull(sort, "sort is null");
    requireNonNull(name, "name is null");
    requireNonNull(user, "user is null");
    requireNonNull(since, "since is null");
    requireNonNull(seenFor, "seenFor is null");
    requireNonNull(why, "why is null");
    requireNonNull(blockedBy, "blockedBy is null");
  }

  Target target() {
    return new Target(sort.kind(), "", name, "");
  }
}
