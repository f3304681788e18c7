package dev.heddle.operator.cleanup;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.application.Application;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.Annotations;
import dev.heddle.crd.policy.CleanupPolicy;
import dev.heddle.crd.policy.CleanupPolicySpec.Mode;
import dev.heddle.crd.policy.CleanupPolicyStatus;
import dev.heddle.crd.policy.CleanupPolicyStatus.Action;
import dev.heddle.crd.policy.CleanupPolicyStatus.Deletion;
import dev.heddle.crd.policy.CleanupPolicyStatus.Item;
import dev.heddle.crd.policy.CleanupPolicyStatus.Target;
import dev.heddle.crd.policy.CleanupRule;
import dev.heddle.operator.yarn.ApplicationReport;
import dev.heddle.operator.yarn.YarnRejectedException;
import dev.heddle.operator.yarn.YarnUnavailableException;
import dev.heddle.reconciler.Context;
import dev.heddle.reconciler.Context.EventKind;
import dev.heddle.reconciler.store.ResourceStore;
import dev.heddle.reconciler.store.ResourceStore.Preconditions;
import dev.heddle.reconciler.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pass over one policy: observes, plans, asks the guard, writes down what it is about to do,
 * and does it, each after a read that is newer than the plan (I2).
 */
final class CleanupPass {

  private static final Logger LOG = LoggerFactory.getLogger(CleanupPass.class);

  /** Everything is looked at again at least so often. */
  static final Duration INTERVAL = Duration.ofMinutes(1);

  /** While something is on its way, or more is due than the limits let go in one pass. */
  static final Duration SOON = Duration.ofSeconds(5);

  private final CleanupParts parts;
  private final Context<CleanupPolicy> context;
  private final ResourceStore store;
  private final Instant now;
  private final Remains remains;
  private final Stops stops;
  private CleanupPolicy policy;

  CleanupPass(CleanupParts parts, CleanupPolicy policy, Context<CleanupPolicy> context) {
    this.parts = requireNonNull(parts, "parts is null");
    this.policy = requireNonNull(policy, "policy is null");
    this.context = requireNonNull(context, "context is null");
    this.store = context.store();
    this.now = context.now().truncatedTo(ChronoUnit.SECONDS);
    this.remains =
        new Remains(
            parts.files(),
            store,
            (reason, message) -> context.event(EventKind.WARNING, reason, message));
    this.stops = new Stops(store);
  }

  /** Returns after which time to look again. */
  Duration run() {
    List<Deletion> open = remains.goOn(policy.status().inProgress());
    List<CleanupPolicy> policies = policies();
    List<Subject> subjects = parts.view().subjects();
    stops.takeBack(policy, subjects, now);

    Optional<String> trouble = Optional.empty();
    List<Orphan> orphans = List.of();
    List<Remain> left = List.of();
    try {
      orphans = orphans();
      left = parts.leftovers().look(Leftovers.asked(List.of(policy)), store);
    } catch (YarnUnavailableException | YarnRejectedException e) {
      trouble = Optional.of(e.getMessage());
    }
    CleanupPlan plan = CleanupPlan.of(policies, subjects, orphans, left, now);
    String name = policy.metadata().name();
    List<Planned> items = plan.by(name);
    int matched = plan.matched().getOrDefault(name, 0);
    List<Planned> ready =
        policy.spec().mode() == Mode.ENFORCE
            ? items.stream()
                .filter(Planned::isReady)
                .filter(p -> open.stream().noneMatch(d -> d.target().equals(p.item().target())))
                .toList()
            : List.of();
    CleanupGuard.Admitted admitted =
        CleanupGuard.admit(
            policy.spec(),
            policy.status(),
            policy.metadata().annotation(Annotations.APPROVED_REVISION),
            ready,
            matched,
            now);
    parts.metrics().due(policy, items);
    List<Subject> chosen = chosen(admitted, subjects);
    List<Deletion> begun = new ArrayList<>(open);
    begun.addAll(deletions(admitted, chosen));
    write(
        CleanupReport.planned(policy, items, matched, admitted, begun, trouble, now),
        admitted.waits());
    act(admitted.now(), orphans);
    if (admitted.consumed()) {
      consumeApproval();
    }
    return next(items, admitted, begun);
  }

