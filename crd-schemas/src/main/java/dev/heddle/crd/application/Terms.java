package dev.heddle.crd.application;

import static java.util.Objects.requireNonNullElse;

import java.time.Duration;
import java.util.Optional;

/**
 * What was asked of YARN for an application and can be asked anew while it runs. The cluster may
 * have granted less.
 *
 * @param priority among the applications of its queue: higher is served first
 * @param maxLifetime from the submission to the moment when YARN ends it
 * @param queue where it is to run; empty where it is not known what was asked for
 */
public record Terms(
    Optional<Integer> priority, Optional<Duration> maxLifetime, Optional<String> queue) {

  /** The queue of whoever names none; the schema's default, as YARN's. */
  public static final String DEFAULT_QUEUE = "default";

  public Terms {
    priority = requireNonNullElse(priority, Optional.empty());
    maxLifetime = requireNonNullElse(maxLifetime, Optional.empty());
    queue = requireNonNullElse(queue, Optional.empty());
  }

  /** Nothing in particular: what the queue gives. */
  public static Terms none() {
    return new Terms(Optional.empty(), Optional.empty(), Optional.empty());
  }
}
