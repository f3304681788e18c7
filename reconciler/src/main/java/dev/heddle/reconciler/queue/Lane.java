package dev.heddle.reconciler.queue;

/** Entries in the order in which they came; joining and leaving take constant time. */
final class Lane<K> {

  private Entry<K> head;
  private Entry<K> tail;
  private int size;

  /** The entry that came first, or null. */
  Entry<K> first() {
    return head;
  }

  int size() {
    return size;
  }

  void append(Entry<K> entry) {
    entry.lane = this;
    entry.previous = tail;
    entry.next = null;
    if (tail == null) {
      head = entry;
    } else {
      tail.next = entry;
    }
    tail = entry;
    size++;
  }

  void remove(Entry<K> entry) {
    if (entry.previous == null) {
      head = entry.next;
    } else {
      entry.previous.next = entry.next;
    }
    if (entry.next == null) {
      tail = entry.previous;
    } else {
      entry.next.previous = entry.previous;
    }
    entry.lane = null;
    entry.previous = null;
    entry.next = null;
    size--;
  }
}
