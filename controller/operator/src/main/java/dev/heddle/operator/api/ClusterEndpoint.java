package dev.heddle.operator.api;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Nodes and queues, which are no objects of the store. */
final class ClusterEndpoint {

  private final ClusterAccess access;

  ClusterEndpoint(ClusterAccess access) {
    this.access = requireNonNull(access, "access is null");
  }

  Answer answer(ApiRequest request, Route.ClusterPart part) {
    if (!request.method().equals("GET")) {
      throw ApiException.notAllowed(request.method());
    }
    ObjectNode list = JsonNodeFactory.instance.objectNode();
    ArrayNode items = list.putArray("items");
    try {
      switch (part.what()) {
        case NODES -> access.nodes().forEach(items::add);
        case QUEUES -> access.queues().forEach(items::add);
      }
    } catch (ApplicationAccessException e) {
      throw new ApiException(ApplicationEndpoint.status(e, "yarn"));
    }
    return Answer.ok(list);
  }
}
