package dev.heddle.crd.application;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Optional;

/**
 * What {@link Schedule} says, and what follows from it.
 *
 * @param state whether it is inside its hours
 * @param since the start or stop that decides that
 * @param nextStart when they begin next
 * @param nextStop when they end next
 * @param heldUntil until when it runs outside its hours, because somebody asked for it
 * @param blockedBy what keeps it from being stopped outside its hours, in words
 */
public record ScheduleStatus(
    State state,
    Optional<Instant> since,
    Optional<Instant> nextStart,
    Optional<Instant> nextStop,
    Optional<Instant> heldUntil,
    Optional<String> blockedBy) {

  public ScheduleStatus {
    requireNonNull(state, "state is null");
    since = requireNonNullElse(since, Optional.empty());
    nextStart = requireNonNullElse(nextStart, Optional.empty());
    nextStop = requireNonNullElse(nextStop, Optional.empty());
    heldUntil = requireNonNullElse(heldUntil, Optional.empty());
    blockedBy = requireNonNullElse(blockedBy, Optional.empty());
  }

  /** The two sides of a boundary. */
  public enum State {
    @JsonProperty("Inside")
    INSIDE,
    @JsonProperty("Outside")
    OUTSIDE
  }
}
