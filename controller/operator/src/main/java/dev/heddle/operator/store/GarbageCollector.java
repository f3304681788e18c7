package dev.heddle.operator.store;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.ResourceKey;
import dev.heddle.crd.meta.ResourceType;
import dev.heddle.operator.store.ObjectStore.ObjectWatcher;
import dev.heddle.operator.store.ObjectStore.Snapshot;
import dev.heddle.reconciler.store.ResourceStore.Preconditions;
import dev.heddle.reconciler.store.ResourceStore.Subscription;
import dev.heddle.reconciler.store.StoreException;
import dev.heddle.reconciler.store.StoreException.Reason;
import dev.heddle.reconciler.store.Watcher.Change;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes what nobody owns any more: objects all of whose owners are gone, by uid, and the events
 * of objects that are gone. Follows all kinds, and looks through everything at intervals, so that
 * what a fault left behind goes too. Only a read that is sure of the absence leads to a deletion.
 */
final class GarbageCollector implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(GarbageCollector.class);
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final ObjectStore store;
  private final EventBooks events;
  private final Surroundings surroundings;
  private final ScheduledFuture<?> sweeping;

  private final Dependents dependents = new Dependents(); // guarded by this, as all below
  private final Map<ResourceType<?>, Subscription> watches = new HashMap<>();
  private final Set<ObjectId> suspects = new LinkedHashSet<>();
  private final Map<String, ResourceKey> gone = new HashMap<>();
  private boolean sweepDue;
  private boolean working;
  private boolean closed;

  GarbageCollector(
      ObjectStore store, EventBooks events, Surroundings surroundings, Duration sweepInterval) {
    this.store = requireNonNull(store, "store is null");
    this.events = requireNonNull(events, "events is null");
    this.surroundings = requireNonNull(surroundings, "surroundings is null");
    this.sweeping =
        surroundings
            .scheduler()
            .scheduleWithFixedDelay(
                this::sweepSoon, 0, sweepInterval.toMillis(), TimeUnit.MILLISECONDS);
    types().forEach(this::followSoon);
  }

  private static List<ResourceType<?>> types() {
    return Kinds.all().stream().filter(type -> !type.equals(Kinds.EVENT)).toList();
  }

  private void followSoon(ResourceType<?> type) {
    surroundings.executor().execute(() -> follow(type));
  }

  private void follow(ResourceType<?> type) {
    try {
      Snapshot snapshot = store.list(type, "");
      synchronized (this) {
        snapshot.items().forEach(object -> dependents.put(type, object));
      }
      Subscription watch = store.watch(type, "", snapshot.resourceVersion(), new Following(type));
      synchronized (this) {
        if (!closed) {
          watches.put(type, watch);
          sweepDue = true;
          workSoon();
          return;
        }
      }
      watch.close();
    } catch (StoreException e) {
      LOG.info("{} are followed later: {}", type, e.getMessage());
      followLater(type);
    }
  }

  private synchronized void followLater(ResourceType<?> type) {
    if (!closed) {
      var unused =
          surroundings
              .scheduler()
              .schedule(() -> followSoon(type), RETRY.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private final class Following implements ObjectWatcher {
    private final ResourceType<?> type;

    Following(ResourceType<?> type) {
      this.type = type;
    }

    @Override
    public void onChange(Change change, ObjectNode object) {
      noticed(type, change, object);
    }

    @Override
    public void onEnd(StoreException cause) {
      followLater(type);
    }
  }

  private synchronized void noticed(ResourceType<?> type, Change change, ObjectNode object) {
    ObjectId id = Dependents.id(type, object);
    switch (change) {
      case ADDED, MODIFIED -> {
        dependents.put(type, object);
        if (dependents.get(id).isPresent()) {
          suspects.add(id); // its owner may have gone before it came
          workSoon();
        }
      }
      case DELETED -> {
        dependents.remove(id);
        String uid = object.at("/metadata/uid").asText();
        suspects.addAll(dependents.of(uid));
        gone.put(uid, type.key(id.namespace(), id.name()));
        workSoon();
      }
    }
  }

  private synchronized void sweepSoon() {
    sweepDue = true;
    workSoon();
  }

  private void workSoon() {
    if (!working && !closed) {
      working = true;
      surroundings.executor().execute(this::work);
    }
  }

  private void work() {
    Optional<Runnable> next = take();
    while (next.isPresent()) {
      try {
        next.get().run();
      } catch (StoreException e) {
        // The next sweep finds it again.
        LOG.info("garbage stays until the next sweep: {}", e.getMessage());
      }
      next = take();
    }
  }

  private synchronized Optional<Runnable> take() {
    if (closed) {
      working = false;
      return Optional.empty();
    }
    if (sweepDue) {
      sweepDue = false;
      suspects.addAll(dependents.all());
      return Optional.of(this::sweepEvents);
    }
    if (!suspects.isEmpty()) {
      ObjectId id = suspects.iterator().next();
      suspects.remove(id);
      Optional<Dependents.Dependent> dependent = dependents.get(id);
      return Optional.of(() -> dependent.ifPresent(this::check));
    }
    if (!gone.isEmpty()) {
      Map.Entry<String, ResourceKey> first = gone.entrySet().iterator().next();
      gone.remove(first.getKey());
      return Optional.of(() -> events.deleteAbout(first.getValue(), first.getKey()));
    }
    working = false;
    return Optional.empty();
  }

  private void check(Dependents.Dependent dependent) {
    if (dependent.owners().stream().anyMatch(owner -> mayLive(owner, dependent.id()))) {
      return;
    }
    try {
      store.delete(
          dependent.type(),
          dependent.id().namespace(),
          dependent.id().name(),
          Preconditions.uid(dependent.uid()));
      LOG.info("deleted {}, whose owners are gone", dependent.id());
    } catch (StoreException e) {
      if (e.reason() != Reason.NOT_FOUND && e.reason() != Reason.CONFLICT) {
        throw e;
      }
    }
  }

  /** Of a kind that we do not know we cannot say that it is gone. */
  private boolean mayLive(Dependents.Owner owner, ObjectId dependent) {
    return owner
        .type()
        .map(type -> lives(type, dependent.namespace(), owner.name(), owner.uid()))
        .orElse(true);
  }

  private boolean lives(ResourceType<?> type, String namespace, String name, String uid) {
    return store
        .get(type, type.namespaced() ? namespace : "", name)
        .filter(object -> object.at("/metadata/uid").asText().equals(uid))
        .isPresent();
  }

  private void sweepEvents() {
    for (StoredObject book : events.books()) {
      Optional<ObjectNode> involved = EventBook.involved(book);
      boolean kept =
          involved
              .flatMap(i -> Kinds.byKind(i.path("apiVersion").asText(), i.path("kind").asText()))
              .map(
                  type ->
                      lives(
                          type,
                          involved.get().path("namespace").asText(),
                          involved.get().path("name").asText(),
                          involved.get().path("uid").asText()))
              .orElse(involved.isPresent());
      if (!kept) {
        events.remove(book.id());
      }
    }
  }

  @Override
  public void close() {
    List<Subscription> open;
    synchronized (this) {
      closed = true;
      open = List.copyOf(watches.values());
      watches.clear();
    }
    sweeping.cancel(false);
    open.forEach(Subscription::close);
  }
}
