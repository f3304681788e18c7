package dev.heddle.appmaster.master;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.protocol.InstanceState;
import dev.heddle.appmaster.protocol.InstanceStatus;
import dev.heddle.appmaster.protocol.JsonObject;
import dev.heddle.appmaster.protocol.ServiceSpec;
import dev.heddle.appmaster.protocol.ServiceStatus;
import dev.heddle.appmaster.protocol.ServicesSpec;
import dev.heddle.appmaster.protocol.ShutdownRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything the application master remembers of its services. Saved after every change, so that
 * one that was killed, or the next attempt, goes on where it stopped.
 *
 * @param services by name, in the order of their specs
 * @param instances the live ones and the last that ended, oldest first
 * @param generation of the resource that last set the numbers
 * @param script whether a process beside the application master is still to be waited for
 * @param stop how the application is to end, once that is decided
 * @param lastFailure why a process or container was last replaced after a failure; empty before
 * @param ended whether nothing is left and the end has been planned
 */
record Fleet(
    Map<String, ServiceState> services,
    List<Instance> instances,
    long generation,
    boolean script,
    Optional<ShutdownRequest> stop,
    String lastFailure,
    boolean ended) {
  /** Ended instances that are still shown, for each service. */
  private static final int REMEMBERED = 8;

  Fleet {
    services = Collections.unmodifiableMap(new LinkedHashMap<>(services));
    instances = List.copyOf(instances);
    requireNonNull(stop, "stop is null");
    requireNonNull(lastFailure, "lastFailure is null");
  }

  static Fleet initial(ServicesSpec spec, boolean script) {
    Map<String, ServiceState> services = new LinkedHashMap<>();
    for (ServiceSpec service : spec.services()) {
      services.put(service.name(), ServiceState.initial(service.instances()));
    }
    return new Fleet(services, List.of(), spec.generation(), script, Optional.empty(), "", false);
  }

  ServiceState service(String name) {
    return services.get(name);
  }

  List<Instance> of(String service) {
    List<Instance> found = new ArrayList<>();
    for (Instance instance : instances) {
      if (instance.id().service().equals(service)) {
        found.add(instance);
      }
    }
    return found;
  }

  Optional<Instance> holder(String containerId) {
    for (Instance instance : instances) {
      if (instance.holds(containerId)) {
        return Optional.of(instance);
      }
    }
    return Optional.empty();
  }

  Optional<Instance> instance(InstanceId id) {
    for (Instance instance : instances) {
      if (instance.id().equals(id)) {
        return Optional.of(instance);
      }
    }
    return Optional.empty();
  }

  /** Whether something is about to change, so that YARN is to be asked often. */
  boolean isMoving() {
    for (Instance instance : instances) {
      boolean settled =
          instance.is(InstanceState.RUNNING)
              || instance.is(InstanceState.READY)
              || instance.is(InstanceState.WAITING);
      if (instance.isLive() ? !settled : !instance.yarnDone()) {
        return true;
      }
    }
    return stop.isPresent();
  }

  List<ServiceStatus> status() {
    List<ServiceStatus> result = new ArrayList<>();
    for (Map.Entry<String, ServiceState> entry : services.entrySet()) {
      List<InstanceStatus> shown = new ArrayList<>();
      int ready = 0;
      for (Instance instance : of(entry.getKey())) {
        shown.add(instance.status());
        ready += instance.is(InstanceState.READY) ? 1 : 0;
      }
      result.add(
          new ServiceStatus(
              entry.getKey(),
              entry.getValue().desired(),
              ready,
              entry.getValue().restarts(),
              shown));
    }
    return result;
  }

  Fleet with(String service, ServiceState state) {
    Map<String, ServiceState> changed = new LinkedHashMap<>(services);
    changed.put(service, state);
    return new Fleet(changed, instances, generation, script, stop, lastFailure, ended);
  }

  Fleet with(Instance changed) {
    List<Instance> all = new ArrayList<>();
    for (Instance instance : instances) {
      all.add(instance.id().equals(changed.id()) ? changed : instance);
    }
    return withInstances(all);
  }

  Fleet plus(Instance added) {
    List<Instance> all = new ArrayList<>(instances);
    all.add(added);
    return withInstances(all);
  }

  /** Forgets what ended long ago. */
  Fleet pruned() {
    List<Instance> kept = new ArrayList<>();
    for (String name : services.keySet()) {
      List<Instance> over = new ArrayList<>();
      for (Instance instance : of(name)) {
        if (!instance.isLive() && instance.yarnDone()) {
          over.add(instance);
        }
      }
      List<Instance> forgotten = over.subList(0, Math.max(0, over.size() - REMEMBERED));
      for (Instance instance : of(name)) {
        if (!forgotten.contains(instance)) {
          kept.add(instance);
        }
      }
    }
    return kept.size() == instances.size() ? this : withInstances(kept);
  }

  private Fleet withInstances(List<Instance> all) {
    return new Fleet(services, all, generation, script, stop, lastFailure, ended);
  }

  Fleet withGeneration(long newest) {
    return new Fleet(services, instances, newest, script, stop, lastFailure, ended);
  }

  Fleet withFailure(String why) {
    return new Fleet(services, instances, generation, script, stop, why, ended);
  }

  Fleet scriptOver() {
    return new Fleet(services, instances, generation, false, stop, lastFailure, ended);
  }

  Fleet stopping(ShutdownRequest request) {
    return new Fleet(
        services, instances, generation, script, Optional.of(request), lastFailure, ended);
  }

  Fleet over() {
    return new Fleet(services, instances, generation, script, stop, lastFailure, true);
  }

  String toJson(boolean withTickets) {
    JsonObject states = JsonObject.create();
    services.forEach((name, state) -> states.put(name, state.toJson()));
    List<JsonObject> all = new ArrayList<>();
    instances.forEach(instance -> all.add(instance.toJson(withTickets)));
    return JsonObject.create()
        .put("services", states)
        .putObjects("instances", all)
        .put("generation", generation)
        .put("script", script)
        .put("stop", stop.map(ShutdownRequest::toJson))
        .put("lastFailure", lastFailure)
        .put("ended", ended)
        .toString();
  }

  static Fleet fromJson(String text) {
    JsonObject json = JsonObject.parse(text);
    Map<String, ServiceState> services = new LinkedHashMap<>();
    json.objectMap("services")
        .forEach((name, state) -> services.put(name, ServiceState.fromJson(state)));
    List<Instance> instances = new ArrayList<>();
    json.objectList("instances").forEach(each -> instances.add(Instance.fromJson(each)));
    return new Fleet(
        services,
        instances,
        json.integer("generation"),
        json.bool("script", false),
        json.optionalString("stop").map(ShutdownRequest::fromJson),
        json.optionalString("lastFailure").orElse(""),
        json.bool("ended", false));
  }
}
