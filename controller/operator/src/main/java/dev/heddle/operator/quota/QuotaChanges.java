package dev.heddle.operator.quota;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.application.Application;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.ResourceType;
import dev.heddle.crd.quota.Quota;
import dev.heddle.reconciler.cache.ChangeHandler;
import dev.heddle.reconciler.queue.Priority;
import dev.heddle.reconciler.source.EventSource;
import dev.heddle.reconciler.source.SourceContext;
import java.util.List;
import java.util.Optional;

/** Wakes the quotas of an application that comes, ends, waits or asks for more; and shows both. */
final class QuotaChanges implements EventSource {

  private final String operatorUser;
  private final Runnable none;
  private volatile Optional<Running> running = Optional.empty();

  private record Running(
      SourceContext context,
      ChangeHandler<Application> applications,
      ChangeHandler<Quota> quotas) {}

  /**
   * @param none hears that there is no quota any more, which no pass can tell
   */
  QuotaChanges(String operatorUser, Runnable none) {
    this.operatorUser = requireNonNull(operatorUser, "operatorUser is null");
    this.none = requireNonNull(none, "none is null");
  }

  @Override
  public List<ResourceType<?>> reads() {
    return List.of(Kinds.QUOTA, Kinds.APPLICATION);
  }

  List<Quota> quotas() {
    return running.map(r -> r.context.informers().of(Kinds.QUOTA).all()).orElse(List.of());
  }

  List<Application> applications() {
    return running.map(r -> r.context.informers().of(Kinds.APPLICATION).all()).orElse(List.of());
  }

  @Override
  public synchronized void start(SourceContext context) {
    ChangeHandler<Application> applications =
        (before, after) -> {
          Optional<Counted> was = before.map(each -> Counted.of(each, operatorUser));
          Optional<Counted> is = after.map(each -> Counted.of(each, operatorUser));
          if (!was.equals(is)) {
            was.ifPresent(each -> wake(context, each));
            is.ifPresent(each -> wake(context, each));
          }
        };
    // A quota that goes, or selects others, may have kept room from those of another.
    ChangeHandler<Quota> quotas =
        (before, after) -> {
          if (!before.map(Quota::spec).equals(after.map(Quota::spec))) {
            all(context).forEach(quota -> context.wake(quota.key(), Priority.LIVE));
          }
          if (all(context).isEmpty()) {
            none.run();
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

  private static void wake(SourceContext context, Counted application) {
    all(context).stream()
        .filter(application::isSelectedBy)
        .forEach(quota -> context.wake(quota.key(), Priority.LIVE));
  }

  private static List<Quota> all(SourceContext context) {
    return context.informers().of(Kinds.QUOTA).all();
  }
}
