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
 * @param tag by which the rules of other services know it; empty when none asks for it, and needed
 *     where there is {@code placement}
 * @param placement what must hold of a place, seen from other containers
 */
public record ContainerNeeds(
    long memoryMib,
    int vcores,
    Map<String, Long> resources,
    String nodeLabel,
    List<String> nodes,
    List<String> racks,
    boolean relaxLocality,
    String tag,
    List<PlacementNeed> placement) {
  public ContainerNeeds {
    resources = Map.copyOf(resources);
    requireNonNull(nodeLabel, "nodeLabel is null");
    nodes = List.copyOf(nodes);
    racks = List.copyOf(racks);
    requireNonNull(tag, "tag is null");
    placement = List.copyOf(placement);
  }

  /** Whatever runs beside it. */
  public ContainerNeeds(
      long memoryMib,
      int vcores,
      Map<String, Long> resources,
      String nodeLabel,
      List<String> nodes,
      List<String> racks,
      boolean relaxLocality) {
    this(memoryMib, vcores, resources, nodeLabel, nodes, racks, relaxLocality, "", List.of());
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
        .put("relaxLocality", relaxLocality)
        .put("tag", tag)
        .putObjects("placement", placement.stream().map(PlacementNeed::toJson).toList());
  }

  static ContainerNeeds fromJson(JsonObject json) {
    return new ContainerNeeds(
        json.integer("memoryMib"),
        Math.toIntExact(json.integer("vcores")),
        new LinkedHashMap<>(json.integerMap("resources")),
        json.string("nodeLabel"),
        json.stringList("nodes"),
        json.stringList("racks"),
        json.bool("relaxLocality", true),
        json.optionalString("tag").orElse(""),
        json.objectList("placement").stream().map(PlacementNeed::fromJson).toList());
  }
}
