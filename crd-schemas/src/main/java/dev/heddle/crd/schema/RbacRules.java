package dev.heddle.crd.schema;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.ResourceType;
import dev.heddle.crd.problem.FieldPath;
import dev.heddle.crd.problem.ProblemCode;
import dev.heddle.crd.problem.Wording;

/** What holds between the fields of roles and bindings. */
final class RbacRules {

  private RbacRules() {}

  static void check(ResourceType<?> type, JsonNode object, Findings findings) {
    if (type.equals(Kinds.ROLE) || type.equals(Kinds.CLUSTER_ROLE)) {
      JsonNode rules = object.path("rules");
      for (int i = 0; rules.isArray() && i < rules.size(); i++) {
        rule(type, FieldPath.of("rules").item(i), rules.get(i), findings);
      }
    } else {
      binding(type, object, findings);
    }
  }

  private static void rule(ResourceType<?> type, FieldPath path, JsonNode rule, Findings findings) {
    boolean resources = !rule.path("resources").isEmpty();
    boolean paths = !rule.path("nonResourceURLs").isEmpty();
    if (rule.path("verbs").isArray() && rule.path("verbs").isEmpty()) {
      findings.add(
          path.field("verbs"), ProblemCode.MISSING_FIELD, "verbs must contain at least one value");
    }
    if (resources && paths) {
      findings.add(
          path.field("nonResourceURLs"),
          ProblemCode.CONFLICT,
          "a rule is about resources or about paths, not both; write two rules");
    } else if (!resources && !paths) {
      findings.add(
          path.field("resources"),
          ProblemCode.MISSING_FIELD,
          "resource rules must supply at least one resource");
    }
    if (resources && rule.path("apiGroups").isEmpty()) {
      findings.add(
          path.field("apiGroups"),
          ProblemCode.MISSING_FIELD,
          "resource rules must supply at least one api group; \"\" is the core group");
    }
    if (paths && type.equals(Kinds.ROLE)) {
      findings.add(
          path.field("nonResourceURLs"),
          ProblemCode.CONFLICT,
          "paths are in no namespace; allowed are they in a ClusterRole");
    }
  }

  private static void binding(ResourceType<?> type, JsonNode object, Findings findings) {
    String kind = object.path("roleRef").path("kind").asText("");
    if (type.equals(Kinds.CLUSTER_ROLE_BINDING) && kind.equals("Role")) {
      findings.add(
          FieldPath.of("roleRef").field("kind"),
          ProblemCode.CONFLICT,
          "a ClusterRoleBinding gives a ClusterRole; a Role is of one namespace");
    }
    JsonNode subjects = object.path("subjects");
    for (int i = 0; subjects.isArray() && i < subjects.size(); i++) {
      FieldPath path = FieldPath.of("subjects").item(i);
      boolean account = subjects.get(i).path("kind").asText("").equals("ServiceAccount");
      // Protobuf has no absent text: clients that speak it send an empty one.
      boolean namespace = !subjects.get(i).path("namespace").asText("").isEmpty();
      if (account && !namespace) {
        findings.add(
            path.field("namespace"),
            ProblemCode.MISSING_FIELD,
            "the namespace of the service account is missing");
      } else if (!account && namespace) {
        findings.add(
            path.field("namespace"),
            ProblemCode.CONFLICT,
            "found "
                + Wording.quote(subjects.get(i).path("namespace").asText())
                + "; users and groups are in no namespace");
      }
    }
  }
}
