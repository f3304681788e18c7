package dev.heddle.crd.application;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import dev.heddle.crd.quantity.DataSize;
import java.time.Instant;
import java.util.Optional;

/**
 * The room of an application in the quotas that it counts in: its place in line, and then what it
 * was given. It is there from the wish to start until the end, over restarts.
 *
 * @param since when it began to wait
 * @param grantedAt when it was given what follows; empty while it waits
 * @param memory that it was given
 * @param vcores that it was given
 * @param gpus that it was given
 * @param message its place in line, in words
 */
public record QuotaRoom(
    Instant since,
    Optional<Instant> grantedAt,
    Optional<DataSize> memory,
    int vcores,
    int gpus,
    Optional<String> message) {

  public QuotaRoom {
    requireNonNull(since, "since is null");
    grantedAt = requireNonNullElse(grantedAt, Optional.empty());
    memory = requireNonNullElse(memory, Optional.empty());
    message = requireNonNullElse(message, Optional.empty());
  }

  /** In line from then on. */
  public static QuotaRoom waitingSince(Instant since) {
    return new QuotaRoom(since, Optional.empty(), Optional.empty(), 0, 0, Optional.empty());
  }

  /** The same, at another place. */
  public QuotaRoom withMessage(Optional<String> words) {
    return new QuotaRoom(since, grantedAt, memory, vcores, gpus, words);
  }

  /** The same, given so much. */
  public QuotaRoom granted(Instant at, DataSize newMemory, int newVcores, int newGpus) {
    return new QuotaRoom(
        since,
        grantedAt.or(() -> Optional.of(at)),
        Optional.of(newMemory),
        newVcores,
        newGpus,
        Optional.empty());
  }
}
