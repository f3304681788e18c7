package dev.heddle.operator.yarn;

import static java.util.Objects.requireNonNull;

/**
 * One queue as YARN sees it.
 *
 * @param name its whole path, such as root.research
 * @param state YARN's word, such as RUNNING
 * @param capacityPercent its share of its parent
 * @param maximumPercent the share it may grow to; negative when nothing is set
 * @param usedPercent what is used of its share
 */
public record ClusterQueue(
    String name, String state, double capacityPercent, double maximumPercent, double usedPercent) {

  public ClusterQueue {
    requireNonNull(name, "name is null");
    requireNonNull(state, "state is null");
  }
}
