package dev.heddle.operator.cleanup;

import dev.heddle.crd.policy.CleanupPolicy;
import dev.heddle.crd.policy.CleanupPolicySpec.Mode;
import dev.heddle.crd.policy.CleanupPolicyStatus.Item;
import dev.heddle.crd.policy.CleanupPolicyStatus.Target;
import dev.heddle.crd.policy.CleanupRule;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What would go, when, by which policy and rule, and why: a pure function.
 *
 * <p>Of the rules of one policy, the first in its list that is due for a resource acts; while none
 * is, the one that is due the soonest is shown. Of several enforcing policies that are due for one
 * resource, the first in {@link #ORDER} acts. A policy that observes is planned as if it were alone
 * and is in nobody's way.
 *
 * @param items the soonest first
 * @param matched how many resources each policy is about, by its name
 */
record CleanupPlan(List<Planned> items, Map<String, Integer> matched) {

  /** The higher priority first, and then the name. */
  static final Comparator<CleanupPolicy> ORDER =
      Comparator.comparing((CleanupPolicy p) -> -(long) p.spec().priority())
          .thenComparing(p -> p.metadata().name());

  private static final Comparator<Planned> SOONEST =
      Comparator.comparing((Planned p) -> p.item().at())
          .thenComparing(p -> p.item().target())
          .thenComparing(Planned::policy);

  CleanupPlan {
    items = List.copyOf(items);
    matched = Map.copyOf(matched);
  }

  static CleanupPlan of(
      Collection<CleanupPolicy> policies,
      Collection<Subject> subjects,
      Collection<Orphan> orphans,
      Collection<Remain> remains,
      Instant now) {
    List<Planned> items = new ArrayList<>();
    Map<String, Integer> matched = new HashMap<>();
    Set<Target> taken = new HashSet<>();
    for (CleanupPolicy policy : inOrder(policies)) {
      List<Planned> own = new ArrayList<>();
      int about = 0;
      for (Subject subject : subjects) {
        if (Selection.matches(policy.spec().selector(), subject)) {
          about++;
          of(policy, subject, now).ifPresent(own::add);
        }
      }
      boolean endsOrphans = policy.spec().rules().stream().anyMatch(r -> r.orphans().isPresent());
      for (Orphan orphan : orphans) {
        if (endsOrphans && Selection.matches(policy.spec().selector(), orphan)) {
          about++;
          of(policy, orphan, now).ifPresent(own::add);
        }
      }
      for (Remain remain : remains) {
        if (speaksOf(policy, remain) && Selection.matches(policy.spec().selector(), remain)) {
          about++;
          of(policy, remain, now).ifPresent(own::add);
        }
      }
      matched.put(policy.metadata().name(), about);
      if (policy.spec().mode() == Mode.ENFORCE) {
        own.removeIf(
            planned ->
                planned.due() && !planned.judgedApart() && !taken.add(planned.item().target()));
      }
      items.addAll(own);
    }
    items.removeIf(
        planned ->
            planned.mode() == Mode.ENFORCE
                && (!planned.due() || planned.judgedApart())
                && taken.contains(planned.item().target()));
    items.sort(SOONEST);
    return new CleanupPlan(items, matched);
  }

  /** Those that are in force, in the order in which they are asked. */
  static List<CleanupPolicy> inOrder(Collection<CleanupPolicy> policies) {
    return policies.stream().filter(p -> !p.metadata().isBeingDeleted()).sorted(ORDER).toList();
  }

  /** What one policy makes of one resource, were it alone. */
  static Optional<Planned> of(CleanupPolicy policy, Subject subject, Instant now) {
    Optional<Planned> soonest = Optional.empty();
    for (CleanupRule rule : policy.spec().rules()) {
      Optional<Planned> planned =
          new RulePlan(rule, now)
              .of(subject)
              .map(
                  item -> planned(policy, item, !now.isBefore(item.at()), rule.idle().isPresent()));
      if (planned.filter(p -> p.due() && !p.judgedApart()).isPresent()) {
        return planned;
      }
      soonest = earlier(soonest, planned);
    }
    return soonest;
  }

  private static Optional<Planned> earlier(Optional<Planned> one, Optional<Planned> other) {
    return one.isEmpty()
            || other.filter(o -> o.item().at().isBefore(one.get().item().at())).isPresent()
        ? other
        : one;
  }

  /** What one policy makes of an application without a resource, were it alone. */
  static Optional<Planned> of(CleanupPolicy policy, Orphan orphan, Instant now) {
    for (CleanupRule rule : policy.spec().rules()) {
      RulePlan plan = new RulePlan(rule, now);
      Optional<Item> item = plan.of(orphan);
      if (item.isPresent()) {
        return Optional.of(planned(policy, item.get(), plan.isDue(orphan), false));
      }
    }
    return Optional.empty();
  }

  private static boolean speaksOf(CleanupPolicy policy, Remain remain) {
    return policy.spec().rules().stream()
        .flatMap(rule -> rule.remains().stream())
        .anyMatch(rule -> rule.of().contains(remain.sort()));
  }

  /** What one policy makes of what a launch has left, were it alone. */
  static Optional<Planned> of(CleanupPolicy policy, Remain remain, Instant now) {
    for (CleanupRule rule : policy.spec().rules()) {
      RulePlan plan = new RulePlan(rule, now);
      Optional<Item> item = plan.of(remain);
      if (item.isPresent()) {
        return Optional.of(planned(policy, item.get(), plan.isDue(remain), false));
      }
    }
    return Optional.empty();
  }

  private static Planned planned(
      CleanupPolicy policy, Item item, boolean due, boolean judgedApart) {
    return new Planned(policy.metadata().name(), policy.spec().mode(), item, due, judgedApart);
  }

  /** Those of one policy. */
  List<Planned> by(String policy) {
    return items.stream().filter(planned -> planned.policy().equals(policy)).toList();
  }
}
