package dev.heddle.appmaster.kv;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The last changes, for readers that have seen those before. A slow reader costs nothing here. */
final class History {
  private static final long MAX_BYTES = 512 * 1024;
  private static final int MAX_CHANGES = 2048;

  private final Deque<Changes> changes = new ArrayDeque<>();
  private long bytes;
  private long floor;

  /** Everything up to the revision is past telling. */
  void forgetUpTo(long revision) {
    changes.clear();
    bytes = 0;
    floor = revision;
  }

  void add(Changes latest) {
    changes.addLast(latest);
    bytes += latest.weight();
    while (changes.size() > 1 && (bytes > MAX_BYTES || changes.size() > MAX_CHANGES)) {
      Changes oldest = changes.removeFirst();
      bytes -= oldest.weight();
      floor = oldest.revision();
    }
  }

  /** The changes after the revision, in order. */
  List<Changes> after(long revision) throws HistoryLostException {
    if (revision < floor) {
      throw new HistoryLostException(revision, floor + 1);
    }
    List<Changes> later = new ArrayList<>();
    for (Changes each : changes) {
      if (each.revision() > revision) {
        later.add(each);
      }
    }
    return later;
  }
}
