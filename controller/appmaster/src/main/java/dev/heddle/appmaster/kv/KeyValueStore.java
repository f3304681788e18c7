package dev.heddle.appmaster.kv;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.protocol.AgentApi;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * Keys and values in memory. What was put is durable: it is in the journal before the put returns.
 * What the agent publishes by itself, such as the address of Jupyter, is not: a later agent or
 * attempt publishes its own.
 */
public final class KeyValueStore {
  private static final int MAX_WAITERS = 256;

  private static final class Entry {
    private final byte[] value;
    private final boolean durable;

    Entry(byte[] value, boolean durable) {
      this.value = value;
      this.durable = durable;
    }
  }

  private final KeyValueJournal journal;
  private final Runnable onDurableChange;

  // Everything below is guarded by this.
  private final TreeMap<String, Entry> entries = new TreeMap<>();

  private final Map<String, List<CompletableFuture<byte[]>>> waiters = new HashMap<>();

  private long bytes;

  /**
   * @param onDurableChange called after each change to what was put; must return at once
   */
  public KeyValueStore(KeyValueJournal journal, Runnable onDurableChange) {
    this.journal = requireNonNull(journal, "journal is null");
    this.onDurableChange = requireNonNull(onDurableChange, "onDurableChange is null");
  }

  /** Takes over what the journal holds. */
  public synchronized void load() throws IOException {
    journal.load().forEach((key, value) -> set(key, new Entry(value, true)));
  }

  /** Takes over what an earlier attempt had saved; what is here already wins. */
  public synchronized void adopt(Map<String, byte[]> saved) throws IOException {
    for (Map.Entry<String, byte[]> entry : saved.entrySet()) {
      if (!entries.containsKey(entry.getKey())) {
        journal.put(entry.getKey(), entry.getValue());
        set(entry.getKey(), new Entry(entry.getValue(), true));
      }
    }
  }

  public void put(String key, byte[] value) throws StoreLimitException, IOException {
    checkKey(key);
    if (value.length > AgentApi.MAX_VALUE_BYTES) {
      throw new StoreLimitException(
          "the value of key "
              + key
              + " has "
              + value.length
              + " bytes; at most "
              + AgentApi.MAX_VALUE_BYTES
              + " are allowed");
    }
    synchronized (this) {
      Entry old = entries.get(key);
      long after = bytes + weight(key, value) - (old == null ? 0 : weight(key, old.value));
      if (after > AgentApi.MAX_STORE_BYTES) {
        throw new StoreLimitException(
            "the store would hold "
                + after
                + " bytes with key "
                + key
                + "; at most "
                + AgentApi.MAX_STORE_BYTES
                + " are allowed");
      }
      journal.put(key, value);
      set(key, new Entry(value.clone(), true));
      compact();
    }
    onDurableChange.run();
  }

  /** Sets a key that lives only as long as this agent. */
  public synchronized void publish(String key, byte[] value) {
    set(key, new Entry(value.clone(), false));
  }

  /** Takes back what was published; a value that somebody put stays. */
  public synchronized void withdraw(String key) {
    Entry entry = entries.get(key);
    if (entry != null && !entry.durable) {
      remove(key);
    }
  }

  public synchronized Optional<byte[]> get(String key) {
    return Optional.ofNullable(entries.get(key)).map(entry -> entry.value.clone());
  }

  /** Completes with the value as soon as there is one. The caller ends its wait by cancelling. */
  public synchronized CompletableFuture<byte[]> await(String key) throws StoreLimitException {
    checkKey(key);
    Entry entry = entries.get(key);
    if (entry != null) {
      return CompletableFuture.completedFuture(entry.value.clone());
    }
    if (waiters.values().stream().mapToInt(List::size).sum() >= MAX_WAITERS) {
      throw new StoreLimitException("at most " + MAX_WAITERS + " readers can wait at once");
    }
    CompletableFuture<byte[]> future = new CompletableFuture<>();
    waiters.computeIfAbsent(key, k -> new ArrayList<>()).add(future);
    // The waiter itself is handed out, so that its end, however it comes, is seen here.
    var unused = future.whenComplete((value, failure) -> forget(key, future));
    return future;
  }

  /** False when there was no such key. */
  public boolean delete(String key) throws IOException {
    synchronized (this) {
      Entry entry = entries.get(key);
      if (entry == null) {
        return false;
      }
      if (entry.durable) {
        journal.delete(key);
      }
      remove(key);
      compact();
    }
    onDurableChange.run();
    return true;
  }

  public synchronized List<String> keys(String prefix) {
    return entries.tailMap(prefix).keySet().stream()
        .takeWhile(key -> key.startsWith(prefix))
        .toList();
  }

  /** What was put, for a copy elsewhere. */
  public synchronized Map<String, byte[]> durable() {
    Map<String, byte[]> values = new TreeMap<>();
    entries.forEach(
        (key, entry) -> {
          if (entry.durable) {
            values.put(key, entry.value);
          }
        });
    return values;
  }

  private static void checkKey(String key) throws StoreLimitException {
    if (key.isEmpty() || key.length() > AgentApi.MAX_KEY_LENGTH) {
      throw new StoreLimitException(
          "a key has 1 to " + AgentApi.MAX_KEY_LENGTH + " characters, this one " + key.length());
    }
    if (key.chars().anyMatch(Character::isISOControl)) {
      throw new StoreLimitException("the key has a control character");
    }
  }

  private synchronized void forget(String key, CompletableFuture<byte[]> future) {
    List<CompletableFuture<byte[]>> waiting = waiters.get(key);
    if (waiting != null && waiting.removeIf(other -> other == future) && waiting.isEmpty()) {
      waiters.remove(key);
    }
  }

  private synchronized void set(String key, Entry entry) {
    Entry old = entries.put(key, entry);
    bytes += weight(key, entry.value) - (old == null ? 0 : weight(key, old.value));
    List<CompletableFuture<byte[]>> waiting = waiters.remove(key);
    if (waiting != null) {
      waiting.forEach(future -> future.completeAsync(() -> entry.value.clone()));
    }
  }

  private synchronized void remove(String key) {
    Entry old = entries.remove(key);
    if (old != null) {
      bytes -= weight(key, old.value);
    }
  }

  private synchronized void compact() throws IOException {
    if (journal.mostlyHistory()) {
      journal.rewrite(durable());
    }
  }

  private static long weight(String key, byte[] value) {
    return 2L * key.length() + value.length + 64;
  }
}
