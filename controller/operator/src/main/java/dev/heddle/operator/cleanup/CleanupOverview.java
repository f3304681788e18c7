package dev.heddle.operator.cleanup;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.json.Json;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.policy.CleanupPolicy;
import dev.heddle.operator.yarn.LaunchRemains;
import dev.heddle.operator.yarn.YarnCluster;
import dev.heddle.reconciler.store.ResourceStore;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** What all policies would do, for whoever asks; reads only. */
public final class CleanupOverview {

  private final ResourceStore store;
  private final YarnCluster cluster;
  private final OrphanWatch orphans;
  private final Leftovers leftovers;
  private final Clock clock;

  /**
   * @param orphans that of the reconciler, which knows since when applications have no resource
   */
  public CleanupOverview(
      ResourceStore store,
      YarnCluster cluster,
      LaunchRemains launches,
      OrphanWatch orphans,
      Clock clock) {
    this.store = requireNonNull(store, "store is null");
    this.cluster = requireNonNull(cluster, "cluster is null");
    this.orphans = requireNonNull(orphans, "orphans is null");
    this.leftovers = new Leftovers(launches, cluster, orphans);
    this.clock = requireNonNull(clock, "clock is null");
  }

  /**
   * The plan, as JSON; empty when there is no policy of that name.
   *
   * @param only of which policy; empty for all
   */
  public Optional<ObjectNode> plan(Optional<String> only) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    List<CleanupPolicy> policies =
        CleanupPlan.inOrder(store.list(Kinds.CLEANUP_POLICY, "").items());
    List<CleanupPolicy> shown =
        policies.stream().filter(p -> only.map(p.metadata().name()::equals).orElse(true)).toList();
    if (only.isPresent() && shown.isEmpty()) {
      return Optional.empty();
    }
    boolean endsOrphans =
        shown.stream()
            .flatMap(p -> p.spec().rules().stream())
            .anyMatch(rule -> rule.orphans().isPresent());
    CleanupPlan plan =
        CleanupPlan.of(
            policies,
            CleanupView.subjects(
                store.list(Kinds.NOTEBOOK, "").items(), store.list(Kinds.APPLICATION, "").items()),
            endsOrphans ? CleanupParts.orphans(cluster, orphans, store) : List.of(),
            leftovers.look(Leftovers.asked(shown), store),
            now);
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    tree.put("kind", "CleanupPlan");
    tree.put("at", now.toString());
    ArrayNode list = tree.putArray("policies");
    ArrayNode items = tree.putArray("items");
    for (CleanupPolicy policy : shown) {
      list.add(policy(policy, plan));
    }
    plan.items().stream()
        .filter(planned -> only.map(planned.policy()::equals).orElse(true))
        .forEach(planned -> items.add(item(planned)));
    return Optional.of(tree);
  }

  private static ObjectNode policy(CleanupPolicy policy, CleanupPlan plan) {
    String name = policy.metadata().name();
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    tree.put("name", name);
    tree.set("mode", Json.mapper().valueToTree(policy.spec().mode()));
    tree.put("matched", plan.matched().getOrDefault(name, 0));
    tree.put("due", plan.by(name).stream().filter(Planned::due).count());
    policy.status().pendingRevision().ifPresent(r -> tree.put("pendingRevision", r));
    return tree;
  }

  private static ObjectNode item(Planned planned) {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    tree.put("policy", planned.policy());
    tree.set("mode", Json.mapper().valueToTree(planned.mode()));
    tree.setAll((ObjectNode) Json.mapper().valueToTree(planned.item()));
    tree.put("due", planned.due());
    return tree;
  }
}
