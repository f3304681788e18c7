package dev.heddle.operator.api;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.json.Json;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.Annotations;
import dev.heddle.crd.meta.ResourceType;
import dev.heddle.crd.rbac.PolicyRule;
import dev.heddle.crd.rbac.RoleRef;
import dev.heddle.crd.rbac.Subject;
import dev.heddle.operator.access.Attributes;
import dev.heddle.operator.access.Attributes.Target;
import dev.heddle.operator.access.Authorizer;
import dev.heddle.operator.access.Rules;
import dev.heddle.operator.access.User;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the right to write an object does not include: nobody gives rights that he has not, nobody
 * lets something run as somebody else, and nobody leaves the queues of a namespace.
 */
final class WriteRules {

  private final Authorizer authorizer;
  private final Map<String, Set<String>> queues;

  /**
   * @param queues that the resources of a namespace may use; a namespace that is not named has no
   *     limit
   */
  WriteRules(Authorizer authorizer, Map<String, Set<String>> queues) {
    this.authorizer = requireNonNull(authorizer, "authorizer is null");
    this.queues = Map.copyOf(queues);
  }

  /**
   * Refuses what the caller may not make of the object.
   *
   * @param before what is stored; empty for a new object
   */
  void check(Caller caller, ResourceType<?> type, Optional<ObjectNode> before, ObjectNode after) {
    if (caller.user().isMaster()) {
      unchangedRole(type, before, after);
      return;
    }
    if (type.equals(Kinds.ROLE) || type.equals(Kinds.CLUSTER_ROLE)) {
      role(caller.user(), type, before, after);
    } else if (type.equals(Kinds.ROLE_BINDING) || type.equals(Kinds.CLUSTER_ROLE_BINDING)) {
      unchangedRole(type, before, after);
      binding(caller.user(), type, before, after);
    } else {
      runsAs(caller.user(), type, before, after);
      queue(type, before, after);
    }
  }

  /** Who applies to what is not there needs the right to create it besides the one to patch it. */
  void requireCreate(Caller caller, ResourceType<?> type, String namespace, String name) {
    Attributes create =
        Attributes.of("create", new Target(type.group(), type.plural(), "", namespace, name));
    if (!caller.user().isMaster() && !may(caller.user(), create)) {
      throw new ApiException(ApiStatus.forbidden(caller.name(), create));
    }
  }

  private static void unchangedRole(
      ResourceType<?> type, Optional<ObjectNode> before, ObjectNode after) {
    boolean other =
        before.isPresent()
            && after.has("roleRef")
            && !before.get().path("roleRef").equals(after.path("roleRef"));
    if (other) {
      throw new ApiException(
          ApiStatus.invalid(
              type,
              name(after),
              List.of(
                  new ApiStatus.Cause(
                      "FieldValueInvalid",
                      "Invalid value: cannot change roleRef; delete the binding and make another",
                      "roleRef"))));
    }
  }

  private void role(
      User user, ResourceType<?> type, Optional<ObjectNode> before, ObjectNode after) {
    boolean same =
        before.isPresent()
            && before.get().path("rules").equals(after.path("rules"))
            && before.get().path("aggregationRule").equals(after.path("aggregationRule"))
            && labels(before.get()).equals(labels(after));
    Target target = target(type, after);
    if (same || may(user, Attributes.of("escalate", target))) {
      return;
    }
    List<PolicyRule> asked =
        after.has("aggregationRule")
            // What it will grow to is not known: only who may everything may give it.
            ? List.of(PolicyRule.of("*", List.of("*"), List.of("*")))
            : rules(after);
    requireHeld(user, target, asked);
  }

  private static JsonNode labels(ObjectNode object) {
    return object.path("metadata").path("labels");
  }

  private static List<PolicyRule> rules(ObjectNode role) {
    return Json.fromTree(Kinds.CLUSTER_ROLE, role.deepCopy().put("kind", "ClusterRole")).rules();
  }

