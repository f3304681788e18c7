package dev.heddle.operator.config;

import java.util.Set;

/**
 * Who may use a namespace, and what for. An empty set means no limit of that kind.
 *
 * @param users users who may declare resources in it
 * @param groups groups whose members may
 * @param queues YARN queues that its resources may ask for
 */
public record NamespaceConfig(Set<String> users, Set<String> groups, Set<String> queues) {

  public NamespaceConfig {
    users = Set.copyOf(users);
    groups = Set.copyOf(groups);
    queues = Set.copyOf(queues);
  }

  /** No limits. */
  public static NamespaceConfig unlimited() {
    return new NamespaceConfig(Set.of(), Set.of(), Set.of());
  }

  /** Whether only named users and groups may use it. */
  public boolean hasOwners() {
    return !users.isEmpty() || !groups.isEmpty();
  }
}
