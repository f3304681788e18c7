package dev.heddle.operator.yarn;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * One node as YARN sees it.
 *
 * @param id host and port of its NodeManager
 * @param state YARN's word, such as RUNNING
 * @param memoryMib what it offers
 * @param usedMemoryMib what is given out of that
 */
public record ClusterNode(
    String id,
    String host,
    String rack,
    String state,
    List<String> labels,
    int containers,
    long memoryMib,
    long usedMemoryMib,
    int vcores,
    int usedVcores) {

  public ClusterNode {
    requireNonNull(id, "id is null");
    requireNonNull(host, "host is null");
    requireNonNull(rack, "rack is null");
    requireNonNull(state, "state is null");
    labels = List.copyOf(labels);
  }
}
