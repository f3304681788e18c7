package dev.heddle.operator.api;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.ResourceType;
import dev.heddle.operator.store.ObjectStore;
import dev.heddle.operator.store.ObjectStore.Item;
import dev.heddle.reconciler.store.ResourceStore.Preconditions;
import dev.heddle.reconciler.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Deletions of one object, or of all that a selection holds. */
final class DeleteEndpoint {

  private final ObjectStore store;
  private final ListEndpoint lists;

  DeleteEndpoint(ObjectStore store, ListEndpoint lists) {
    this.store = requireNonNull(store, "store is null");
    this.lists = requireNonNull(lists, "lists is null");
  }

  /**
   * How a deletion is wanted.
   *
   * @param preconditions what must still be so
   * @param dryRun whether nothing is to be done (I13)
   */
  private record Options(Preconditions preconditions, boolean dryRun) {

    static Options of(ApiRequest request) {
      ObjectNode options = RequestBody.optional(request);
      String propagation =
          request
              .parameter("propagationPolicy")
              .orElse(options.path("propagationPolicy").asText("Background"));
      boolean orphans = options.path("orphanDependents").asBoolean(false);
      if (propagation.equals("Orphan") || orphans) {
        throw ApiException.badRequest(
            "propagationPolicy Orphan is not supported: what an object owns goes with it; to let"
                + " the application live on, annotate the object with heddle.dev/on-delete: keep"
                + " before");
      }
      if (!List.of("Background", "Foreground").contains(propagation)) {
        throw ApiException.badRequest(
            "propagationPolicy is '" + propagation + "'; allowed are Background and Foreground");
      }
      boolean dryRun = request.isDryRun();
      for (JsonNode value : options.path("dryRun")) {
        if (!value.asText().equals("All")) {
          throw ApiException.badRequest(
              "dryRun is '" + value.asText() + "'; only All is supported");
        }
        dryRun = true;
      }
      JsonNode preconditions = options.path("preconditions");
      return new Options(
          new Preconditions(text(preconditions, "uid"), text(preconditions, "resourceVersion")),
          dryRun);
    }

    private static Optional<String> text(JsonNode node, String field) {
      return Optional.of(node.path(field).asText("")).filter(value -> !value.isEmpty());
    }
  }

  Answer one(
      ApiRequest request,
      ResourceType<?> type,
      String namespace,
      String name,
      Representation form) {
    Options options = Options.of(request);
    try {
      if (type.equals(Kinds.NAMESPACE)) {
        requireEmpty(name);
      }
      ObjectNode left =
          options.dryRun()
              ? checked(type, namespace, name, options.preconditions())
              : store.delete(type, namespace, name, options.preconditions());
      JsonNode metadata = left.path("metadata");
      boolean waits = metadata.path("finalizers").size() > 0;
      return waits && (options.dryRun() || metadata.has("deletionTimestamp"))
          ? Answer.ok(form.one(left))
          : Answer.ok(ApiStatus.deleted(type, name, metadata.path("uid").asText("")));
    } catch (StoreException e) {
      throw new ApiException(ApiStatus.of(e, type, name));
    }
  }

  /** What would be deleted, as it is. */
  private ObjectNode checked(
      ResourceType<?> type, String namespace, String name, Preconditions preconditions) {
    ObjectNode object =
        store.get(type, namespace, name).orElseThrow(() -> ApiException.notFound(type, name));
    JsonNode metadata = object.path("metadata");
    require(type, name, "UID", preconditions.uid(), metadata.path("uid"));
    require(
        type,
        name,
        "ResourceVersion",
        preconditions.resourceVersion(),
        metadata.path("resourceVersion"));
    return object;
  }

  private static void require(
      ResourceType<?> type, String name, String what, Optional<String> wanted, JsonNode found) {
    if (wanted.isPresent() && !wanted.orElseThrow().equals(found.asText())) {
      throw new ApiException(
          ApiStatus.conflict(
              type,
              name,
              "Precondition failed: %s in precondition: %s, %s in object meta: %s"
                  .formatted(what, wanted.orElseThrow(), what, found.asText())));
    }
  }

  /**
   * Each by itself, as it was listed: one that has been replaced meanwhile stays, and what is gone
   * already is as wanted.
   */
  Answer selected(ApiRequest request, Route.Collection route, Representation form) {
    ResourceType<?> type = route.type();
    Options options = Options.of(request);
    ListEndpoint.Part part;
    List<Item> deleted = new ArrayList<>();
    try {
      part = lists.part(request, route, Selection.of(request, type));
      for (Item item : part.items()) {
        if (options.dryRun() || delete(type, item, options.preconditions())) {
          deleted.add(item);
        }
      }
    } catch (StoreException e) {
      throw new ApiException(ApiStatus.of(e, type, ""));
    }
    return form.list(
        new ListEndpoint.Part(deleted, part.resourceVersion(), part.next(), part.remaining()));
  }

  private boolean delete(ResourceType<?> type, Item item, Preconditions wanted) {
    Optional<String> uid = Optional.of(item.tree().path("metadata").path("uid").asText());
    try {
      store.delete(
          type, item.namespace(), item.name(), new Preconditions(uid, wanted.resourceVersion()));
      return true;
    } catch (StoreException e) {
      if (e.reason() == StoreException.Reason.NOT_FOUND
          || e.reason() == StoreException.Reason.CONFLICT) {
        return false;
      }
      throw e;
    }
  }

  /** A namespace goes when nothing is in it: its deletion never deletes notebooks by surprise. */
  private void requireEmpty(String namespace) {
    for (ResourceType<?> type : Kinds.all()) {
      if (type.namespaced() && !type.equals(Kinds.EVENT)) {
        int left = store.listing(type, namespace).items().size();
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
}
