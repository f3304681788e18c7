package dev.heddle.operator.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.heddle.operator.api.ClusterAccess;
import java.util.List;

/** A cluster of one node and two queues. */
public final class InMemoryClusterAccess implements ClusterAccess {

  @Override
  public List<JsonNode> nodes() {
    return List.of(
        JsonNodeFactory.instance
            .objectNode()
            .put("id", "node1:8041")
            .put("host", "node1")
            .put("rack", "/default-rack")
            .put("state", "RUNNING")
            .put("containers", 2)
            .put("memoryMib", 8192)
            .put("usedMemoryMib", 2048)
            .put("vcores", 8)
            .put("usedVcores", 2));
  }

  @Override
  public List<JsonNode> queues() {
    return List.of(queue("root", 100, 25), queue("root.research", 50, 50));
  }

  private static JsonNode queue(String name, double capacity, double used) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("name", name)
        .put("state", "RUNNING")
        .put("capacityPercent", capacity)
        .put("maximumPercent", 100.0)
        .put("usedPercent", used);
  }
}
