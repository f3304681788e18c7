package dev.heddle.operator.api;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.ResourceType;
import dev.heddle.operator.discovery.Served;
import dev.heddle.operator.store.ObjectStore;
import dev.heddle.operator.store.ObjectStore.Scope;
import dev.heddle.reconciler.store.StoreException;
import java.time.Clock;
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
  private final ListEndpoint lists;
  private final WatchEndpoint watches;
  private final DeleteEndpoint deletions;
  private final WriteRules rules;
  private final Clock clock;

  ObjectEndpoint(
      ObjectStore store,
      Function<ResourceType<?>, TableColumns> columns,
      ListEndpoint lists,
      WatchEndpoint watches,
      WriteRules rules,
      Clock clock) {
    this.store = requireNonNull(store, "store is null");
    this.columns = requireNonNull(columns, "columns is null");
    this.lists = requireNonNull(lists, "lists is null");
    this.watches = requireNonNull(watches, "watches is null");
    this.deletions = new DeleteEndpoint(store, lists);
    this.rules = requireNonNull(rules, "rules is null");
    this.clock = requireNonNull(clock, "clock is null");
  }

  Answer collection(ApiRequest request, Route.Collection route) {
    ResourceType<?> type = route.type();
    return switch (request.method()) {
      case "GET" ->
          request.flag("watch")
              ? watch(request, route)
              : lists.list(request, route, as(request, type));
      case "POST" -> create(request, writable(type, request), route.namespace());
      case "DELETE" -> {
        if (!Served.verbs(type).contains("deletecollection")) {
          throw notAllowed(request);
        }
        yield deletions.selected(request, route, as(request, type));
      }
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
      case "DELETE" ->
          deletions.one(request, writable(type, request), namespace, name, as(request, type));
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
        writable(type, request);
        yield replace(request, type, namespace, name, Scope.STATUS, current -> sent, 1);
      }
      case "PATCH" -> patch(request, writable(type, request), namespace, name, Scope.STATUS);
      default -> throw notAllowed(request);
    };
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
    rules.check(request.caller(), type, Optional.empty(), object);
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
      rules.check(request.caller(), type, Optional.of(current), object);
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
    if (type.equals(Kinds.EVENT) || Kinds.viewed().contains(type)) {
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
}
