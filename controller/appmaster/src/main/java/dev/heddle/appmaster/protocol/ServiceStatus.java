package dev.heddle.appmaster.protocol;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * One service in containers of its own, as it is shown.
 *
 * @param desired how many instances should run; those that ended well for good are not among them
 * @param ready how many answer
 * @param restarts how often a process was started again, in its container or in another one
 * @param instances the live ones and some that are over, oldest first
 */
public record ServiceStatus(
    String name, int desired, int ready, int restarts, List<InstanceStatus> instances) {
  public ServiceStatus {
    requireNonNull(name, "name is null");
    instances = List.copyOf(instances);
  }

  JsonObject toJson() {
    return JsonObject.create()
        .put("name", name)
        .put("desired", desired)
        .put("ready", ready)
        .put("restarts", restarts)
        .putObjects("instances", instances.stream().map(InstanceStatus::toJson).toList());
  }

  static ServiceStatus fromJson(JsonObject json) {
    return new ServiceStatus(
        json.string("name"),
        Math.toIntExact(json.integer("desired")),
        Math.toIntExact(json.integer("ready")),
        Math.toIntExact(json.integer("restarts", 0)),
        json.objectList("instances").stream().map(InstanceStatus::fromJson).toList());
  }
}
