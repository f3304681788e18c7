package dev.heddle.reconciler.queue;

/** The keys that are ready for a worker, in three lanes. Guarded by the queue's lock. */
final class ReadyLanes<K> {

  private final long ageingNanos;
  private final Lane<K> urgent = new Lane<>();
  private final Lane<K> live = new Lane<>();
  private final Lane<K> resync = new Lane<>();
  private boolean agedTurn;

  ReadyLanes(long ageingNanos) {
    this.ageingNanos = ageingNanos;
  }

  int size() {
    return urgent.size() + live.size() + resync.size();
  }

  boolean contains(Entry<K> entry) {
    return entry.lane != null
        && (entry.lane == urgent || entry.lane == live || entry.lane == resync);
  }

  void append(Entry<K> entry, Priority priority) {
    laneOf(priority).append(entry);
  }

  /** A key that is ready already moves up when it has become more pressing, never down. */
  void promote(Entry<K> entry, Priority priority) {
    boolean up =
        switch (priority) {
          case URGENT -> entry.lane != urgent;
          case LIVE -> entry.lane == resync;
          case RESYNC -> false;
        };
    if (up) {
      entry.lane.remove(entry);
      append(entry, priority);
    }
  }

  /**
   * The key whose turn it is, or null. The more pressing go first, but a key that has been passed
   * over for longer than the ageing time gets every second turn (L5).
   */
  Entry<K> next(long now) {
    Entry<K> first = urgent.first();
    if (first == null) {
      first = live.first();
    }
    if (first == null) {
      first = resync.first();
    }
    if (agedTurn) {
      agedTurn = false;
      return first;
    }
    Entry<K> aged = isAged(resync.first(), now) ? resync.first() : live.first();
    if (aged == first || !isAged(aged, now)) {
      return first;
    }
    agedTurn = true;
    return aged;
  }

  private boolean isAged(Entry<K> entry, long now) {
    return entry != null && now - entry.since > ageingNanos;
  }

  private Lane<K> laneOf(Priority priority) {
    return switch (priority) {
      case URGENT -> urgent;
      case LIVE -> live;
      case RESYNC -> resync;
    };
  }
}
