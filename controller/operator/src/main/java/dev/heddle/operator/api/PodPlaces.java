package dev.heddle.operator.api;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.application.Application;
import dev.heddle.crd.json.Json;
import dev.heddle.crd.json.Kinds;
import dev.heddle.operator.pod.PodPlace;
import dev.heddle.operator.pod.PodView;
import dev.heddle.operator.store.ObjectStore;
import dev.heddle.reconciler.store.StoreException;
import java.util.Optional;

/** Finds what a pod is: its application, and the container in it. */
final class PodPlaces {

  private final ObjectStore store;

  PodPlaces(ObjectStore store) {
    this.store = requireNonNull(store, "store is null");
  }

  /** A pod that there is now. */
  record Found(Application application, PodPlace place) {}

  Found find(String namespace, String pod) {
    try {
      for (String name : new PodView().sources(pod)) {
        Optional<ObjectNode> tree = store.get(Kinds.APPLICATION, namespace, name);
        if (tree.isPresent()) {
          Application application = Json.fromTree(Kinds.APPLICATION, tree.get());
          for (PodPlace place : PodPlace.of(application)) {
            if (place.pod().equals(pod)) {
              return new Found(application, place);
            }
          }
        }
      }
    } catch (StoreException e) {
      throw new ApiException(ApiStatus.of(e, Kinds.POD, pod));
    }
    throw ApiException.notFound(Kinds.POD, pod);
  }

  /** The one container, which a client may name or not. */
  static void requireContainer(Found pod, Optional<String> container) {
    String only = pod.place().container();
    if (container.filter(name -> !name.equals(only)).isPresent()) {
      throw ApiException.badRequest(
          "container %s is not valid for pod %s; it has only %s"
              .formatted(container.get(), pod.place().pod(), only));
    }
  }
}
