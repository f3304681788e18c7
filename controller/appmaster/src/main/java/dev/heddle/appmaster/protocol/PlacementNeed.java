package dev.heddle.appmaster.protocol;

import java.util.List;

/**
 * How many containers of an application's services must or may be at a place before one more comes.
 *
 * @param services whose containers count
 * @param rack whether a place is a rack, and not a node
 * @param min how many must be there
 * @param max how many may be there; 0 for none
 */
public record PlacementNeed(List<String> services, boolean rack, int min, int max) {
  public PlacementNeed {
    services = List.copyOf(services);
  }

  JsonObject toJson() {
    return JsonObject.create()
        .put("services", services)
        .put("rack", rack)
        .put("min", min)
        .put("max", max);
  }

  static PlacementNeed fromJson(JsonObject json) {
    return new PlacementNeed(
        json.stringList("services"),
        json.bool("rack", false),
        Math.toIntExact(json.integer("min")),
        Math.toIntExact(json.integer("max")));
  }
}
