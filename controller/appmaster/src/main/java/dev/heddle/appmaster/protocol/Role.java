package dev.heddle.appmaster.protocol;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/** What an agent is in its application. */
public sealed interface Role {

  /** The application master of an application whose one process runs beside it. */
  record Alone() implements Role {}

  /**
   * The application master of an application whose services run in containers of their own.
   *
   * @param script whether a process runs beside it too, whose end is the application's end
   */
  record Master(boolean script) implements Role {}

  /**
   * The agent beside the process of a service in a container of its own.
   *
   * @param service name of the service
   * @param instance number of this container among all that the service ever had
   * @param masterHost where the application master was when this container was started
   * @param masterPort of its HTTPS interface
   * @param orphanAfter how long the process goes on when no application master answers
   */
  record Container(
      String service, int instance, String masterHost, int masterPort, Duration orphanAfter)
      implements Role {
    public Container {
      requireNonNull(service, "service is null");
      requireNonNull(masterHost, "masterHost is null");
      requireNonNull(orphanAfter, "orphanAfter is null");
    }
  }

  default JsonObject toJson() {
    JsonObject json = JsonObject.create();
    if (this instanceof Master master) {
      return json.put("is", "master").put("script", master.script());
    }
    if (this instanceof Container container) {
      return json.put("is", "container")
          .put("service", container.service())
          .put("instance", container.instance())
          .put("masterHost", container.masterHost())
          .put("masterPort", container.masterPort())
          .put("orphanAfter", container.orphanAfter());
    }
    return json.put("is", "alone");
  }

  static Role fromJson(JsonObject json) {
    String is = json.string("is");
    return switch (is) {
      case "master" -> new Master(json.bool("script", false));
      case "container" ->
          new Container(
              json.string("service"),
              Math.toIntExact(json.integer("instance")),
              json.string("masterHost"),
              Math.toIntExact(json.integer("masterPort")),
              json.duration("orphanAfter"));
      case "alone" -> new Alone();
      default -> throw new MalformedMessageException("field role has the unknown value " + is);
    };
  }
}
