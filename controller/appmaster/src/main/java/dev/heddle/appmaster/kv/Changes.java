package dev.heddle.appmaster.kv;

import java.util.List;

/**
 * What one request changed, all at once.
 *
 * @param revision larger than that of all changes before
 */
public record Changes(long revision, List<Change> list) {
  public Changes {
    list = List.copyOf(list);
  }

  long weight() {
    long sum = 64;
    for (Change change : list) {
      sum += change.weight();
    }
    return sum;
  }
}
