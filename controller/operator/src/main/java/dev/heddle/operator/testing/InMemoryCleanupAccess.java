package dev.heddle.operator.testing;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.operator.api.ApplicationAccessException;
import dev.heddle.operator.api.CleanupAccess;
import java.util.Optional;

/** Two policies: one would delete something that is kept, the other has stopped nothing yet. */
public final class InMemoryCleanupAccess implements CleanupAccess {

  @Override
  public ObjectNode plan(Optional<String> policy) {
    if (policy.isPresent() && !policy.get().equals("tidy") && !policy.get().equals("old")) {
      throw new ApplicationAccessException(
          ApplicationAccessException.Reason.NOTHING,
          "there is no CleanupPolicy '" + policy.get() + "'");
    }
    ObjectNode plan = JsonNodeFactory.instance.objectNode();
    plan.put("kind", "CleanupPlan");
    plan.put("at", "2026-11-23T01:00:00Z");
    ArrayNode policies = plan.putArray("policies");
    ArrayNode items = plan.putArray("items");
    if (policy.map("tidy"::equals).orElse(true)) {
      policies.add(policy("tidy", "Observe", 1).put("pendingRevision", "abc"));
      ObjectNode item = item("tidy", "Observe", "over", "Delete", "2026-11-23T00:00:00Z", true);
      item.put("why", "it is stopped since 2026-11-20T00:00:00Z, and may for 3d");
      item.put("blockedBy", "somebody asked to keep it until 2026-11-24T00:00:00Z");
      items.add(item);
    }
    if (policy.map("old"::equals).orElse(true)) {
      policies.add(policy("old", "Enforce", 0));
      items.add(
          item("old", "Enforce", "age", "Stop", "2026-11-23T03:00:00Z", false)
              .put("why", "it has run since 2026-11-16T03:00:00Z, and may for 7d"));
    }
    return plan;
  }

  private static ObjectNode policy(String name, String mode, int due) {
    ObjectNode policy = JsonNodeFactory.instance.objectNode();
    return policy.put("name", name).put("mode", mode).put("matched", 4).put("due", due);
  }

  private static ObjectNode item(
      String policy, String mode, String rule, String action, String at, boolean due) {
    ObjectNode item = JsonNodeFactory.instance.objectNode();
    item.put("policy", policy).put("mode", mode).put("rule", rule).put("action", action);
    item.put("at", at).put("due", due);
    item.putObject("target")
        .put("kind", "Notebook")
        .put("namespace", "team-a")
        .put("name", "churn")
        .put("uid", "0001");
    return item;
  }
}
