package dev.heddle.crd.application;

import com.fasterxml.jackson.annotation.JsonProperty;

/** When an application that ended in YARN is submitted again. */
public enum RestartPolicy {
  /** Its end is final: a batch job, Skein's behaviour. */
  @JsonProperty("Never")
  NEVER,
  /** Submitted again after failing or being killed by others; success is final. */
  @JsonProperty("OnFailure")
  ON_FAILURE,
  /** Submitted again however it ended. */
  @JsonProperty("Always")
  ALWAYS
}
