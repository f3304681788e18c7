package dev.heddle.operator.access;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.rbac.ClusterRole;
import dev.heddle.crd.rbac.ClusterRoleBinding;
import dev.heddle.crd.rbac.PolicyRule;
import dev.heddle.crd.rbac.Role;
import dev.heddle.crd.rbac.RoleBinding;
import dev.heddle.crd.rbac.RoleRef;
import dev.heddle.crd.rbac.Subject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The rights of one moment. Pure: the same question has the same answer for ever. */
public final class AccessPolicy {

  private final Map<String, ClusterRole> clusterRoles = new HashMap<>();
  private final Map<String, Role> roles = new HashMap<>();
  private final Map<String, List<Grant>> bySubject = new HashMap<>();
  private final ConfiguredAccess configured;

  /** Rules that somebody has; in one namespace, or, when that is empty, everywhere. */
  private record Grant(String namespace, List<PolicyRule> rules, String why) {

    boolean holdsIn(String wanted) {
      return namespace.isEmpty() || namespace.equals(wanted);
    }
  }

  /** The policy that these objects, the configuration and what is built in make together. */
  public AccessPolicy(
      Collection<Role> roles,
      Collection<ClusterRole> clusterRoles,
      Collection<RoleBinding> bindings,
      Collection<ClusterRoleBinding> clusterBindings,
      ConfiguredAccess configured) {
    this.configured = requireNonNull(configured, "configured is null");
    roles.forEach(
        role -> this.roles.put(role.metadata().namespace() + "/" + role.metadata().name(), role));
    clusterRoles.forEach(role -> this.clusterRoles.put(role.metadata().name(), role));
    BuiltInRoles.roles()
        .forEach((name, role) -> this.clusterRoles.merge(name, role, AccessPolicy::both));
    for (ClusterRoleBinding binding : BuiltInRoles.bindings()) {
      bind(
          "ClusterRoleBinding",
          binding.metadata().name(),
          "",
          binding.subjects(),
          binding.roleRef());
    }
    for (ClusterRoleBinding binding : clusterBindings) {
      bind(
          "ClusterRoleBinding",
          binding.metadata().name(),
          "",
          binding.subjects(),
          binding.roleRef());
    }
    for (RoleBinding binding : bindings) {
      bind(
          "RoleBinding",
          binding.metadata().name(),
          binding.metadata().namespace(),
          binding.subjects(),
          binding.roleRef());
    }
  }

  private static ClusterRole both(ClusterRole stored, ClusterRole builtIn) {
    List<PolicyRule> rules = new ArrayList<>(builtIn.rules());
    rules.addAll(stored.rules());
    return new ClusterRole(
        stored.metadata(), rules, builtIn.aggregationRule().or(stored::aggregationRule));
  }

  private void bind(
      String kind, String name, String namespace, List<Subject> subjects, RoleRef role) {
    Optional<List<PolicyRule>> rules = rulesOf(role, namespace);
    if (rules.isEmpty()) {
      return; // A role that is not there yet gives nothing.
    }
    String kindOfRole = role.kind() == RoleRef.Kind.ROLE ? "Role" : "ClusterRole";
    for (Subject subject : subjects) {
      String place = namespace.isEmpty() ? name : name + "/" + namespace;
      bySubject
          .computeIfAbsent(key(subject), key -> new ArrayList<>())
          .add(
              new Grant(
                  namespace,
                  rules.get(),
                  "RBAC: allowed by %s \"%s\" of %s \"%s\" to %s \"%s\""
                      .formatted(
                          kind, place, kindOfRole, role.name(), word(subject), subject.name())));
    }
  }

  private static String word(Subject subject) {
    return switch (subject.kind()) {
      case USER -> "User";
      case GROUP -> "Group";
      case SERVICE_ACCOUNT -> "ServiceAccount";
    };
  }

  private static String key(Subject subject) {
    return switch (subject.kind()) {
      case USER -> "u:" + subject.name();
      case GROUP -> "g:" + subject.name();
      case SERVICE_ACCOUNT ->
          "u:system:serviceaccount:" + subject.namespace().orElse("") + ":" + subject.name();
    };
  }

  /** The rules of a role, with those that belong to it by aggregation; empty without the role. */
  public Optional<List<PolicyRule>> rulesOf(RoleRef ref, String namespace) {
    if (ref.kind() == RoleRef.Kind.ROLE) {
      return Optional.ofNullable(roles.get(namespace + "/" + ref.name())).map(Role::rules);
    }
    return Optional.ofNullable(clusterRoles.get(ref.name()))
        .map(role -> aggregated(role, new HashSet<>()));
  }

  private List<PolicyRule> aggregated(ClusterRole role, Set<String> seen) {
    if (!seen.add(role.metadata().name()) || role.aggregationRule().isEmpty()) {
      return role.rules();
    }
    List<PolicyRule> rules = new ArrayList<>(role.rules());
    for (ClusterRole other : clusterRoles.values()) {
      if (!seen.contains(other.metadata().name())
          && role.aggregationRule().get().selects(other.metadata().labels())) {
        rules.addAll(aggregated(other, seen));
      }
    }
    return rules.stream().distinct().toList();
  }

  /** Whether somebody may. */
  public Decision decide(User user, Attributes wanted) {
    if (user.isMaster()) {
      return Decision.yes("the group " + User.MASTERS + " may do everything");
    }
    String namespace = wanted.target().map(Attributes.Target::namespace).orElse("");
    for (Grant grant : grants(user, namespace)) {
      for (PolicyRule rule : grant.rules) {
        if (Rules.allows(rule, wanted)) {
          return Decision.yes(grant.why);
        }
      }
    }
    return Decision.no();
  }

  /** All that somebody may do there. */
  public List<PolicyRule> rules(User user, String namespace) {
    return grants(user, namespace).stream()
        .flatMap(grant -> grant.rules.stream())
        .distinct()
        .toList();
  }

  private List<Grant> grants(User user, String namespace) {
    List<Grant> all = new ArrayList<>();
    if (user.isMaster() || configured.administrators().contains(user.name())) {
      all.add(given(BuiltInRoles.CLUSTER_ADMIN, "the configuration names an administrator"));
    }
    add("u:" + user.name(), namespace, all);
    for (String group : user.groups()) {
      add("g:" + group, namespace, all);
    }
    if (!namespace.isEmpty() && configured.isOwner(user, namespace)) {
      all.add(
          given(
              BuiltInRoles.ADMIN,
              "the configuration names an owner of the namespace " + namespace));
    }
    return all;
  }

  private Grant given(String role, String why) {
    return new Grant(
        "", rulesOf(RoleRef.of(RoleRef.Kind.CLUSTER_ROLE, role), "").orElse(List.of()), why);
  }

  private void add(String subject, String namespace, List<Grant> all) {
    for (Grant grant : bySubject.getOrDefault(subject, List.of())) {
      if (grant.holdsIn(namespace)) {
        all.add(grant);
      }
    }
  }
}
