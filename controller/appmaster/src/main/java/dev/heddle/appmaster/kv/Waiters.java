package dev.heddle.appmaster.kv;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Readers of keys that are not there yet. */
final class Waiters {
  private static final int MOST = 256;

  private final Map<String, List<CompletableFuture<KeyValue>>> byKey = new HashMap<>();
  private int count;

  synchronized CompletableFuture<KeyValue> add(String key) throws StoreLimitException {
    if (count >= MOST) {
      throw new StoreLimitException("at most " + MOST + " readers can wait at once");
    }
    CompletableFuture<KeyValue> future = new CompletableFuture<>();
    byKey.computeIfAbsent(key, k -> new ArrayList<>()).add(future);
    count++;
    // The waiter itself is handed out, so that its end, however it comes, is seen here.
    var unused = future.whenComplete((value, failure) -> forget(key, future));
    return future;
  }

  synchronized void complete(KeyValue entry) {
    List<CompletableFuture<KeyValue>> waiting = byKey.remove(entry.key());
    if (waiting != null) {
      count -= waiting.size();
      waiting.forEach(future -> future.completeAsync(() -> entry));
    }
  }

  private synchronized void forget(String key, CompletableFuture<KeyValue> future) {
    List<CompletableFuture<KeyValue>> waiting = byKey.get(key);
    if (waiting != null && waiting.removeIf(other -> other == future)) {
      count--;
      if (waiting.isEmpty()) {
        byKey.remove(key);
      }
    }
  }
}
