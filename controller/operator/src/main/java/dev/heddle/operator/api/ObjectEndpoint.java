package dev.heddle.operator.api;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.ResourceType;
import dev.heddle.operator.store.ObjectStore;
import dev.heddle.operator.store.ObjectStore.Scope;
import dev.heddle.operator.store.ObjectStore.Snapshot;
import dev.heddle.reconciler.store.ResourceStore.Preconditions;
import dev.heddle.reconciler.store.StoreException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** The verbs on objects: get, list, create, replace, patch, delete. */
final class ObjectEndpoint {

  private static final Set<String> JSON = Set.of("application/json");
  private static final Set<String> MERGE_PATCH = Set.of("application/merge-patch+json");
  private static final int PATCH_ATTEMPTS = 5;

  private final ObjectStore store;
  private final Function<ResourceType<?>, TableColumns> columns;
  private final WatchEndpoint watches;
  private final Clock clock;

  ObjectEndpoint(
      ObjectStore store,
      Function<ResourceType<?>, TableColumns> columns,
      WatchEndpoint watches,
      Clock clock) {
    this.store = requireNonNull(store, "store is null");
    this.columns = requireNonNull(columns, "columns is null");
    this.watches = requireNonNull(watches, "watches is null");
    this.clock = requireNonNull(clock, "clock is null");
  }

  Answer collection(ApiRequest request, Route.Collection route) {
    ResourceType<?> type = route.type();
    return switch (request.method()) {
      case "GET" -> request.flag("watch") ? watch(request, route) : list(request, route);
      case "POST" -> create(request, writable(type, request), route.namespace());
      default -> throw notAllowed(request);
    };
  }

  Answer item(ApiRequest request, Route.Item route) {
    ResourceType<?> type = route.type();
    String namespace = route.namespace();
    String name = route.name();
    return switch (request.method()) {
      case "GET" -> Answer.ok(as(request, type).one(existing(type, namespace, name)));
      case "PUT" -> {
        ObjectNode sent = RequestBody.tree(request, JSON);
        writable(type, request);
        yield replace(request, type, namespace, name, Scope.SPEC, current -> sent, 1);
      }
      case "PATCH" -> patch(request, writable(type, request), namespace, name, Scope.SPEC);
      case "DELETE" -> delete(request, writable(type, request), namespace, name);
      default -> throw notAllowed(request);
    };
  }

  Answer status(ApiRequest request, Route.ItemStatus route) {
    ResourceType<?> type = route.type();
    String namespace = route.namespace();
    String name = route.name();
    return switch (request.method()) {
      case "GET" -> Answer.ok(as(request, type).one(existing(type, namespace, name)));
      case "PUT" -> {
        ObjectNode sent = RequestBody.tree(request, JSON);
        yield replace(request, type, namespace, name, Scope.STATUS, current -> sent, 1);
      }
      case "PATCH" -> patch(request, type, namespace, name, Scope.STATUS);
      default -> throw notAllowed(request);
    };
  }

  private Answer list(ApiRequest request, Route.Collection route) {
    ResourceType<?> type = route.type();
    Selection selection = Selection.of(request, type);
    Representation form = as(request, type);
    Snapshot snapshot = asked(type, "", () -> store.list(type, route.namespace()));
    List<ObjectNode> items = snapshot.items().stream().filter(selection::matches).toList();
    return Answer.ok(form.list(items, snapshot.resourceVersion()));
  }

  private Answer watch(ApiRequest request, Route.Collection route) {
    return watches.open(
        request, route, Selection.of(request, route.type()), as(request, route.type()));
  }

  private Answer create(ApiRequest request, ResourceType<?> type, String namespace) {
    if (type.namespaced() && namespace.isEmpty()) {
      throw ApiException.badRequest(
          "an object of kind "
              + type.kind()
              + " is created in a namespace: POST to .../namespaces/");
    }
    ObjectNode sent = RequestBody.tree(request, JSON);
    ObjectNode object = Intake.forCreate(type, namespace, sent, request.caller());
    String name = object.path("metadata").path("name").asText("");
    ObjectNode stored =
        request.isDryRun()
            ? absent(type, namespace, name, object)
            : asked(type, name, () -> store.create(type, object));
    return new Answer.Json(201, as(request, type).one(stored));
  }

  /** What a creation would answer, without writing (I13). */
  private ObjectNode absent(
      ResourceType<?> type, String namespace, String name, ObjectNode object) {
    if (!name.isEmpty() && asked(type, name, () -> store.get(type, namespace, name)).isPresent()) {
      throw new ApiException(
          ApiStatus.of(new StoreException(StoreException.Reason.ALREADY_EXISTS, name), type, name));
    }
    return object;
  }

