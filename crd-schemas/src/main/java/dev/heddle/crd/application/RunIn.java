package dev.heddle.crd.application;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Where the one instance of the only service runs. */
public enum RunIn {
  /** In the application master's own container. */
  @JsonProperty("ApplicationMaster")
  APPLICATION_MASTER,
  /** In a container of its own. */
  @JsonProperty("Container")
  CONTAINER
}
