package dev.heddle.appmaster.master;

import static java.util.Objects.requireNonNull;

/**
 * A container that YARN has given.
 *
 * @param containerId YARN's id
 * @param node the NodeManager's address, host and port
 * @param instance the request that it answers, see {@link InstanceId#request}
 * @param ticket what the NodeManager wants to see before it starts something there; empty for a
 *     container that an earlier attempt has started
 */
public record Grant(String containerId, String node, long instance, String ticket) {
  public Grant {
    requireNonNull(containerId, "containerId is null");
    requireNonNull(node, "node is null");
    requireNonNull(ticket, "ticket is null");
  }

  public String host() {
    return node.substring(0, node.lastIndexOf(':'));
  }
}
