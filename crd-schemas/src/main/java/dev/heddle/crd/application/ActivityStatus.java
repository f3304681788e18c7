package dev.heddle.crd.application;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Whether it is used, as last seen. Written when something changes, not at each look.
 *
 * @param state the summary
 * @param message what it is at work with, what the last sign of work was, or why nothing is known
 * @param kernels that run
 * @param busyKernels those of them that compute, or wait for an answer to {@code input()}
 * @param terminals that are open
 * @param connections of browsers to kernels
 */
public record ActivityStatus(
    State state, String message, int kernels, int busyKernels, int terminals, int connections) {

  /** Whether it is used. */
  public enum State {
    /** It computes, or runs a command in a terminal. */
    @JsonProperty("Busy")
    BUSY,
    /** It was used minutes ago. */
    @JsonProperty("Active")
    ACTIVE,
    /** Nothing was seen of it for longer. */
    @JsonProperty("Idle")
    IDLE,
    /** It can't be asked. */
    @JsonProperty("Unknown")
    UNKNOWN
  }

  public ActivityStatus {
    requireNonNull(state, "state is null");
    requireNonNull(message, "message is null");
  }
}
