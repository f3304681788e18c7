package dev.heddle.appmaster.protocol;

import static java.util.Objects.requireNonNull;

import java.util.Locale;

/**
 * A port that a process wants to listen on.
 *
 * @param name as people call it
 * @param first the first that will do; 0 when any of the installation's range will
 * @param last the last that will do
 */
public record PortWish(String name, int first, int last) {
  public PortWish {
    requireNonNull(name, "name is null");
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9_-]*")) {
      throw new IllegalArgumentException("a port cannot be named " + name);
    }
    if (first < 0 || first > last || last > 65_535) {
      throw new IllegalArgumentException("not a range of ports: " + first + "-" + last);
    }
  }

  /** What the name is in the name of the environment variable. */
  public String variable() {
    return "HEDDLE_PORT_" + name.toUpperCase(Locale.ROOT).replace('-', '_');
  }

  JsonObject toJson() {
    return JsonObject.create().put("name", name).put("first", first).put("last", last);
  }

  static PortWish fromJson(JsonObject json) {
    return new PortWish(
        json.string("name"),
        Math.toIntExact(json.integer("first")),
        Math.toIntExact(json.integer("last")));
  }
}
