package dev.heddle.operator.source;

import static java.util.Objects.requireNonNull;

import dev.heddle.operator.config.NamespaceConfig;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Who may ask for what: the owner of a file is the one who asks (I15). */
public final class Rights {

  private final Set<String> administrators;
  private final Map<String, NamespaceConfig> namespaces;
  private final GroupLookup groups;

  /**
   * Rights.
   *
   * @param administrators users who may use any namespace and ask for other users
   * @param namespaces limits by namespace; one that is not named has none
   * @param groups asked only where a limit names groups
   */
  public Rights(
      Set<String> administrators, Map<String, NamespaceConfig> namespaces, GroupLookup groups) {
    this.administrators = Set.copyOf(administrators);
    this.namespaces = Map.copyOf(namespaces);
    this.groups = requireNonNull(groups, "groups is null");
  }

  /** Why {@code owner} may not have this resource; empty when he may. */
  Optional<String> refusal(String owner, Declared declared) {
    String namespace = declared.key().namespace();
    NamespaceConfig limits = namespaces.getOrDefault(namespace, NamespaceConfig.unlimited());
    boolean administrator = administrators.contains(owner);
    if (owner.isEmpty()) {
      return Optional.of("the file has no owner, so nobody asks for what it declares");
    }
    if (!administrator && limits.hasOwners() && !isEntitled(owner, limits)) {
      return Optional.of(
          "the file's owner "
              + owner
              + " may not use the namespace "
              + namespace
              + ", which is limited to "
              + owners(limits));
    }
    String user = declared.user().orElse(owner);
    if (!administrator && !user.equals(owner)) {
      return Optional.of(
          "spec.user: the file's owner "
              + owner
              + " may not ask for the user "
              + user
              + "; leave the field out, or have an administrator own the file");
    }
    String queue = declared.queue();
    if (!limits.queues().isEmpty() && !limits.queues().contains(queue)) {
      return Optional.of(
          "spec.queue: the namespace "
              + namespace
              + " may not use the queue "
              + queue
              + "; allowed are "
              + sorted(limits.queues()));
    }
    return Optional.empty();
  }

  private boolean isEntitled(String owner, NamespaceConfig limits) {
    return limits.users().contains(owner)
        || (!limits.groups().isEmpty()
            && groups.groupsOf(owner).stream().anyMatch(limits.groups()::contains));
  }

  private static String owners(NamespaceConfig limits) {
    return Stream.of(
            limits.users().isEmpty() ? "" : "the users " + sorted(limits.users()),
            limits.groups().isEmpty() ? "" : "the groups " + sorted(limits.groups()))
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining(" and "));
  }

  private static String sorted(Set<String> names) {
    return names.stream().sorted().collect(Collectors.joining(", "));
  }
}
