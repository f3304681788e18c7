package dev.heddle.reconciler.queue;

/**
 * All a queue knows of one key. It stands in at most one {@link Lane}, and besides in the {@link
 * DeadlineHeap} when it is to become ready by itself. Guarded by the queue's lock.
 */
final class Entry<K> {

  static final long NEVER = Long.MAX_VALUE;

  final K key;

  /** The lane it stands in, and its neighbours there; null in none. */
  Lane<K> lane;

  Entry<K> previous;
  Entry<K> next;

  /** When it became ready, or was taken. */
  long since;

  /** What was asked for while a worker had it; null when nothing was. */
  Priority again;

  /** When it becomes ready by itself, with which priority, and its place in the heap. */
  long deadline = NEVER;

  Priority deadlinePriority = Priority.RESYNC;
  int heapIndex = -1;

  /** Failures in a row, and until when only URGENT may run it. */
  int failures;

  long notBefore;

  /** The rate limit's state: when all passes granted so far would be paid for. */
  long paidUntil;

  Entry(K key) {
    this.key = key;
  }
}
