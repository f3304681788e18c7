package dev.heddle.operator.application;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.application.RestartPolicy;
import dev.heddle.crd.application.Terms;
import dev.heddle.crd.application.UpdateStrategy;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What a resource wants of YARN.
 *
 * @param uid the identity
 * @param generation of the spec that was read
 * @param target whether an application should be there
 * @param launchHash what it should be
 * @param launchParts the same, part by part
 * @param restartedAt the last wish for a new start; empty without one
 * @param updateStrategy when a change of it reaches what runs
 * @param changesFrom before when it is not restarted for a change that came from elsewhere
 * @param user the user YARN should see
 * @param restartPolicy what follows an end by itself
 * @param stopGrace how long a stop may take
 * @param terms what YARN should have granted
 * @param instances how many of each service should run, where they have containers of their own
 * @param culling when it is stopped because nobody uses it
 * @param schedule when it is to run
 * @param room what it takes of quotas
 * @param problem why nothing can be submitted for it now; what runs is left alone
 */
record Desired(
    String uid,
    long generation,
    Target target,
    String launchHash,
    Map<String, String> launchParts,
    String restartedAt,
    UpdateStrategy updateStrategy,
    Optional<Instant> changesFrom,
    String user,
    RestartPolicy restartPolicy,
    Duration stopGrace,
    Terms terms,
    Map<String, Integer> instances,
    CullingWish culling,
    ScheduleWish schedule,
    RoomWish room,
    Optional<Problem> problem) {

  Desired {
    requireNonNull(uid, "uid is null");
    requireNonNull(target, "target is null");
    requireNonNull(launchHash, "launchHash is null");
    launchParts = Map.copyOf(launchParts);
    requireNonNull(restartedAt, "restartedAt is null");
    requireNonNull(updateStrategy, "updateStrategy is null");
    requireNonNull(changesFrom, "changesFrom is null");
    requireNonNull(user, "user is null");
    requireNonNull(restartPolicy, "restartPolicy is null");
    requireNonNull(stopGrace, "stopGrace is null");
    requireNonNull(terms, "terms is null");
    instances = Map.copyOf(instances);
    requireNonNull(culling, "culling is null");
    requireNonNull(schedule, "schedule is null");
    requireNonNull(room, "room is null");
    requireNonNull(problem, "problem is null");
  }

  /** Why it rests, as a condition's reason. */
  String restReason() {
    if (culling.culled().isPresent()) {
      return culling.stop().isPresent() ? "StoppedByPolicy" : "Culled";
    }
    return schedule.outside().isPresent() ? "OutsideSchedule" : "Stopped";
  }

  /** Why it rests, in words. */
  String restMessage() {
    return culling.culled().or(schedule::outside).orElse("spec.suspend is true");
  }

  /** The same within its working hours: what was stopped before them does not count any more. */
  Desired open() {
    return with(
        Target.RUNNING, new ScheduleWish(schedule.name(), schedule.rule(), schedule.startedAt()));
  }

  /** The same outside its working hours. */
  Desired closed(String words) {
    return with(
        Target.STOPPED,
        new ScheduleWish(
            schedule.name(), schedule.rule(), schedule.startedAt(), Optional.of(words)));
  }

  private Desired with(Target newTarget, ScheduleWish newSchedule) {
    return new Desired(
        uid,
        generation,
        newTarget,
        launchHash,
        launchParts,
        restartedAt,
        updateStrategy,
        changesFrom,
        user,
        restartPolicy,
        stopGrace,
        terms,
        instances,
        new CullingWish(
            culling.rule(),
            culling.keepUntil(),
            culling.stop().filter(s -> culling.culled().isEmpty()),
            Optional.empty()),
        newSchedule,
        room,
        problem);
  }

  /** Whether an application should be there. */
  enum Target {
    RUNNING,
    /** Stopped by intent. */
    STOPPED,
    /** The resource is being deleted. */
    ABSENT
  }
}
