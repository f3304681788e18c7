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
import java.util.function.Function;
import java.util.function.Supplier;

/** The verbs on objects: get, list, create, replace, patch, delete. */
final class ObjectEndpoint {

  private final ObjectStore store;
  private final Function<ResourceType<?>, TableColumns> columns;
  private final ListEndpoint lists;
  private final WatchEndpoint watches;
  private final DeleteEndpoint deletions;
  private final WriteEndpoint writes;
  private final Clock clock;
  private final ScaleEndpoint scales;

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
    this.clock = requireNonNull(clock, "clock is null");
    this.writes = new WriteEndpoint(store, rules, clock);
    this.scales = new ScaleEndpoint(store, writes);
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
          throw ApiException.notAllowed(request.method());
        }
        yield deletions.selected(request, route, as(request, type));
      }
      default -> throw ApiException.notAllowed(request.method());
    };
  }

  Answer item(ApiRequest request, Route.Item route) {
    ResourceType<?> type = route.type();
    String namespace = route.namespace();
    String name = route.name();
    return switch (request.method()) {
      case "GET" -> Answer.ok(as(request, type).one(existing(type, namespace, name)));
      case "PUT" ->
          writes
              .replace(request, writable(type, request), namespace, name, Scope.SPEC)
              .in(as(request, type));
      case "PATCH" ->
          writes
              .patch(request, writable(type, request), namespace, name, Scope.SPEC)
              .in(as(request, type));
      case "DELETE" ->
          deletions.one(request, writable(type, request), namespace, name, as(request, type));
      default -> throw ApiException.notAllowed(request.method());
    };
  }

  Answer scale(ApiRequest request, Route.ItemScale route) {
    return scales.answer(request, route);
  }

  Answer status(ApiRequest request, Route.ItemStatus route) {
    ResourceType<?> type = route.type();
    String namespace = route.namespace();
    String name = route.name();
    return switch (request.method()) {
      case "GET" -> Answer.ok(as(request, type).one(existing(type, namespace, name)));
      case "PUT" ->
          writes
              .replace(request, writable(type, request), namespace, name, Scope.STATUS)
              .in(as(request, type));
      case "PATCH" ->
          writes
              .patch(request, writable(type, request), namespace, name, Scope.STATUS)
              .in(as(request, type));
      default -> throw ApiException.notAllowed(request.method());
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
    return writes.create(request, type, namespace).in(as(request, type));
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
      throw ApiException.notAllowed(request.method());
    }
    return type;
  }
}
