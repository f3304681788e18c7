package dev.heddle.appmaster.protocol;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Body of {@code POST /v1/scale}.
 *
 * @param generation of the resource that asks; one that is not newer than the last is ignored, so
 *     that a repeat does not undo what was asked in between. 0 when nobody counts
 * @param instances service to how many instances should run
 */
public record ScaleRequest(long generation, Map<String, Integer> instances) {
  public ScaleRequest {
    instances = Map.copyOf(instances);
    instances.forEach(
        (service, count) -> {
          if (count < 0) {
            throw new IllegalArgumentException(
                "found "
                    + count
                    + " instances for service "
                    + service
                    + "; 0 or more are possible");
          }
        });
  }

  public String toJson() {
    JsonObject counts = JsonObject.create();
    instances.forEach(counts::put);
    return JsonObject.create().put("generation", generation).put("instances", counts).toString();
  }

  public static ScaleRequest fromJson(String text) {
    JsonObject json = JsonObject.parse(text);
    Map<String, Integer> counts = new LinkedHashMap<>();
    json.integerMap("instances").forEach((name, count) -> counts.put(name, Math.toIntExact(count)));
    return new ScaleRequest(json.integer("generation", 0), counts);
  }
}
