package dev.heddle.operator.source;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.meta.Resource;
import dev.heddle.crd.meta.ResourceKey;
import dev.heddle.crd.meta.ResourceType;
import dev.heddle.crd.source.Source;
import dev.heddle.reconciler.cache.ChangeHandler;
import dev.heddle.reconciler.cache.Informer;
import dev.heddle.reconciler.queue.Priority;
import dev.heddle.reconciler.source.EventSource;
import dev.heddle.reconciler.source.SourceContext;
import dev.heddle.reconciler.time.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The sources that are being followed, each with its open directory, and what wakes them: a changed
 * directory at once, a changed object after a moment, since objects change in bursts.
 */
final class Following implements EventSource {

  private static final Duration GATHER = Duration.ofSeconds(1);

  /** However often objects change, their sources take at most a twentieth of a worker for it. */
  private static final int BUSY_SHARE = 20;

  private final SourceDirectories directories;
  private final ManifestParser parser;
  private final ReadLimits limits;
  private final Map<ResourceKey, Followed> followed = new ConcurrentHashMap<>();
  private final Set<ResourceKey> gathering = ConcurrentHashMap.newKeySet();
  private final AtomicLong changes = new AtomicLong();
  private volatile Optional<Running> running = Optional.empty();

  Following(SourceDirectories directories, ManifestParser parser, ReadLimits limits) {
    this.directories = requireNonNull(directories, "directories is null");
    this.parser = requireNonNull(parser, "parser is null");
    this.limits = requireNonNull(limits, "limits is null");
  }

  /** The time from a start to the stop after it. */
  private record Running(SourceContext context, List<Subscription> subscriptions) {}

  private record Subscription(Runnable cancel) {}

  @Override
  public List<ResourceType<?>> reads() {
    return HeddleManifests.DECLARABLE;
  }

  @Override
  public void start(SourceContext context) {
    List<Subscription> subscriptions = new ArrayList<>();
    running = Optional.of(new Running(context, subscriptions));
    for (ResourceType<?> type : HeddleManifests.DECLARABLE) {
      subscriptions.add(subscribe(context.informers().of(type), context));
    }
  }

  private <R extends Resource> Subscription subscribe(Informer<R> informer, SourceContext context) {
    ChangeHandler<R> handler =
        (before, after) -> {
          changes.incrementAndGet();
          before.ifPresent(object -> gather(object, context));
          after.ifPresent(object -> gather(object, context));
        };
    informer.addHandler(handler);
    return new Subscription(() -> informer.removeHandler(handler));
  }

  private void gather(Resource object, SourceContext context) {
    followed.forEach(
        (source, state) -> {
          if (Tracking.isBy(object, source.name()) && gathering.add(source)) {
            Duration delay = state.passTime().multipliedBy(BUSY_SHARE);
            context
                .scheduler()
                .schedule(
                    delay.compareTo(GATHER) > 0 ? delay : GATHER,
                    () -> {
                      gathering.remove(source);
                      context.wake(source, Priority.LIVE);
                    });
          }
        });
  }

  /** Counts the changes of objects that have been seen. */
  long changes() {
    return changes.get();
  }

  /** Elapsed time. */
  long nanoTime() {
    return context().scheduler().nanoTime();
  }

  @Override
  public void stop() {
    running.ifPresent(r -> r.subscriptions().forEach(s -> s.cancel().run()));
    running = Optional.empty();
    List.copyOf(followed.keySet()).forEach(this::forget);
  }

  /** All objects of the kinds that files may declare, as last seen. */
  List<Resource> objects() {
    SourceContext context = context();
    List<Resource> objects = new ArrayList<>();
    for (ResourceType<?> type : HeddleManifests.DECLARABLE) {
      objects.addAll(context.informers().of(type).all());
    }
    return objects;
  }

  private SourceContext context() {
    return running
        .orElseThrow(() -> new IllegalStateException("sources are followed only while leading"))
        .context();
  }

  /**
   * Follows a source from now on, or goes on doing so. For one key never called twice at once (I8).
   *
   * @throws SourceReadException when its directory can't be opened
   */
  Followed follow(Source source) {
    Optional<Followed> known = Optional.ofNullable(followed.get(source.key()));
    if (known.filter(f -> f.isOf(source)).isPresent()) {
      return known.get();
    }
    forget(source.key());
    SourceContext context = context();
    Scheduler scheduler = context.scheduler();
    OpenDirectory open = directories.open(source.spec());
    WatchedDirectory directory =
        new WatchedDirectory(
            open.files(),
            new DirectoryReader(open.files(), parser, limits, scheduler.clock()),
            open.connection(),
            scheduler::nanoTime);
    Watch watch = new Watch(directory, () -> context.wake(source.key(), Priority.LIVE), scheduler);
    Followed begun = new Followed(source, directory, new StatusFiles(open.status()), watch);
    followed.put(source.key(), begun);
    begun.begin();
    return begun;
  }

  /** Follows a source no more. */
  @Override
  public void forget(ResourceKey source) {
    Optional.ofNullable(followed.remove(source)).ifPresent(Followed::end);
  }
}