  /** As last seen, but this one as it is. */
  private List<CleanupPolicy> policies() {
    List<CleanupPolicy> all = new ArrayList<>(parts.view().policies());
    all.removeIf(p -> p.key().equals(policy.key()));
    all.add(policy);
    return all;
  }

  /**
   * The listing first and the store after it: whatever YARN has shown was in the store before, if
   * it is of a resource that lives.
   */
  private List<Orphan> orphans() {
    boolean asked =
        policy.spec().rules().stream().map(CleanupRule::orphans).anyMatch(Optional::isPresent);
    return asked ? parts.orphans(store) : List.of();
  }

  private static List<Subject> chosen(CleanupGuard.Admitted admitted, List<Subject> subjects) {
    List<Target> targets = admitted.now().stream().map(p -> p.item().target()).toList();
    return subjects.stream().filter(s -> targets.contains(s.target())).toList();
  }

  /** The write-ahead record of what is to be deleted, with what is known of it only now. */
  private List<Deletion> deletions(CleanupGuard.Admitted admitted, List<Subject> chosen) {
    List<Deletion> deletions = new ArrayList<>();
    for (Planned planned : admitted.now()) {
      if (planned.item().action() != Action.DELETE) {
        continue;
      }
      boolean withFiles =
          policy.spec().rules().stream()
              .filter(rule -> rule.name().equals(planned.item().rule()))
              .flatMap(rule -> rule.finished().stream())
              .anyMatch(finished -> finished.workspace() == CleanupRule.Files.DELETE);
      chosen.stream()
          .filter(subject -> subject.target().equals(planned.item().target()))
          .forEach(
              subject ->
                  deletions.add(
                      new Deletion(
                          subject.target(),
                          planned.item().rule(),
                          subject.owner(),
                          subject.workspaces(),
                          withFiles ? subject.workspaces() : List.of(),
                          now)));
    }
    return deletions;
  }

  private void write(CleanupPolicyStatus status, boolean waits) {
    boolean news = waits && !status.pendingRevision().equals(policy.status().pendingRevision());
    if (!status.equals(policy.status())) {
      policy = store.updateStatus(Kinds.CLEANUP_POLICY, policy.withStatus(status));
    }
    if (news) {
      context.event(
          EventKind.WARNING,
          CleanupReport.WAITING,
          status.pending().size()
              + " actions wait for approval as "
              + status.pendingRevision().get());
    }
  }

  private void act(List<Planned> actions, List<Orphan> orphans) {
    List<Item> done = new ArrayList<>();
    try {
      for (Planned planned : actions) {
        if (attempt(planned, orphans)) {
          parts.metrics().acted(planned.policy(), planned.item().rule(), planned.item().action());
          done.add(0, at(planned.item()));
        }
      }
    } finally {
      if (!done.isEmpty()) {
        write(CleanupReport.done(policy.status(), done), false);
      }
    }
  }

  private Item at(Item item) {
    return new Item(item.target(), item.rule(), item.action(), now, item.why(), Optional.empty());
  }

  /** What has changed since the plan is left to the next one. */
  private boolean attempt(Planned planned, List<Orphan> orphans) {
    try {
      if (planned.item().action() == Action.KILL) {
        return kill(planned, orphans);
      }
      return Leftovers.sort(planned.item().target()).isPresent()
          ? remove(planned)
          : change(planned);
    } catch (StoreException e) {
      switch (e.reason()) {
        case NOT_FOUND, ALREADY_EXISTS, CONFLICT, EXPIRED, INVALID -> {
          LOG.info("{} is looked at again: {}", planned.item().target(), e.getMessage());
          return false;
        }
        case FENCED, UNAVAILABLE, UNKNOWN_OUTCOME -> throw e;
      }
      throw e;
    } catch (YarnUnavailableException | YarnRejectedException e) {
      LOG.info("{} is tried again: {}", planned.item().target(), e.getMessage());
      return false;
    }
  }

