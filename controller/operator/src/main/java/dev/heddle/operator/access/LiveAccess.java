package dev.heddle.operator.access;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.json.Json;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.Resource;
import dev.heddle.crd.meta.ResourceKey;
import dev.heddle.crd.meta.ResourceType;
import dev.heddle.crd.rbac.PolicyRule;
import dev.heddle.crd.rbac.RoleRef;
import dev.heddle.operator.store.ObjectStore;
import dev.heddle.operator.store.ObjectStore.ObjectWatcher;
import dev.heddle.operator.store.ObjectStore.Snapshot;
import dev.heddle.reconciler.store.ResourceStore.Subscription;
import dev.heddle.reconciler.store.StoreException;
import dev.heddle.reconciler.store.Watcher.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The newest rights: a copy of roles and bindings that follows the store. */
public final class LiveAccess implements Authorizer, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LiveAccess.class);

  private static final List<ResourceType<?>> KINDS =
      List.of(Kinds.ROLE, Kinds.CLUSTER_ROLE, Kinds.ROLE_BINDING, Kinds.CLUSTER_ROLE_BINDING);

  private final ObjectStore store;
  private final ConfiguredAccess configured;

  /** Not the one that callbacks of the store need: they may come while it is held. */
  private final ReentrantLock loading = new ReentrantLock();

  private volatile Copy copy;

  public LiveAccess(ObjectStore store, ConfiguredAccess configured) {
    this.store = requireNonNull(store, "store is null");
    this.configured = requireNonNull(configured, "configured is null");
    this.copy = new Copy();
    this.copy.ended = true;
  }

  /** What is known of one run of watches. */
  private static final class Copy {
    private final Map<ResourceKey, ObjectNode> objects = new ConcurrentHashMap<>();
    private final List<Subscription> subscriptions = new ArrayList<>();
    private final AtomicLong changes = new AtomicLong();
    private volatile boolean ended;
    private volatile Optional<Made> made = Optional.empty();

    /** A policy, and how many changes went into it. */
    private record Made(long changes, AccessPolicy policy) {}

    void put(ResourceType<?> type, ObjectNode object) {
      objects.put(key(type, object), object);
      changes.incrementAndGet();
    }

    void remove(ResourceType<?> type, ObjectNode object) {
      objects.remove(key(type, object));
      changes.incrementAndGet();
    }

    private static ResourceKey key(ResourceType<?> type, ObjectNode object) {
      return type.key(
          object.path("metadata").path("namespace").asText(""),
          object.path("metadata").path("name").asText(""));
    }

    AccessPolicy policy(ConfiguredAccess configured) {
      long seen = changes.get();
      Optional<Made> known = made;
      if (known.isPresent() && known.get().changes == seen) {
        return known.get().policy;
      }
      AccessPolicy policy =
          new AccessPolicy(
              all(Kinds.ROLE),
              all(Kinds.CLUSTER_ROLE),
              all(Kinds.ROLE_BINDING),
              all(Kinds.CLUSTER_ROLE_BINDING),
              configured);
      made = Optional.of(new Made(seen, policy));
      return policy;
    }

    /** What can't be read gives nothing. */
    private <R extends Resource> List<R> all(ResourceType<R> type) {
      List<R> all = new ArrayList<>();
      objects.forEach(
          (key, tree) -> {
            if (key.kind().equals(type.kind())) {
              try {
                all.add(Json.fromTree(type, tree));
              } catch (IllegalArgumentException e) {
                LOG.warn("{} gives no rights: {}", key, e.getMessage());
              }
            }
          });
      return all;
    }
  }

  private record Following(Copy copy, ResourceType<?> type) implements ObjectWatcher {
    @Override
    public void onChange(Change change, ObjectNode object) {
      switch (change) {
        case ADDED, MODIFIED -> copy.put(type, object);
        case DELETED -> copy.remove(type, object);
      }
    }

    @Override
    public void onEnd(StoreException cause) {
      copy.ended = true;
    }
  }

  private AccessPolicy newest() {
    Copy known = copy;
    if (known.ended) {
      loading.lock();
      try {
        if (copy.ended) {
          Copy fresh = load();
          Copy old = copy;
          copy = fresh;
          old.subscriptions.forEach(Subscription::close);
        }
        known = copy;
      } finally {
        loading.unlock();
      }
    }
    return known.policy(configured);
  }

  private Copy load() {
    Copy fresh = new Copy();
    try {
      for (ResourceType<?> type : KINDS) {
        Snapshot snapshot = store.list(type, "");
        snapshot.items().forEach(object -> fresh.put(type, object));
        fresh.subscriptions.add(
            store.watch(type, "", snapshot.resourceVersion(), new Following(fresh, type)));
      }
      return fresh;
    } catch (RuntimeException e) {
      fresh.subscriptions.forEach(Subscription::close);
      throw e;
    }
  }

  @Override
  public Decision decide(User user, Attributes wanted) {
    // Whoever may do everything may, also while the store is away: he is needed most then.
    return user.isMaster()
        ? copy.policy(configured).decide(user, wanted)
        : newest().decide(user, wanted);
  }

  @Override
  public Decision decideAtOnce(User user, Attributes wanted) {
    return copy.policy(configured).decide(user, wanted);
  }

  @Override
  public List<PolicyRule> rules(User user, String namespace) {
    return newest().rules(user, namespace);
  }

  @Override
  public Optional<List<PolicyRule>> rulesOf(RoleRef role, String namespace) {
    return newest().rulesOf(role, namespace);
  }

  @Override
  public void close() {
    copy.subscriptions.forEach(Subscription::close);
  }
}
