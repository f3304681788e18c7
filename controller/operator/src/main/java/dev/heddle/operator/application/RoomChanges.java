package dev.heddle.operator.application;

import dev.heddle.crd.application.Application;
import dev.heddle.crd.application.QuotaRoom;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.ResourceType;
import dev.heddle.crd.quota.Quota;
import dev.heddle.reconciler.cache.ChangeHandler;
import dev.heddle.reconciler.queue.Priority;
import dev.heddle.reconciler.source.EventSource;
import dev.heddle.reconciler.source.SourceContext;
import java.util.List;
import java.util.Optional;

/** Wakes an application whose place in line has changed, or whose quota has. */
final class RoomChanges implements EventSource {

  private Optional<Running> running = Optional.empty();

  private record Running(
      SourceContext context,
      ChangeHandler<Application> applications,
      ChangeHandler<Quota> quotas) {}

  @Override
  public List<ResourceType<?>> reads() {
    return List.of(Kinds.QUOTA, Kinds.APPLICATION);
  }

  @Override
  public synchronized void start(SourceContext context) {
    ChangeHandler<Application> applications =
        (before, after) ->
            after
                .filter(is -> !room(is).equals(before.flatMap(RoomChanges::room)))
                .ifPresent(is -> context.wake(is.key(), Priority.LIVE));
    ChangeHandler<Quota> quotas =
        (before, after) -> {
          if (!before.map(Quota::spec).equals(after.map(Quota::spec))) {
            context.informers().of(Kinds.APPLICATION).all().stream()
                .filter(each -> room(each).filter(r -> r.grantedAt().isEmpty()).isPresent())
                .forEach(each -> context.wake(each.key(), Priority.LIVE));
          }
        };
    context.informers().of(Kinds.APPLICATION).addHandler(applications);
    context.informers().of(Kinds.QUOTA).addHandler(quotas);
    running = Optional.of(new Running(context, applications, quotas));
  }

  @Override
  public synchronized void stop() {
    running.ifPresent(
        r -> {
          r.context.informers().of(Kinds.APPLICATION).removeHandler(r.applications);
          r.context.informers().of(Kinds.QUOTA).removeHandler(r.quotas);
        });
    running = Optional.empty();
  }

  private static Optional<QuotaRoom> room(Application application) {
    return application.status().quota();
  }
}