  private boolean change(Planned planned) {
    Target target = planned.item().target();
    Optional<Subject> fresh =
        Subjects.find(store, target)
            .filter(s -> Selection.matches(policy.spec().selector(), s))
            .filter(
                s ->
                    CleanupPlan.of(policy, s, now)
                        .filter(Planned::isReady)
                        .filter(p -> p.item().rule().equals(planned.item().rule()))
                        .isPresent());
    if (fresh.isEmpty()) {
      return false;
    }
    Subject subject = fresh.get();
    tell(subject, planned);
    if (planned.item().action() == Action.STOP) {
      stops.ask(policy, subject, planned.item(), now);
    } else {
      store.delete(
          Kinds.of(subject.resource()),
          target.namespace(),
          target.name(),
          new Preconditions(
              Optional.of(target.uid()), Optional.of(subject.metadata().resourceVersion())));
    }
    return true;
  }

  private void tell(Subject subject, Planned planned) {
    String what = planned.item().action() == Action.STOP ? "stopped" : "deleted";
    String why =
        "policy '"
            + policy.metadata().name()
            + "', rule '"
            + planned.item().rule()
            + "': "
            + planned.item().why();
    parts.event(subject.resource(), "CleanedUp", "it is " + what + " by " + why);
    context.event(
        EventKind.NORMAL,
        "CleanedUp",
        subject.target() + " is " + what + ": " + planned.item().why());
  }

  private boolean remove(Planned planned) {
    Target target = planned.item().target();
    boolean removed = parts.leftovers().remove(target, store);
    if (removed) {
      context.event(EventKind.NORMAL, "CleanedUp", target + " is removed: " + planned.item().why());
    }
    return removed;
  }

  private boolean kill(Planned planned, List<Orphan> orphans) {
    Target target = planned.item().target();
    boolean still =
        orphans.stream().anyMatch(o -> o.target().equals(target))
            && parts.cluster().applicationsOf(target.uid()).stream()
                .filter(ApplicationReport::isLive)
                .anyMatch(r -> r.applicationId().equals(target.name()))
            && store.list(Kinds.APPLICATION, "").items().stream()
                .map(Application::metadata)
                .noneMatch(m -> m.uid().equals(target.uid()));
    if (!still) {
      return false;
    }
    context.event(EventKind.NORMAL, "CleanedUp", target + " is ended: " + planned.item().why());
    parts
        .cluster()
        .kill(
            target.name(),
            target.uid(),
            "no resource owns it; ended by policy '" + policy.metadata().name() + "'");
    return true;
  }

  /** An approval counts once. */
  private void consumeApproval() {
    Map<String, String> annotations = new TreeMap<>(policy.metadata().annotations());
    if (annotations.remove(Annotations.APPROVED_REVISION) != null) {
      policy =
          store.updateMetadata(
              Kinds.CLEANUP_POLICY,
              policy.withMetadata(policy.metadata().withAnnotations(annotations)));
    }
  }

  private Duration next(List<Planned> items, CleanupGuard.Admitted admitted, List<Deletion> begun) {
    if (!begun.isEmpty() || (admitted.limited() && !admitted.now().isEmpty())) {
      return SOON;
    }
    return items.stream()
        .filter(planned -> !planned.due())
        .map(planned -> Duration.between(now, planned.item().at()))
        .filter(left -> left.compareTo(INTERVAL) < 0)
        .min(Duration::compareTo)
        .map(left -> left.compareTo(SOON) < 0 ? SOON : left)
        .orElse(INTERVAL);
  }

  /** The policy goes: what has been begun is finished, what has not is taken back. */
  boolean finish() {
    stops.takeBack(policy, parts.view().subjects(), now);
    List<Deletion> open = remains.goOn(policy.status().inProgress());
    if (!open.equals(policy.status().inProgress())) {
      policy =
          store.updateStatus(
              Kinds.CLEANUP_POLICY,
              policy.withStatus(CleanupReport.inProgress(policy.status(), open)));
    }
    return open.isEmpty();
  }
}
