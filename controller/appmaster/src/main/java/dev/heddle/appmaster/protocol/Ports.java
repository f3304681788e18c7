package dev.heddle.appmaster.protocol;

import java.util.Map;
import java.util.TreeMap;

/** Ports by name, as they are written in messages. */
public final class Ports {
  private Ports() {}

  public static JsonObject toJson(Map<String, Integer> ports) {
    JsonObject json = JsonObject.create();
    for (Map.Entry<String, Integer> port : new TreeMap<>(ports).entrySet()) {
      json.put(port.getKey(), port.getValue());
    }
    return json;
  }

  /** The field {@code ports} of an object; empty when there is none. */
  public static Map<String, Integer> fromJson(JsonObject json) {
    Map<String, Integer> ports = new TreeMap<>();
    for (Map.Entry<String, Long> port : json.integerMap("ports").entrySet()) {
      ports.put(port.getKey(), Math.toIntExact(port.getValue()));
    }
    return ports;
  }
}
