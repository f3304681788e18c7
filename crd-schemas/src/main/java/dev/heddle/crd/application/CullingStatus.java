package dev.heddle.crd.application;

import static java.util.Objects.requireNonNullElse;

import java.time.Instant;
import java.util.Optional;

/**
 * What {@link Culling} is about to do, or has done.
 *
 * @param idleSince since when it has not been used; empty while it is
 * @param eligibleAt when it is stopped unless it is used before
 * @param blockedBy what keeps it from being stopped then, in words
 * @param culledAt when it was stopped for not being used
 * @param culledLaunch what it was launched as: it stays stopped for as long as that is what is
 *     asked for (I6)
 */
public record CullingStatus(
    Optional<Instant> idleSince,
    Optional<Instant> eligibleAt,
    Optional<String> blockedBy,
    Optional<Instant> culledAt,
    Optional<String> culledLaunch) {

  public CullingStatus {
    idleSince = requireNonNullElse(idleSince, Optional.empty());
    eligibleAt = requireNonNullElse(eligibleAt, Optional.empty());
    blockedBy = requireNonNullElse(blockedBy, Optional.empty());
    culledAt = requireNonNullElse(culledAt, Optional.empty());
    culledLaunch = requireNonNullElse(culledLaunch, Optional.empty());
  }
}
