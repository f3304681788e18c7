package dev.heddle.operator.store;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.apply.Ownership;
import dev.heddle.crd.json.Json;
import dev.heddle.crd.meta.Annotations;
import dev.heddle.crd.meta.ResourceType;
import dev.heddle.crd.schema.Schemas;
import dev.heddle.reconciler.store.ResourceStore.Preconditions;
import dev.heddle.reconciler.store.ResourceStore.Subscription;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The store as controllers write to it: what a source's files say of an object is accounted for as
 * the source's in the object's managed fields, by the name {@code heddle-source/NAME}. All else
 * that controllers write has no account.
 */
public final class SourceAccounts implements ObjectStore {

  /** What the manager's name begins with; the name of the Source follows. */
  public static final String MANAGER = "heddle-source/";

  private final ObjectStore store;
  private final Clock clock;
  private final Map<ResourceType<?>, Ownership> ownerships = new ConcurrentHashMap<>();

  public SourceAccounts(ObjectStore store, Clock clock) {
    this.store = requireNonNull(store, "store is null");
    this.clock = requireNonNull(clock, "clock is null");
  }

  @Override
  public ObjectNode create(ResourceType<?> type, ObjectNode object) {
    account(type, Optional.empty(), object);
    return store.create(type, object);
  }

  @Override
  public ObjectNode update(ResourceType<?> type, ObjectNode object, Scope scope) {
    if (scope == Scope.SPEC && !declared(type, object).isMissingNode()) {
      JsonNode metadata = object.path("metadata");
      store
          .get(type, metadata.path("namespace").asText(""), metadata.path("name").asText(""))
          .filter(live -> sameVersion(live, metadata))
          .ifPresent(live -> account(type, Optional.of(live), object));
    }
    return store.update(type, object, scope);
  }

  /** An account is about the version that is replaced; the store refuses to replace another one. */
  private static boolean sameVersion(ObjectNode live, JsonNode metadata) {
    return live.path("metadata").path("resourceVersion").equals(metadata.path("resourceVersion"));
  }

  private void account(ResourceType<?> type, Optional<ObjectNode> live, ObjectNode object) {
    JsonNode names = declared(type, object);
    if (names.isMissingNode()) {
      return;
    }
    Ownership ownership = ownerships.computeIfAbsent(type, t -> new Ownership(Schemas.forType(t)));
    String manager = MANAGER + annotation(object, Annotations.SOURCE);
    ownership.settle(
        live, object, ownership.claimed(live, object, names, manager, clock.instant()));
  }

  /** The names of the fields that the object's source declares; missing for other objects. */
  private static JsonNode declared(ResourceType<?> type, ObjectNode object) {
    String text = annotation(object, Annotations.DECLARED_FIELDS);
    if (text.isEmpty() || annotation(object, Annotations.SOURCE).isEmpty()) {
      return MissingNode.getInstance();
    }
    try {
      JsonNode declared = Json.mapper().readTree(text);
      JsonNode metadata = object.path("metadata");
      String key =
          type.key(metadata.path("namespace").asText(""), metadata.path("name").asText(""))
              .toString();
      boolean own = declared.path("for").asText().equals(key);
      return own && declared.path("fields").isObject()
          ? declared.path("fields")
          : MissingNode.getInstance();
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance(); // Somebody edited it: the source gives it up, too.
    }
  }

  private static String annotation(ObjectNode object, String name) {
    return object.path("metadata").path("annotations").path(name).asText("");
  }

  @Override
  public Optional<ObjectNode> get(ResourceType<?> type, String namespace, String name) {
    return store.get(type, namespace, name);
  }

  @Override
  public Snapshot list(ResourceType<?> type, String namespace) {
    return store.list(type, namespace);
  }

  @Override
  public Listing listing(ResourceType<?> type, String namespace) {
    return store.listing(type, namespace);
  }

  @Override
  public Subscription watch(
      ResourceType<?> type, String namespace, String resourceVersion, ObjectWatcher watcher) {
    return store.watch(type, namespace, resourceVersion, watcher);
  }

  @Override
  public ObjectNode delete(
      ResourceType<?> type, String namespace, String name, Preconditions preconditions) {
    return store.delete(type, namespace, name, preconditions);
  }
}
