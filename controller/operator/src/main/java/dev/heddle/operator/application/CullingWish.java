package dev.heddle.operator.application;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.application.Culling;
import dev.heddle.operator.culling.PolicyStop;
import java.time.Instant;
import java.util.Optional;

/**
 * What a resource says of being stopped because nobody uses it.
 *
 * @param rule when; empty for never
 * @param keepUntil until when somebody asked to keep it
 * @param stop that a policy wants it stopped once it is not at work; carried out like a culling
 * @param culled that it was stopped so, and nobody has asked for anything else since (I6), in words
 */
record CullingWish(
    Optional<Culling> rule,
    Optional<Instant> keepUntil,
    Optional<PolicyStop> stop,
    Optional<String> culled) {

  static final CullingWish NONE =
      new CullingWish(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  CullingWish {
    requireNonNull(rule, "rule is null");
    requireNonNull(keepUntil, "keepUntil is null");
    requireNonNull(stop, "stop is null");
    requireNonNull(culled, "culled is null");
  }
}
