package dev.heddle.operator.application;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.application.RestartPolicy;
import dev.heddle.crd.application.Terms;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What a resource wants of YARN.
 *
 * @param uid the identity
 * @param generation of the spec that was read
 * @param target whether an application should be there
 * @param launchHash what it should be
 * @param user the user YARN should see
 * @param restartPolicy what follows an end by itself
 * @param stopGrace how long a stop may take
 * @param terms what YARN should have granted
 * @param instances how many of each service should run, where they have containers of their own
 * @param culling when it is stopped because nobody uses it
 * @param problem why nothing can be submitted for it now; what runs is left alone
 */
record Desired(
    String uid,
    long generation,
    Target target,
    String launchHash,
    String user,
    RestartPolicy restartPolicy,
    Duration stopGrace,
    Terms terms,
    Map<String, Integer> instances,
    CullingWish culling,
    Optional<Problem> problem) {

  Desired {
    requireNonNull(uid, "uid is null");
    requireNonNull(target, "target is null");
    requireNonNull(launchHash, "launchHash is null");
    requireNonNull(user, "user is null");
    requireNonNull(restartPolicy, "restartPolicy is null");
    requireNonNull(stopGrace, "stopGrace is null");
    requireNonNull(terms, "terms is null");
    instances = Map.copyOf(instances);
    requireNonNull(culling, "culling is null");
    requireNonNull(problem, "problem is null");
  }

  /** Why it rests, as a condition's reason. */
  String restReason() {
    return culling.culled().isPresent() ? "Culled" : "Stopped";
  }

  /** Why it rests, in words. */
  String restMessage() {
    return culling.culled().orElse("spec.suspend is true");
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
