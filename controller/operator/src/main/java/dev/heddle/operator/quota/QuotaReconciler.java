package dev.heddle.operator.quota;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.application.Application;
import dev.heddle.crd.application.QuotaRoom;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.ResourceKey;
import dev.heddle.crd.quantity.DataSize;
import dev.heddle.crd.quota.Quota;
import dev.heddle.crd.quota.QuotaStatus;
import dev.heddle.reconciler.Context;
import dev.heddle.reconciler.Outcome;
import dev.heddle.reconciler.Reconciler;
import dev.heddle.reconciler.runtime.Controller;
import dev.heddle.reconciler.store.StoreException;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Gives room in quotas. Each pass decides for all of them at once, and there is one pass at a time,
 * which sees its own writes: what it gives is in the status of the application, and counted, before
 * the application may use it.
 */
public final class QuotaReconciler implements Reconciler<Quota> {

  /** Something has changed since the pass looked. */
  private static final Duration AGAIN = Duration.ofMillis(200);

  private static final int MOST_SHARES = 50;

  private final QuotaChanges changes;
  private final QuotaMetrics metrics;
  private final String operatorUser;

  /**
   * A reconciler.
   *
   * @param operatorUser the user YARN sees for resources that name none and are owned by nobody
   */
  public QuotaReconciler(String operatorUser, MeterRegistry registry) {
    this.operatorUser = requireNonNull(operatorUser, "operatorUser is null");
    this.metrics = new QuotaMetrics(registry);
    this.changes = new QuotaChanges(operatorUser, () -> metrics.show(List.of(), Map.of()));
  }

  /** What an engine is to run, with what wakes it. More than one worker would give room twice. */
  public Controller.Builder<Quota> controller() {
    return Controller.of(Kinds.QUOTA, this).source(changes).workers(1);
  }

  /** Whether an application has to wait for room before it starts. */
  public static boolean isNeeded(Application application, List<Quota> quotas, String operatorUser) {
    if (quotas.isEmpty()) {
      return false;
    }
    Counted counted = Counted.of(application, operatorUser);
    return quotas.stream()
        .filter(quota -> !quota.metadata().isBeingDeleted())
        .anyMatch(counted::isSelectedBy);
  }

  @Override
  public Outcome reconcile(Quota quota, Context<Quota> context) {
    Map<ResourceKey, Application> applications =
        changes.applications().stream()
            .collect(Collectors.toMap(Application::key, Function.identity()));
    List<Quota> quotas =
        changes.quotas().stream().filter(q -> !q.metadata().isBeingDeleted()).toList();
    QuotaLine.Decision decision =
        QuotaLine.decide(
            quotas, applications.values().stream().map(a -> Counted.of(a, operatorUser)).toList());
    metrics.show(quotas, decision.shares());
    Instant now = context.now().truncatedTo(ChronoUnit.SECONDS);
    boolean outdated = false;
    for (Map.Entry<ResourceKey, Amounts> grant : decision.grants().entrySet()) {
      Application application = applications.get(grant.getKey());
      QuotaRoom room = application.status().quota().orElseGet(() -> QuotaRoom.waitingSince(now));
      outdated |= !write(application, grant.getValue().in(room, now), context);
    }
    for (Map.Entry<ResourceKey, String> place : decision.places().entrySet()) {
      Application application = applications.get(place.getKey());
      QuotaRoom room = application.status().quota().orElseThrow();
      outdated |= !write(application, room.withMessage(Optional.of(place.getValue())), context);
    }
    show(quota, decision.shares().getOrDefault(quota.metadata().name(), Map.of()), context);
    return outdated ? Outcome.requeueAfter(AGAIN) : Outcome.done();
  }

  /** Whether it was as it was seen. */
  private static boolean write(Application application, QuotaRoom room, Context<Quota> context) {
    if (application.status().quota().equals(Optional.of(room))) {
      return true;
    }
    try {
      context
          .store()
          .updateStatus(
              Kinds.APPLICATION,
              application.withStatus(application.status().withQuota(Optional.of(room))));
      return true;
    } catch (StoreException e) {
      return switch (e.reason()) {
        case NOT_FOUND, ALREADY_EXISTS, CONFLICT, EXPIRED -> false;
        case INVALID, FENCED, UNAVAILABLE, UNKNOWN_OUTCOME -> throw e;
      };
    }
  }

  private static void show(Quota quota, Map<String, Share> shares, Context<Quota> context) {
    Amounts sum = shares.values().stream().map(Share::used).reduce(Amounts.NOTHING, Amounts::plus);
    List<QuotaStatus.Share> each =
        shares.values().stream()
            .filter(share -> !share.name().isEmpty())
            .filter(share -> !share.used().equals(Amounts.NOTHING) || share.waiting() > 0)
            .sorted(
                Comparator.comparingLong((Share share) -> share.used().memory())
                    .reversed()
                    .thenComparing(Share::name))
            .limit(MOST_SHARES)
            .map(share -> new QuotaStatus.Share(share.name(), used(share.used()), share.waiting()))
            .toList();
    QuotaStatus status =
        new QuotaStatus(
            Math.max(quota.status().observedGeneration(), quota.metadata().generation()),
            Optional.of(used(sum)),
            shares.values().stream().mapToInt(Share::waiting).sum(),
            each);
    if (!status.equals(quota.status())) {
      context.store().updateStatus(Kinds.QUOTA, quota.withStatus(status));
    }
  }

  private static QuotaStatus.Used used(Amounts amounts) {
    return new QuotaStatus.Used(
        amounts.notebooks(), new DataSize(amounts.memory()), amounts.vcores(), amounts.gpus());
  }
}
