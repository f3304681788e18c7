package dev.heddle.operator.store;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * Bounds of the store.
 *
 * @param windowEntries how many changes a watch may resume over; also how far one may fall behind
 * @param windowBytes how many bytes of changes are kept for that
 * @param logEntries how long the change log in ZooKeeper may grow before the leader halves it
 * @param logBytes how many bytes it may hold before that
 * @param eraEntries after how many entries the log moves to another parent; ZooKeeper numbers
 *     entries by an int
 * @param timeout how long a call waits for ZooKeeper to come back
 * @param sweep how often the leader looks through everything for garbage
 * @param heal how often the cache checks that it has missed nothing (L3)
 */
public record StoreOptions(
    int windowEntries,
    long windowBytes,
    int logEntries,
    long logBytes,
    int eraEntries,
    Duration timeout,
    Duration sweep,
    Duration heal) {

  public StoreOptions {
    requireNonNull(timeout, "timeout is null");
    requireNonNull(sweep, "sweep is null");
    requireNonNull(heal, "heal is null");
  }

  public static StoreOptions defaults() {
    return new StoreOptions(
        10_000,
        64L << 20,
        10_000,
        64L << 20,
        500_000_000,
        Duration.ofSeconds(15),
        Duration.ofMinutes(1),
        Duration.ofSeconds(5));
  }
}
