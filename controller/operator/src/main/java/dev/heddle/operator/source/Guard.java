package dev.heddle.operator.source;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.meta.ResourceKey;
import dev.heddle.crd.source.SourceSpec;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Decides whether deletions go ahead or wait for approval (I3, I4). */
final class Guard {

  /**
   * Up to so many deletions the percentage does not count: one file of three is a third, and yet an
   * ordinary change.
   */
  static final int SMALL = 2;

  private Guard() {}

  /** Why deletions wait. */
  enum Cause {
    /** Nothing is left at all, which a broken mount looks like, too. */
    EMPTY_DIRECTORY,
    /** More than the source's guard allows. */
    TOO_MANY
  }

  /**
   * What waits for approval.
   *
   * @param revision the revision to approve; stays while no further deletion joins, so that an
   *     approval is not outrun by other people's changes
   * @param deletions what would be deleted, in order
   */
  record Pending(String revision, List<ResourceKey> deletions) {
    Pending {
      requireNonNull(revision, "revision is null");
      deletions = List.copyOf(deletions);
    }
  }

  /**
   * Deletions that wait, and why.
   *
   * @param cause why
   * @param pending what
   */
  record Held(Cause cause, Pending pending) {
    Held {
      requireNonNull(cause, "cause is null");
      requireNonNull(pending, "pending is null");
    }
  }

  /**
   * The verdict; empty when the deletions go ahead.
   *
   * @param limits of the source
   * @param empty whether the snapshot has no file left
   * @param revision of the snapshot
   * @param deletions what the snapshot no longer declares
   * @param inventory how many objects are under the source's care
   * @param before what already waits, from the status, where it survives a restart
   * @param approved the revision that somebody approved
   */
  static Optional<Held> judge(
      SourceSpec.Guard limits,
      boolean empty,
      String revision,
      Collection<ResourceKey> deletions,
      int inventory,
      Optional<Pending> before,
      Optional<String> approved) {
    Optional<Cause> cause = cause(limits, empty, deletions.size(), inventory);
    Optional<String> known =
        before.filter(p -> p.deletions().containsAll(deletions)).map(Pending::revision);
    boolean isApproved =
        approved.filter(a -> a.equals(revision) || known.filter(a::equals).isPresent()).isPresent();
    return cause
        .filter(c -> !isApproved)
        .map(
            c ->
                new Held(
                    c, new Pending(known.orElse(revision), List.copyOf(new TreeSet<>(deletions)))));
  }

  private static Optional<Cause> cause(
      SourceSpec.Guard limits, boolean empty, int deletions, int inventory) {
    if (deletions == 0) {
      return Optional.empty();
    }
    if (empty) {
      return Optional.of(Cause.EMPTY_DIRECTORY);
    }
    boolean tooMany = deletions > limits.maxDeletions();
    boolean tooLarge =
        deletions > SMALL && 100L * deletions > (long) limits.maxDeletionPercent() * inventory;
    return tooMany || tooLarge ? Optional.of(Cause.TOO_MANY) : Optional.empty();
  }
}
