package dev.heddle.appmaster.protocol;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a container of a service must have and where it may be.
 *
 * @param memoryMib memory, the agent's share included
 * @param resources further countable resources by YARN's name
 * @param nodeLabel empty for none
 * @param nodes hosts to prefer, or to insist on
 * @param racks the same for racks; those of the hosts are among them
 * @param relaxLocality whether other places will do
 */
public record ContainerNeeds(
    long memoryMib,
    int vcores,
    Map<String, Long> resources,
    String nodeLabel,
    List<String> nodes,
    List<String> racks,
    boolean relaxLocality) {
  public ContainerNeeds {
    resources = Map.copyOf(resources);
    requireNonNull(nodeLabel, "nodeLabel is null");
    nodes = List.copyOf(nodes);
    racks = List.copyOf(racks);
  }

  JsonObject toJson() {
    JsonObject counts = JsonObject.create();
    resources.forEach(counts::put);
    return JsonObject.create()
        .put("memoryMib", memoryMib)
        .put("vcores", vcores)
        .put("resources", counts)
        .put("nodeLabel", nodeLabel)
        .put("nodes", nodes)
        .put("racks", racks)
        .put("relaxLocality", relaxLocality);
  }

  static ContainerNeeds fromJson(JsonObject json) {
    return new ContainerNeeds(
        json.integer("memoryMib"),
        Math.toIntExact(json.integer("vcores")),
        new LinkedHashMap<>(json.integerMap("resources")),
        json.string("nodeLabel"),
        json.stringList("nodes"),
        json.stringList("racks"),
        json.bool("relaxLocality", true));
  }
}
