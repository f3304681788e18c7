package dev.heddle.reconciler.queue;

import java.util.ArrayList;
import java.util.List;

/**
 * A binary heap of entries by deadline. Each entry knows its place, so that a deadline is moved or
 * dropped in O(log n), which {@link java.util.PriorityQueue} cannot do.
 */
final class DeadlineHeap<K> {

  private final List<Entry<K>> heap = new ArrayList<>();

  /** The entry that is due first, or null. */
  Entry<K> first() {
    return heap.isEmpty() ? null : heap.get(0);
  }

  int size() {
    return heap.size();
  }

  /** Takes in the entry's changed deadline, adding or dropping the entry as it says. */
  void update(Entry<K> entry) {
    if (entry.deadline == Entry.NEVER) {
      if (entry.heapIndex >= 0) {
        remove(entry);
      }
      return;
    }
    if (entry.heapIndex < 0) {
      entry.heapIndex = heap.size();
      heap.add(entry);
    }
    up(entry);
    down(entry);
  }

  private void remove(Entry<K> entry) {
    int index = entry.heapIndex;
    Entry<K> last = heap.remove(heap.size() - 1);
    entry.heapIndex = -1;
    if (last != entry) {
      place(last, index);
      up(last);
      down(last);
    }
  }

  private void up(Entry<K> entry) {
    int index = entry.heapIndex;
    while (index > 0) {
      Entry<K> parent = heap.get((index - 1) / 2);
      if (parent.deadline <= entry.deadline) {
        break;
      }
      int above = parent.heapIndex;
      place(parent, index);
      index = above;
    }
    place(entry, index);
  }

  private void down(Entry<K> entry) {
    int index = entry.heapIndex;
    int size = heap.size();
    for (int left = 2 * index + 1; left < size; left = 2 * index + 1) {
      int right = left + 1;
      int below = right < size && heap.get(right).deadline < heap.get(left).deadline ? right : left;
      Entry<K> child = heap.get(below);
      if (child.deadline >= entry.deadline) {
        break;
      }
      place(child, index);
      index = below;
    }
    place(entry, index);
  }

  private void place(Entry<K> entry, int index) {
    heap.set(index, entry);
    entry.heapIndex = index;
  }
}
