package dev.heddle.operator.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.ResourceType;
import dev.heddle.operator.store.ObjectStore;
import dev.heddle.operator.store.ObjectStore.Scope;
import dev.heddle.reconciler.store.StoreException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How often something runs, in the words that {@code kubectl scale} knows: a notebook once or not
 * at all, which is its {@code suspend}; an application with one service as often as that has
 * instances.
 */
final class ScaleEndpoint {

  private static final String MERGE_PATCH = "application/merge-patch+json";

  private final ObjectStore store;
  private final WriteEndpoint writes;

  ScaleEndpoint(ObjectStore store, WriteEndpoint writes) {
    this.store = requireNonNull(store, "store is null");
    this.writes = requireNonNull(writes, "writes is null");
  }

  Answer answer(ApiRequest request, Route.ItemScale route) {
    ObjectNode object = existing(route);
    return switch (request.method()) {
      case "GET" -> Answer.ok(scale(route.type(), object));
      case "PUT" -> change(request, route, object, RequestBody.object(request).tree());
      case "PATCH" -> {
        RequestBody.requireType(request, Set.of(MERGE_PATCH));
        ObjectNode patch = RequestBody.patch(request).tree();
        yield change(request, route, object, MergePatch.apply(scale(route.type(), object), patch));
      }
      default -> throw ApiException.notAllowed(request.method());
    };
  }

  private ObjectNode existing(Route.ItemScale route) {
    try {
      return store
          .get(route.type(), route.namespace(), route.name())
          .orElseThrow(() -> ApiException.notFound(route.type(), route.name()));
    } catch (StoreException e) {
      throw new ApiException(ApiStatus.of(e, route.type(), route.name()));
    }
  }

  private Answer change(
      ApiRequest request, Route.ItemScale route, ObjectNode object, ObjectNode wanted) {
    JsonNode replicas = wanted.path("spec").path("replicas");
    if (!replicas.canConvertToInt() || replicas.intValue() < 0) {
      throw invalid(route, "Invalid value: " + replicas + ": must be a number of 0 or more");
    }
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    patch.set("spec", spec(route, object, replicas.intValue()));
    JsonNode version = wanted.path("metadata").path("resourceVersion");
    if (version.isTextual() && request.method().equals("PUT")) {
      patch.putObject("metadata").set("resourceVersion", version);
    }
    ApiRequest asPatch =
        new ApiRequest(
            "PATCH",
            request.caller(),
            request.query(),
            request.accept(),
            MERGE_PATCH,
            request.userAgent(),
            Bytes.of(patch.toString().getBytes(UTF_8)));
    WriteEndpoint.Written written =
        writes.patch(asPatch, route.type(), route.namespace(), route.name(), Scope.SPEC);
    return Answer.ok(scale(route.type(), written.object()));
  }

  private static ObjectNode spec(Route.ItemScale route, ObjectNode object, int replicas) {
    ObjectNode spec = JsonNodeFactory.instance.objectNode();
    if (route.type().equals(Kinds.NOTEBOOK)) {
      if (replicas > 1) {
        throw invalid(
            route, "Invalid value: " + replicas + ": a notebook runs once; allowed are 0 and 1");
      }
      return spec.put("suspend", replicas == 0);
    }
    String service = onlyService(object).getKey();
    spec.putObject("services").putObject(service).put("instances", replicas);
    return spec;
  }

  private static Map.Entry<String, JsonNode> onlyService(ObjectNode application) {
    JsonNode services = application.path("spec").path("services");
    if (services.size() != 1) {
      throw ApiException.badRequest(
          "the application has "
              + services.size()
              + " services, and one number can't be meant for all of them; use heddle container"
              + " scale, which takes the service's name");
    }
    return services.properties().iterator().next();
  }

  private static ObjectNode scale(ResourceType<?> type, ObjectNode object) {
    JsonNode metadata = object.path("metadata");
    ObjectNode scale = JsonNodeFactory.instance.objectNode();
    scale.put("kind", "Scale").put("apiVersion", "autoscaling/v1");
    ObjectNode identity = scale.putObject("metadata");
    for (String field :
        List.of("name", "namespace", "uid", "resourceVersion", "creationTimestamp")) {
      if (metadata.has(field)) {
        identity.set(field, metadata.get(field));
      }
    }
    JsonNode spec = object.path("spec");
    JsonNode status = object.path("status");
    ObjectNode wanted = scale.putObject("spec");
    ObjectNode found = scale.putObject("status");
    if (type.equals(Kinds.NOTEBOOK)) {
      wanted.put("replicas", spec.path("suspend").asBoolean(false) ? 0 : 1);
      found.put("replicas", status.path("phase").asText().equals("Ready") ? 1 : 0);
      found.put("selector", "heddle.dev/notebook=" + metadata.path("name").asText());
    } else {
      Map.Entry<String, JsonNode> service = onlyService(object);
      wanted.put("replicas", service.getValue().path("instances").asInt(1));
      found.put("replicas", ready(status, service.getKey()));
      found.put(
          "selector",
          "heddle.dev/application=%s,heddle.dev/service=%s"
              .formatted(metadata.path("name").asText(), service.getKey()));
    }
    return scale;
  }

  private static int ready(JsonNode status, String service) {
    for (JsonNode each : status.path("services")) {
      if (each.path("name").asText().equals(service)) {
        return each.path("ready").asInt(0);
      }
    }
    return 0;
  }

  private static ApiException invalid(Route.ItemScale route, String message) {
    return new ApiException(
        ApiStatus.invalid(
            route.type(),
            route.name(),
            List.of(new ApiStatus.Cause("FieldValueInvalid", message, "spec.replicas"))));
  }
}
