package dev.heddle.operator.view;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.ResourceType;
import dev.heddle.operator.store.ObjectStore;
import dev.heddle.reconciler.store.ResourceStore.Preconditions;
import dev.heddle.reconciler.store.ResourceStore.Subscription;
import dev.heddle.reconciler.store.StoreException;
import dev.heddle.reconciler.store.StoreException.Reason;
import dev.heddle.reconciler.store.Watcher.Change;
import java.time.Clock;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A store with kinds in it that nobody keeps. What is read of them is made of the sources at the
 * same moment; their watches come from a {@link ViewJournal}, which lives while somebody looks.
 */
public final class ViewedStore implements ObjectStore {

  private static final Comparator<ObjectNode> ORDER =
      Comparator.comparing((ObjectNode o) -> text(o, "namespace"))
          .thenComparing(o -> text(o, "name"));

  private final ObjectStore store;
  private final Map<ResourceType<?>, ViewJournals> views = new HashMap<>();
  private final Map<ResourceType<?>, FixedView> fixed = new HashMap<>();

  /**
   * @param store where what is kept is kept
   * @param clock tells how long nobody has looked
   */
  public ViewedStore(ObjectStore store, Clock clock, List<View> views, List<FixedView> fixed) {
    this.store = requireNonNull(store, "store is null");
    views.forEach(view -> this.views.put(view.type(), new ViewJournals(store, view, clock)));
    fixed.forEach(view -> this.fixed.put(view.type(), view));
  }

  @Override
  public Optional<ObjectNode> get(ResourceType<?> type, String namespace, String name) {
    Optional<FixedView> same = Optional.ofNullable(fixed.get(type));
    if (same.isPresent()) {
      return list(type, "").items().stream().filter(o -> text(o, "name").equals(name)).findFirst();
    }
    Optional<View> view = Optional.ofNullable(views.get(type)).map(ViewJournals::view);
    if (view.isEmpty()) {
      return store.get(type, namespace, name);
    }
    for (String source : view.get().sources(name)) {
      Optional<ObjectNode> found =
          store.get(view.get().source(), namespace, source).stream()
              .flatMap(object -> made(view.get(), object).stream())
              .filter(object -> text(object, "name").equals(name))
              .findFirst();
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  @Override
  public Snapshot list(ResourceType<?> type, String namespace) {
    Optional<FixedView> same = Optional.ofNullable(fixed.get(type));
    if (same.isPresent()) {
      String version = store.list(Kinds.NAMESPACE, "").resourceVersion();
      return new Snapshot(
          same.get().objects().stream().map(o -> at("1", o.deepCopy())).toList(), version);
    }
    Optional<ViewJournals> journals = Optional.ofNullable(views.get(type));
    if (journals.isEmpty()) {
      return store.list(type, namespace);
    }
    // Before the list, so that a watch may begin at what the list answers.
    journals.get().open();
    View view = journals.get().view();
    Snapshot sources = store.list(view.source(), namespace);
    return new Snapshot(
        sources.items().stream()
            .flatMap(object -> made(view, object).stream())
            .sorted(ORDER)
            .toList(),
        sources.resourceVersion());
  }

  @Override
  public Listing listing(ResourceType<?> type, String namespace) {
    return isComputed(type)
        ? ObjectStore.super.listing(type, namespace)
        : store.listing(type, namespace);
  }

  @Override
  public Subscription watch(
      ResourceType<?> type, String namespace, String resourceVersion, ObjectWatcher watcher) {
    if (fixed.containsKey(type)) {
      return store.watch(Kinds.NAMESPACE, "", resourceVersion, new OnlyItsEnd(watcher));
    }
    ViewJournals journals = views.get(type);
    return journals == null
        ? store.watch(type, namespace, resourceVersion, watcher)
        : journals.open().watch(namespace, resourceVersion, watcher);
  }

  @Override
  public ObjectNode create(ResourceType<?> type, ObjectNode object) {
    return kept(type).create(type, object);
  }

  @Override
  public ObjectNode update(ResourceType<?> type, ObjectNode object, Scope scope) {
    return kept(type).update(type, object, scope);
  }

  @Override
  public ObjectNode delete(
      ResourceType<?> type, String namespace, String name, Preconditions preconditions) {
    return kept(type).delete(type, namespace, name, preconditions);
  }

  private ObjectStore kept(ResourceType<?> type) {
    if (isComputed(type)) {
      throw new StoreException(
          Reason.INVALID, "objects of kind " + type.kind() + " are computed and cannot be written");
    }
    return store;
  }

  private boolean isComputed(ResourceType<?> type) {
    return views.containsKey(type) || fixed.containsKey(type);
  }

  /** What a source stands for, in the source's version. */
  static List<ObjectNode> made(View view, ObjectNode source) {
    String version = text(source, "resourceVersion");
    List<ObjectNode> objects = view.of(source);
    objects.forEach(object -> at(version, object));
    return objects;
  }

  /** Puts a version into an object of the caller's own. */
  static ObjectNode at(String version, ObjectNode object) {
    object.withObjectProperty("metadata").put("resourceVersion", version);
    return object;
  }

  static String text(JsonNode object, String field) {
    return object.path("metadata").path(field).asText("");
  }

  private record OnlyItsEnd(ObjectWatcher watcher) implements ObjectWatcher {
    @Override
    public void onChange(Change change, ObjectNode object) {}

    @Override
    public void onEnd(StoreException cause) {
      watcher.onEnd(cause);
    }
  }
}
