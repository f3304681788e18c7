package dev.heddle.operator.access;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The rights that the operator's configuration gives: administrators may do everything, the owners
 * of a namespace have the role {@code admin} in it.
 *
 * @param administrators names of users
 * @param owners the owners of each namespace that has some
 * @param groups the groups in which the cluster knows a user, beside those he has shown
 */
public record ConfiguredAccess(
    Set<String> administrators, Map<String, Owners> owners, Function<String, Set<String>> groups) {

  public ConfiguredAccess {
    administrators = Set.copyOf(administrators);
    owners = Map.copyOf(owners);
    requireNonNull(groups, "groups is null");
  }

  /**
   * Of one namespace.
   *
   * @param users by name
   * @param groups whose members are owners
   */
  public record Owners(Set<String> users, Set<String> groups) {
    public Owners {
      users = Set.copyOf(users);
      groups = Set.copyOf(groups);
    }
  }

  /** Nobody has anything from the configuration. */
  public static ConfiguredAccess none() {
    return new ConfiguredAccess(Set.of(), Map.of(), user -> Set.of());
  }

  boolean isOwner(User user, String namespace) {
    Owners of = owners.get(namespace);
    if (of == null) {
      return false;
    }
    return of.users.contains(user.name())
        || of.groups.stream().anyMatch(user.groups()::contains)
        || (!of.groups.isEmpty()
            && !user.name().contains(":")
            && groups.apply(user.name()).stream().anyMatch(of.groups::contains));
  }
}
