package dev.heddle.operator.source;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.core.Namespace;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.ObjectMeta;
import dev.heddle.crd.meta.Resource;
import dev.heddle.crd.meta.ResourceKey;
import dev.heddle.crd.meta.ResourceType;
import dev.heddle.crd.source.SourceStatus.FileError;
import dev.heddle.reconciler.store.ResourceStore;
import dev.heddle.reconciler.store.StoreException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Carries out the actions of a plan on the store: the only place of a source that changes it. */
final class Applier {

  private final ResourceStore store;
  private final Set<String> namespaces = new HashSet<>();
  private final Map<ResourceKey, Resource> written = new TreeMap<>();
  private final Set<ResourceKey> deleted = new HashSet<>();
  private final List<FileError> errors = new ArrayList<>();
  private boolean outdated;

  private Applier(ResourceStore store) {
    this.store = requireNonNull(store, "store is null");
  }

  /**
   * What came of it.
   *
   * @param written the objects created and updated, as the store has them now
   * @param deleted objects whose deletion was asked for
   * @param errors what the store refused for good
   * @param outdated whether something had changed since the plan, so that another pass is due
   */
  record Applied(
      Map<ResourceKey, Resource> written,
      Set<ResourceKey> deleted,
      List<FileError> errors,
      boolean outdated) {

    Applied {
      written = Map.copyOf(written);
      deleted = Set.copyOf(deleted);
      errors = List.copyOf(errors);
    }

    boolean isEmpty() {
      return written.isEmpty() && deleted.isEmpty();
    }
  }

  /**
   * Applies in order; one object that is refused does not stop the others.
   *
   * @throws StoreException when the store can't be reached or this process does not lead any more;
   *     what was done stays done, and the next pass finds the rest
   */
  static Applied apply(ResourceStore store, List<Action> actions) {
    Applier applier = new Applier(store);
    for (Action action : actions) {
      applier.attempt(action);
    }
    return new Applied(applier.written, applier.deleted, applier.errors, applier.outdated);
  }

  private void attempt(Action action) {
    try {
      perform(action);
    } catch (StoreException e) {
      switch (e.reason()) {
        case NOT_FOUND, ALREADY_EXISTS, CONFLICT, EXPIRED -> outdated = true;
        case INVALID ->
            errors.add(new FileError(action.path(), action.key() + ": " + e.getMessage()));
        case FENCED, UNAVAILABLE, UNKNOWN_OUTCOME -> throw e;
      }
    }
  }

  private void perform(Action action) {
    if (action instanceof Action.Create create) {
      ensureNamespace(create.key().namespace());
      written.put(create.key(), create(create.object()));
    } else if (action instanceof Action.Update update) {
      written.put(update.key(), update(update.object()));
    } else if (action instanceof Action.Delete delete) {
      store.delete(
          type(delete.key()),
          delete.key().namespace(),
          delete.key().name(),
          ResourceStore.Preconditions.uid(delete.uid()));
      deleted.add(delete.key());
    }
  }

  /** The first directory of a path is a namespace for the store's clients, too. */
  private void ensureNamespace(String name) {
    if (namespaces.add(name) && store.get(Kinds.NAMESPACE, "", name).isEmpty()) {
      try {
        store.create(Kinds.NAMESPACE, new Namespace(ObjectMeta.named("", name)));
      } catch (StoreException e) {
        if (e.reason() != StoreException.Reason.ALREADY_EXISTS) {
          throw e;
        }
      }
    }
  }

  private <R extends Resource> R create(R object) {
    return store.create(Kinds.of(object), object);
  }

  private <R extends Resource> R update(R object) {
    return store.update(Kinds.of(object), object);
  }

  private static ResourceType<?> type(ResourceKey key) {
    return Kinds.all().stream()
        .filter(type -> type.kind().equals(key.kind()))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("unknown kind " + key.kind()));
  }
}
