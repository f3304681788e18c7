package dev.heddle.appmaster.master;

import dev.heddle.appmaster.protocol.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the application master remembers of one service besides its instances.
 *
 * @param desired how many instances should be live; one that ends well for good takes its place
 *     away with it
 * @param declared what the resource last said of that; others may have said otherwise since
 * @param completed how many ended for good since the number was last set
 * @param nextNumber number of the next instance
 * @param released whether what depends on this service may start: it was ready once
 * @param restarts how often a process or a container was replaced after a failure
 * @param recent those of them that still count
 * @param startAt before which no new instance is begun
 * @param launchFailures containers in a row that could not be started
 */
record ServiceState(
    int desired,
    int declared,
    int completed,
    int nextNumber,
    boolean released,
    int restarts,
    List<Instant> recent,
    Optional<Instant> startAt,
    int launchFailures) {
  ServiceState {
    recent = List.copyOf(recent);
  }

  static ServiceState initial(int instances) {
    return new ServiceState(instances, instances, 0, 0, false, 0, List.of(), Optional.empty(), 0);
  }

  /** Nothing of it is left to run, and that came about by itself. */
  boolean isFinished() {
    return desired == 0 && completed > 0;
  }

  ServiceState scaled(int count) {
    return new ServiceState(
        count, declared, 0, nextNumber, released, restarts, recent, startAt, launchFailures);
  }

  ServiceState declared(int count) {
    return new ServiceState(
        count, count, 0, nextNumber, released, restarts, recent, startAt, launchFailures);
  }

  ServiceState completedOne() {
    return new ServiceState(
        Math.max(0, desired - 1),
        declared,
        completed + 1,
        nextNumber,
        released,
        restarts,
        recent,
        startAt,
        launchFailures);
  }

  ServiceState begunOne() {
    return new ServiceState(
        desired,
        declared,
        completed,
        nextNumber + 1,
        released,
        restarts,
        recent,
        startAt,
        launchFailures);
  }

  ServiceState release() {
    return new ServiceState(
        desired, declared, completed, nextNumber, true, restarts, recent, startAt, launchFailures);
  }

  /** So many failures more, remembered as far as they still count. */
  ServiceState failed(int more, List<Instant> counted, Instant now) {
    List<Instant> all = new ArrayList<>(counted);
    for (int i = 0; i < more; i++) {
      all.add(now);
    }
    return new ServiceState(
        desired,
        declared,
        completed,
        nextNumber,
        released,
        restarts + more,
        all,
        startAt,
        launchFailures);
  }

  ServiceState startingAt(Instant at) {
    return new ServiceState(
        desired,
        declared,
        completed,
        nextNumber,
        released,
        restarts,
        recent,
        Optional.of(at),
        launchFailures);
  }

  ServiceState launchFailures(int count) {
    return new ServiceState(
        desired, declared, completed, nextNumber, released, restarts, recent, startAt, count);
  }

  JsonObject toJson() {
    List<String> times = new ArrayList<>();
    recent.forEach(at -> times.add(at.toString()));
    return JsonObject.create()
        .put("desired", desired)
        .put("declared", declared)
        .put("completed", completed)
        .put("nextNumber", nextNumber)
        .put("released", released)
        .put("restarts", restarts)
        .put("recent", times)
        .put("startAt", startAt)
        .put("launchFailures", launchFailures);
  }

  static ServiceState fromJson(JsonObject json) {
    List<Instant> times = new ArrayList<>();
    json.stringList("recent").forEach(text -> times.add(Instant.parse(text)));
    return new ServiceState(
        Math.toIntExact(json.integer("desired")),
        Math.toIntExact(json.integer("declared")),
        Math.toIntExact(json.integer("completed")),
        Math.toIntExact(json.integer("nextNumber")),
        json.bool("released", false),
        Math.toIntExact(json.integer("restarts")),
        times,
        json.optionalInstant("startAt"),
        Math.toIntExact(json.integer("launchFailures")));
  }
}
