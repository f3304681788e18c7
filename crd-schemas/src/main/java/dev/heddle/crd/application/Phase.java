package dev.heddle.crd.application;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Where an application, or the notebook it carries, stands. A summary for people; programs read
 * conditions.
 */
public enum Phase {
  /** Nothing has been submitted yet. */
  @JsonProperty("Pending")
  PENDING(false),
  /**
   * An application id is reserved and the submission is under way or its outcome is unknown (I1).
   */
  @JsonProperty("Submitting")
  SUBMITTING(false),
  /** YARN has it and waits for resources. */
  @JsonProperty("Accepted")
  ACCEPTED(false),
  /** Its container runs, the process does not serve yet. */
  @JsonProperty("Starting")
  STARTING(false),
  /** Serves. */
  @JsonProperty("Ready")
  READY(false),
  /** On its way down: suspended, replaced or deleted. */
  @JsonProperty("Stopping")
  STOPPING(false),
  /** Failed; submitted again after a pause. */
  @JsonProperty("BackOff")
  BACK_OFF(false),
  /** Stopped because the spec says so. */
  @JsonProperty("Stopped")
  STOPPED(true),
  /** Ended by itself, well. Stays so until intent changes (I6). */
  @JsonProperty("Succeeded")
  SUCCEEDED(true),
  /** Ended by itself, badly, and is not submitted again. */
  @JsonProperty("Failed")
  FAILED(true);

  private final boolean terminal;

  Phase(boolean terminal) {
    this.terminal = terminal;
  }

  /** Whether nothing more happens until intent changes. */
  public boolean isTerminal() {
    return terminal;
  }
}