  private void binding(
      User user, ResourceType<?> type, Optional<ObjectNode> before, ObjectNode after) {
    if (before.isPresent() && before.get().path("subjects").equals(after.path("subjects"))) {
      return;
    }
    RoleRef.Kind kind =
        after.path("roleRef").path("kind").asText().equals("Role")
            ? RoleRef.Kind.ROLE
            : RoleRef.Kind.CLUSTER_ROLE;
    String role = after.path("roleRef").path("name").asText();
    Target target = target(type, after);
    Target bound =
        new Target(
            Subject.RBAC,
            kind == RoleRef.Kind.ROLE ? "roles" : "clusterroles",
            "",
            target.namespace(),
            role);
    if (may(user, Attributes.of("bind", bound))) {
      return;
    }
    List<PolicyRule> asked =
        authorizer
            .rulesOf(RoleRef.of(kind, role), target.namespace())
            .orElseThrow(
                () ->
                    new ApiException(
                        ApiStatus.forbidden(
                            target,
                            "user \""
                                + user.name()
                                + "\" binds a role that is not there, and has no right to bind \""
                                + role
                                + "\"")));
    requireHeld(user, target, asked);
  }

  private void requireHeld(User user, Target target, List<PolicyRule> asked) {
    List<PolicyRule> missing = Rules.missing(authorizer.rules(user, target.namespace()), asked);
    if (!missing.isEmpty()) {
      StringBuilder text = new StringBuilder();
      missing.stream().limit(20).forEach(rule -> text.append('\n').append(words(rule)));
      throw new ApiException(
          ApiStatus.forbidden(
              target,
              "user \""
                  + user.name()
                  + "\" (groups="
                  + quoted(new TreeSet<>(user.groups()))
                  + ") is attempting to grant RBAC permissions not currently held:"
                  + text));
    }
  }

  private static String words(PolicyRule rule) {
    return rule.isAboutResources()
        ? "{APIGroups:%s, Resources:%s%s, Verbs:%s}"
            .formatted(
                quoted(rule.apiGroups()),
                quoted(rule.resources()),
                rule.resourceNames().isEmpty()
                    ? ""
                    : ", ResourceNames:" + quoted(rule.resourceNames()),
                quoted(rule.verbs()))
        : "{NonResourceURLs:%s, Verbs:%s}"
            .formatted(quoted(rule.nonResourceUrls()), quoted(rule.verbs()));
  }

  private static String quoted(java.util.Collection<String> words) {
    return words.stream()
        .map(word -> "\"" + word + "\"")
        .collect(java.util.stream.Collectors.joining(" ", "[", "]"));
  }

  /** Whoever YARN will see must be the caller, or somebody whom he may be. */
  private void runsAs(
      User user, ResourceType<?> type, Optional<ObjectNode> before, ObjectNode after) {
    as(user, type, after, owner(after), before.map(WriteRules::owner), "the owner");
    as(user, type, after, userOf(after), before.map(WriteRules::userOf), "spec.user");
  }

  private void as(
      User user,
      ResourceType<?> type,
      ObjectNode object,
      String wanted,
      Optional<String> before,
      String what) {
    if (wanted.isEmpty()
        || wanted.equals(user.name())
        || before.equals(Optional.of(wanted))
        || may(user, Impersonation.name(wanted))) {
      return;
    }
    throw new ApiException(
        ApiStatus.forbidden(
            target(type, object),
            "%s may not be %s: User \"%s\" %s"
                .formatted(what, wanted, user.name(), Impersonation.name(wanted).toSentence())));
  }

  private void queue(ResourceType<?> type, Optional<ObjectNode> before, ObjectNode after) {
    Target target = target(type, after);
    Set<String> allowed = queues.getOrDefault(target.namespace(), Set.of());
    String queue = after.path("spec").path("queue").asText("");
    boolean same =
        before.isPresent() && before.get().path("spec").path("queue").asText("").equals(queue);
    if (!allowed.isEmpty() && !queue.isEmpty() && !same && !allowed.contains(queue)) {
      throw new ApiException(
          ApiStatus.forbidden(
              target,
              "the namespace "
                  + target.namespace()
                  + " may not use the queue "
                  + queue
                  + "; allowed are "
                  + String.join(", ", new TreeSet<>(allowed))));
    }
  }

  private static String owner(ObjectNode object) {
    return object.path("metadata").path("annotations").path(Annotations.OWNER).asText("");
  }

  /** Whom YARN sees: the user that is written, else the owner. */
  private static String userOf(ObjectNode object) {
    return object.path("spec").path("user").asText(owner(object));
  }

  private boolean may(User user, Attributes wanted) {
    return authorizer.decide(user, wanted).allowed();
  }

  private static String name(ObjectNode object) {
    return object.path("metadata").path("name").asText("");
  }

  private static Target target(ResourceType<?> type, ObjectNode object) {
    return new Target(
        type.group(),
        type.plural(),
        "",
        object.path("metadata").path("namespace").asText(""),
        name(object));
  }
}
