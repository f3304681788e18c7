package dev.heddle.appmaster.kv;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.protocol.AgentApi;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The steps of one transaction: each sees what those before have done, and all can be undone. */
final class Steps {
  private final Entries entries;
  private final Predicate<String> running;
  private final long revision;
  private final Instant now;
  private final List<Change> changes = new ArrayList<>();
  private final List<Change> before = new ArrayList<>();
  private final long bytesBefore;

  /**
   * @param running whether an owner's instance runs
   * @param revision of what these steps change
   */
  Steps(Entries entries, Predicate<String> running, long revision, Instant now) {
    this.entries = requireNonNull(entries, "entries is null");
    this.running = requireNonNull(running, "running is null");
    this.revision = revision;
    this.now = requireNonNull(now, "now is null");
    this.bytesBefore = entries.bytes();
  }

  List<Change> changes() {
    return changes;
  }

  /** Refuses what would make the store too large; what makes it smaller is always possible. */
  void requireRoom() throws StoreLimitException {
    if (entries.bytes() > AgentApi.MAX_STORE_BYTES && bytesBefore < entries.bytes()) {
      throw new StoreLimitException(
          "the store would hold "
              + entries.bytes()
              + " bytes; at most "
              + AgentApi.MAX_STORE_BYTES
              + " are allowed");
    }
  }

  Operation.Result perform(Operation step) throws StoreLimitException {
    if (step instanceof Operation.Put put) {
      return new Operation.Result(put(put).stream().toList());
    }
    if (step instanceof Operation.Require require) {
      if (entries.get(require.key()).isEmpty()) {
        throw new KeyMissingException(require.key());
      }
      return new Operation.Result(List.of());
    }
    if (step instanceof Operation.Delete delete) {
      List<KeyValue> found = entries.in(delete.range());
      found.forEach(entry -> change(entry.key(), Optional.empty()));
      return new Operation.Result(found);
    }
    Operation.Get get = (Operation.Get) step;
    return new Operation.Result(entries.in(get.range()));
  }

  private Optional<KeyValue> put(Operation.Put put) throws StoreLimitException {
    Entries.checkKey(put.key());
    Optional<KeyValue> old = entries.get(put.key());
    byte[] value =
        put.value().map(byte[]::clone).orElse(old.map(KeyValue::bytes).orElse(new byte[0]));
    if (value.length > AgentApi.MAX_VALUE_BYTES) {
      throw new StoreLimitException(
          "the value of key "
              + put.key()
              + " has "
              + value.length
              + " bytes; at most "
              + AgentApi.MAX_VALUE_BYTES
              + " are allowed");
    }
    Optional<String> owner =
        put.owner().isPresent()
            ? put.owner().filter(name -> !name.isEmpty())
            : old.flatMap(KeyValue::owner);
    if (put.owner().isPresent() && owner.isPresent() && !running.test(owner.get())) {
      throw new IllegalArgumentException(
          "owner " + owner.get() + " is not an instance that runs, such as worker_0");
    }
    return change(
        put.key(),
        Optional.of(
            new KeyValue(put.key(), value, owner, revision, put.lives().map(now::plus), false)));
  }

  private Optional<KeyValue> change(String key, Optional<KeyValue> value) {
    Optional<KeyValue> old = entries.set(key, value);
    before.add(new Change(key, old));
    changes.add(new Change(key, value));
    return old;
  }

  void undo() {
    for (int i = before.size() - 1; i >= 0; i--) {
      entries.set(before.get(i).key(), before.get(i).now());
    }
  }
}
