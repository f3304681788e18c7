package dev.heddle.crd.application;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** How much the agents of an application write into their logs, with Skein's words. */
public enum LogLevel {
  @JsonProperty("all")
  ALL,
  @JsonProperty("trace")
  TRACE,
  @JsonProperty("debug")
  DEBUG,
  @JsonProperty("info")
  INFO,
  @JsonProperty("warn")
  WARN,
  @JsonProperty("error")
  ERROR,
  @JsonProperty("fatal")
  FATAL,
  @JsonProperty("off")
  OFF;

  /** The word in a manifest. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