  private Answer patch(
      ApiRequest request, ResourceType<?> type, String namespace, String name, Scope scope) {
    ObjectNode patch = RequestBody.tree(request, MERGE_PATCH);
    boolean pinned = patch.path("metadata").has("resourceVersion");
    return replace(
        request,
        type,
        namespace,
        name,
        scope,
        current -> MergePatch.apply(current, patch),
        pinned ? 1 : PATCH_ATTEMPTS);
  }

  /** Reads, changes and writes; again from the newest version when another write came between. */
  private Answer replace(
      ApiRequest request,
      ResourceType<?> type,
      String namespace,
      String name,
      Scope scope,
      UnaryOperator<ObjectNode> change,
      int attempts) {
    Representation form = as(request, type);
    for (int attempt = 1; ; attempt++) {
      ObjectNode current = existing(type, namespace, name);
      ObjectNode changed = change.apply(current);
      ObjectNode object =
          scope == Scope.STATUS
              ? Intake.forStatus(type, namespace, name, changed, current)
              : Intake.forUpdate(type, namespace, name, changed, current);
      if (request.isDryRun()) {
        return Answer.ok(form.one(object));
      }
      try {
        return Answer.ok(form.one(store.update(type, object, scope)));
      } catch (StoreException e) {
        if (e.reason() != StoreException.Reason.CONFLICT || attempt == attempts) {
          throw new ApiException(ApiStatus.of(e, type, name));
        }
      }
    }
  }

  private Answer delete(ApiRequest request, ResourceType<?> type, String namespace, String name) {
    ObjectNode options = RequestBody.optional(request);
    String propagation =
        request
            .parameter("propagationPolicy")
            .orElse(options.path("propagationPolicy").asText("Background"));
    if (propagation.equals("Orphan")) {
      throw ApiException.badRequest(
          "propagationPolicy Orphan is not supported: what an object owns goes with it");
    }
    Preconditions preconditions =
        new Preconditions(
            text(options.path("preconditions"), "uid"),
            text(options.path("preconditions"), "resourceVersion"));
    if (type.equals(Kinds.NAMESPACE)) {
      requireEmpty(name);
    }
    ObjectNode left =
        request.isDryRun() || options.path("dryRun").size() > 0
            ? existing(type, namespace, name)
            : asked(type, name, () -> store.delete(type, namespace, name, preconditions));
    JsonNode metadata = left.path("metadata");
    return metadata.has("deletionTimestamp") && metadata.path("finalizers").size() > 0
        ? Answer.ok(as(request, type).one(left))
        : Answer.ok(ApiStatus.deleted(type, name, metadata.path("uid").asText("")));
  }

  /** A namespace goes when nothing is in it: its deletion never deletes notebooks by surprise. */
  private void requireEmpty(String namespace) {
    for (ResourceType<?> type : Kinds.all()) {
      if (type.namespaced() && !type.equals(Kinds.EVENT)) {
        int left = asked(type, "", () -> store.list(type, namespace)).items().size();
        if (left > 0) {
          throw new ApiException(
              ApiStatus.conflict(
                  Kinds.NAMESPACE,
                  namespace,
                  "it still holds " + left + " " + type.plural() + "; delete them first"));
        }
      }
    }
  }

  private ObjectNode existing(ResourceType<?> type, String namespace, String name) {
    return asked(type, name, () -> store.get(type, namespace, name))
        .orElseThrow(() -> ApiException.notFound(type, name));
  }

  private Representation as(ApiRequest request, ResourceType<?> type) {
    return Representation.of(request, type, columns.apply(type), clock);
  }

  /** Asks the store, and says in the API's words what went wrong. */
  private static <T> T asked(ResourceType<?> type, String name, Supplier<T> question) {
    try {
      return question.get();
    } catch (StoreException e) {
      throw new ApiException(ApiStatus.of(e, type, name));
    }
  }

  private static ResourceType<?> writable(ResourceType<?> type, ApiRequest request) {
    if (type.equals(Kinds.EVENT)) {
      throw notAllowed(request);
    }
    return type;
  }

  private static ApiException notAllowed(ApiRequest request) {
    return new ApiException(
        ApiStatus.of(
            ApiStatus.Reason.METHOD_NOT_ALLOWED,
            "the server does not allow this method on the requested resource: "
                + request.method()));
  }

  private static Optional<String> text(JsonNode node, String field) {
    return Optional.of(node.path(field).asText("")).filter(value -> !value.isEmpty());
  }
}
