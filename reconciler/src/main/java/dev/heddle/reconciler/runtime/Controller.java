package dev.heddle.reconciler.runtime;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.meta.Resource;
import dev.heddle.crd.meta.ResourceType;
import dev.heddle.reconciler.Cleaner;
import dev.heddle.reconciler.Reconciler;
import dev.heddle.reconciler.queue.Backoff;
import dev.heddle.reconciler.queue.QueueOptions;
import dev.heddle.reconciler.queue.RateLimit;
import dev.heddle.reconciler.source.EventSource;
import dev.heddle.reconciler.source.StoreSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What an engine is to run for one kind: the reconciler, what wakes it, and within which bounds.
 *
 * @param <R> the kind that is reconciled
 */
public final class Controller<R extends Resource> {

  private final ResourceType<R> type;
  private final String name;
  private final Reconciler<R> reconciler;
  private final Optional<Cleaner<R>> cleaner;
  private final List<EventSource> sources;
  private final Set<ResourceType<?>> reads;
  private final int workers;
  private final Duration resync;
  private final QueueOptions queue;

  private Controller(Builder<R> builder) {
    this.type = builder.type;
    this.name = builder.name;
    this.reconciler = builder.reconciler;
    this.cleaner = builder.cleaner;
    this.sources = List.copyOf(builder.sources);
    Set<ResourceType<?>> all = new LinkedHashSet<>(builder.reads);
    all.add(type);
    sources.forEach(source -> all.addAll(source.reads()));
    this.reads = Set.copyOf(all);
    this.workers = builder.workers;
    this.resync = builder.resync;
    this.queue = builder.queue;
  }

  /**
   * Begins the description of a controller. Where the reconciler is a {@link Cleaner} too, it is
   * asked to clean up before a resource goes.
   */
  public static <R extends Resource> Builder<R> of(ResourceType<R> type, Reconciler<R> reconciler) {
    return new Builder<>(type, reconciler);
  }

  public ResourceType<R> type() {
    return type;
  }

  /** The label in metrics and logs. */
  public String name() {
    return name;
  }

  public Reconciler<R> reconciler() {
    return reconciler;
  }

  public Optional<Cleaner<R>> cleaner() {
    return cleaner;
  }

  /** The finalizer that is put on resources when there is a cleaner. */
  public String finalizer() {
    return "heddle.dev/" + type.kind().toLowerCase(Locale.ROOT);
  }

  List<EventSource> sources() {
    return sources;
  }

  /** All kinds of which a cache is kept: the primary, owned and read ones. */
  Set<ResourceType<?>> reads() {
    return reads;
  }

  int workers() {
    return workers;
  }

  Duration resync() {
    return resync;
  }

  QueueOptions queue() {
    return queue;
  }

  /**
   * Describes a controller; what is not said has a default.
   *
   * @param <R> the kind that is reconciled
   */
  public static final class Builder<R extends Resource> {
    private final ResourceType<R> type;
    private final Reconciler<R> reconciler;
    private final Optional<Cleaner<R>> cleaner;
    private final List<EventSource> sources = new ArrayList<>();
    private final Set<ResourceType<?>> reads = new LinkedHashSet<>();
    private String name;
    private int workers = 4;
    private Duration resync = Duration.ofMinutes(10);
    private QueueOptions queue = QueueOptions.DEFAULT;

    private Builder(ResourceType<R> type, Reconciler<R> reconciler) {
      this.type = requireNonNull(type, "type is null");
      this.reconciler = requireNonNull(reconciler, "reconciler is null");
      this.cleaner = cleanerOf(reconciler);
      this.name = type.singular();
    }

    @SuppressWarnings("unchecked") // who reconciles one kind and cleans up cleans up that kind
    private static <R extends Resource> Optional<Cleaner<R>> cleanerOf(Reconciler<R> reconciler) {
      return reconciler instanceof Cleaner<?> cleaner
          ? Optional.of((Cleaner<R>) cleaner)
          : Optional.empty();
    }

    /** The label in metrics and logs; the singular of the kind by default. */
    public Builder<R> named(String label) {
      this.name = requireNonNull(label, "label is null");
      return this;
    }

    /** Resources of that kind are made by this reconciler; their changes wake their owner. */
    public Builder<R> owns(ResourceType<?> owned) {
      return source(StoreSource.owned(owned, type));
    }

    /** Resources of that kind are read from the cache, but wake nobody. */
    public Builder<R> reads(ResourceType<?> read) {
      reads.add(requireNonNull(read, "read is null"));
      return this;
    }

    /** One more source of wake-ups. */
    public Builder<R> source(EventSource source) {
      sources.add(requireNonNull(source, "source is null"));
      return this;
    }

    /** How many passes may run at once, each for another key; 4 by default. */
    public Builder<R> workers(int count) {
      if (count < 1) {
        throw new IllegalArgumentException("a controller needs at least one worker, not " + count);
      }
      this.workers = count;
      return this;
    }

    /** After which time without a pass one is made in any case; 10 minutes by default (L3). */
    public Builder<R> resync(Duration interval) {
      if (interval.isNegative() || interval.isZero()) {
        throw new IllegalArgumentException("a resync interval is positive, not " + interval);
      }
      this.resync = interval;
      return this;
    }

    /** The delays after failures. */
    public Builder<R> backoff(Backoff backoff) {
      this.queue = queue.withBackoff(backoff);
      return this;
    }

    /** How often one key may be looked at. */
    public Builder<R> rateLimit(RateLimit limit) {
      this.queue = queue.withRateLimit(limit);
      return this;
    }

    /** How long keys of low priority may be passed over (L5). */
    public Builder<R> ageing(Duration ageing) {
      this.queue = queue.withAgeing(ageing);
      return this;
    }

    public Controller<R> build() {
      return new Controller<>(this);
    }
  }
}
