package dev.heddle.reconciler.runtime;

import dev.heddle.reconciler.store.StoreException;

/** One term of leading: what was begun in it may write only while it lasts (I7). */
final class Leadership {

  private volatile boolean over;

  void end() {
    over = true;
  }

  boolean lasts() {
    return !over;
  }

  void check() {
    if (over) {
      throw new StoreException(
          StoreException.Reason.FENCED, "this process does not lead any more; nothing was written");
    }
  }
}
