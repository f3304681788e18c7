package dev.heddle.appmaster.kv;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;

/** Deletes keys when their time is over, so that watchers hear of it. */
public final class ExpiryLoop implements Runnable {
  private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);

  private final KeyValueStore store;

  public ExpiryLoop(KeyValueStore store) {
    this.store = requireNonNull(store, "store is null");
  }

  @Override
  public void run() {
    try {
      while (true) {
        store.awaitExpiry(LOOK_AGAIN);
        store.expire();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
