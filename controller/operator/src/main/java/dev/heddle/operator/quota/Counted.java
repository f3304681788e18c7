package dev.heddle.operator.quota;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.application.Application;
import dev.heddle.crd.application.ApplicationStatus;
import dev.heddle.crd.application.Phase;
import dev.heddle.crd.application.QuotaRoom;
import dev.heddle.crd.meta.Annotations;
import dev.heddle.crd.meta.Intent;
import dev.heddle.crd.meta.ResourceKey;
import dev.heddle.crd.quota.Quota;
import dev.heddle.crd.quota.QuotaSpec;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * An application as quotas see it.
 *
 * @param key which one
 * @param namespace where it lives
 * @param owner as whom it runs
 * @param held what it takes of its quotas now; empty when it takes nothing
 * @param recorded whether that is on record in its status
 * @param wanted what it asks for
 * @param waits whether it asks for more than it holds
 * @param since when it began to ask
 * @param created when it was made
 */
record Counted(
    ResourceKey key,
    String namespace,
    String owner,
    Optional<Amounts> held,
    boolean recorded,
    Amounts wanted,
    boolean waits,
    Instant since,
    Instant created) {

  static final Comparator<Counted> FIRST_COME =
      Comparator.comparing(Counted::since)
          .thenComparing(Counted::created)
          .thenComparing(each -> each.key().toString());

  Counted {
    requireNonNull(key, "key is null");
    requireNonNull(held, "held is null");
    requireNonNull(wanted, "wanted is null");
  }

  static Counted of(Application application, String operatorUser) {
    ApplicationStatus status = application.status();
    Optional<QuotaRoom> room = status.quota().filter(r -> !status.phase().isTerminal());
    Amounts wanted = Amounts.wanted(application);
    boolean granted = room.flatMap(QuotaRoom::grantedAt).isPresent();
    Optional<Amounts> held =
        granted
            ? room.map(r -> Amounts.given(application, r))
            : Optional.of(wanted).filter(w -> room.isEmpty() && isUnderWay(status));
    boolean waits =
        room.filter(r -> !Amounts.covers(r, wanted)).isPresent()
            && !application.spec().suspend()
            && !application.metadata().isBeingDeleted()
            && !Intent.isPaused(application.metadata());
    return new Counted(
        application.key(),
        application.metadata().namespace(),
        owner(application, operatorUser),
        held,
        granted,
        wanted,
        waits,
        room.map(QuotaRoom::since).orElse(Instant.EPOCH),
        application.metadata().creationTimestamp().orElse(Instant.EPOCH));
  }

  /** Has begun, before there was a quota, and has not come to rest. */
  static boolean isUnderWay(ApplicationStatus status) {
    return status.run().isPresent()
        && !status.phase().isTerminal()
        && status.phase() != Phase.PENDING;
  }

  private static String owner(Application application, String operatorUser) {
    return application
        .spec()
        .user()
        .or(() -> application.metadata().annotation(Annotations.OWNER))
        .orElse(operatorUser);
  }

  boolean isSelectedBy(Quota quota) {
    QuotaSpec spec = quota.spec();
    return allows(spec.namespaces(), namespace) && allows(spec.owners(), owner);
  }

  private static boolean allows(List<String> list, String name) {
    return list.isEmpty() || list.contains(name);
  }

  /** With whom it shares the limits of the quota; empty for all. */
  String share(Quota quota) {
    return switch (quota.spec().count()) {
      case TOGETHER -> "";
      case PER_NAMESPACE -> namespace;
      case PER_OWNER -> owner;
    };
  }
}
