package dev.heddle.crd.application;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * When a change that needs a new start reaches what runs already. What does not serve is replaced
 * at once in any case, and so is what its owner asks to be restarted.
 */
public enum UpdateStrategy {
  /** When nobody works in it, and it is certain that nobody does (I14). */
  @JsonProperty("WhenIdle")
  WHEN_IDLE,
  /** At once. */
  @JsonProperty("Immediate")
  IMMEDIATE,
  /** With its next start, for whatever reason that comes. */
  @JsonProperty("OnRestart")
  ON_RESTART
}
