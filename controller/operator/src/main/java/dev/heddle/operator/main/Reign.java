package dev.heddle.operator.main;

import static java.util.Objects.requireNonNull;

import dev.heddle.operator.access.BuiltInObjects;
import dev.heddle.operator.config.SourceConfig;
import dev.heddle.operator.source.ConfiguredSources;
import dev.heddle.operator.store.EventRecorder;
import dev.heddle.operator.store.LeaderDuties;
import dev.heddle.operator.store.LeaderElection;
import dev.heddle.operator.store.Leadership;
import dev.heddle.operator.store.ObjectStore;
import dev.heddle.operator.store.SourceAccounts;
import dev.heddle.operator.store.TypedStore;
import dev.heddle.operator.store.ZooKeeperStore;
import dev.heddle.reconciler.runtime.Engine;
import dev.heddle.reconciler.store.StoreException;
import dev.heddle.reconciler.time.Scheduler;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What this operator does when it begins to lead, and when it does not any more (I7). */
final class Reign implements LeaderElection.Listener {

  private static final Logger LOG = LoggerFactory.getLogger(Reign.class);
  private static final Duration TRY_AGAIN = Duration.ofSeconds(1);
  private static final String COMPONENT = "heddle-operator";

  private final ZooKeeperStore store;
  private final LeaderStore leaderStore;
  private final LeaderEvents events;
  private final Engine engine;
  private final List<SourceConfig> sources;
  private final Scheduler scheduler;
  private final Clock clock;
  private Optional<LeaderDuties> duties = Optional.empty();

  Reign(
      ZooKeeperStore store,
      LeaderStore leaderStore,
      LeaderEvents events,
      Engine engine,
      List<SourceConfig> sources,
      Scheduler scheduler,
      Clock clock) {
    this.store = requireNonNull(store, "store is null");
    this.leaderStore = requireNonNull(leaderStore, "leaderStore is null");
    this.events = requireNonNull(events, "events is null");
    this.engine = requireNonNull(engine, "engine is null");
    this.sources = List.copyOf(sources);
    this.scheduler = requireNonNull(scheduler, "scheduler is null");
    this.clock = requireNonNull(clock, "clock is null");
  }

  @Override
  public void gained(Leadership leadership) {
    LOG.info("leading, {}", leadership);
    ObjectStore fenced = store.fenced(leadership.epoch());
    leaderStore.begin(new TypedStore(new SourceAccounts(fenced, clock)));
    events.begin(new EventRecorder(fenced, COMPONENT));
    duties = Optional.of(store.duties(leadership.epoch()));
    engine.becomeLeader();
    declareSources(leadership);
  }

  /** Again until it works or the term is over: without sources nobody's files are read. */
  private void declareSources(Leadership leadership) {
    try {
      new ConfiguredSources(leaderStore).ensure(sources);
      new BuiltInObjects(leaderStore).ensure();
    } catch (StoreException e) {
      if (leadership.isHeld()) {
        LOG.warn(
            "the configured sources and built-in roles are not declared yet: {}", e.getMessage());
        var unused = scheduler.schedule(TRY_AGAIN, () -> declareSources(leadership));
      }
    }
  }

  @Override
  public void lost(Leadership leadership) {
    LOG.info("not leading any more, {}", leadership);
    engine.loseLeadership();
    duties.ifPresent(LeaderDuties::close);
    duties = Optional.empty();
    events.end();
    leaderStore.end();
  }
}
