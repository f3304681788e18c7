package dev.heddle.operator.pod;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.application.Application;
import dev.heddle.crd.json.Json;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.ResourceType;
import dev.heddle.operator.view.View;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;

/**
 * Where applications listen, as Services: one for each that has a page or ports now. Its ports are
 * those of the pod it finds first, which is what {@code kubectl port-forward svc/NAME} needs.
 */
public final class ServiceView implements View {

  @Override
  public ResourceType<?> type() {
    return Kinds.SERVICE;
  }

  @Override
  public ResourceType<?> source() {
    return Kinds.APPLICATION;
  }

  @Override
  public List<ObjectNode> of(ObjectNode source) {
    Application application = Json.fromTree(Kinds.APPLICATION, source);
    for (PodPlace place : PodPlace.of(application)) {
      if (!place.ports().isEmpty() && !PodPlace.isOver(application.status())) {
        return List.of(draw(application, place));
      }
    }
    return List.of();
  }

  @Override
  public List<String> sources(String name) {
    return List.of(name);
  }

  private static ObjectNode draw(Application application, PodPlace place) {
    ObjectNode service = JsonNodeFactory.instance.objectNode();
    service.put("kind", "Service").put("apiVersion", "v1");
    ObjectNode metadata =
        PodMetadata.of(
            application,
            application.metadata().name(),
            application.metadata().creationTimestamp().orElse(Instant.EPOCH),
            "");
    PodMetadata.labels(application).forEach(metadata.withObjectProperty("labels")::put);
    service.set("metadata", metadata);
    ObjectNode spec = service.putObject("spec");
    spec.put("type", "ClusterIP").put("clusterIP", "None");
    ObjectNode selector = spec.putObject("selector");
    selector.put(PodMetadata.APPLICATION, application.metadata().name());
    if (!place.container().equals(PodPlace.MASTER)) {
      selector.put(PodMetadata.SERVICE, place.container());
    }
    ArrayNode list = spec.putArray("ports");
    new TreeMap<>(place.ports())
        .forEach(
            (name, port) ->
                list.addObject()
                    .put("name", name)
                    .put("port", port)
                    .put("targetPort", port)
                    .put("protocol", "TCP"));
    service.putObject("status").putObject("loadBalancer");
    return service;
  }
}
