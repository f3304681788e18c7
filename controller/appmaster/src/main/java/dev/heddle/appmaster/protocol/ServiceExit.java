package dev.heddle.appmaster.protocol;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * One end of the service's process.
 *
 * @param code exit code as a shell gives it: 128 + n for signal n
 * @param ready whether the service had answered before it ended
 */
public record ServiceExit(int code, boolean ready, Instant at) {
  public ServiceExit {
    requireNonNull(at, "at is null");
  }

  /** "exit code 1" or "signal 9 (KILL)", for people. */
  public String describe() {
    return switch (code) {
      case 129 -> "signal 1 (HUP)";
      case 130 -> "signal 2 (INT)";
      case 134 -> "signal 6 (ABRT)";
      case 135 -> "signal 7 (BUS)";
      case 137 -> "signal 9 (KILL)";
      case 139 -> "signal 11 (SEGV)";
      case 143 -> "signal 15 (TERM)";
      default -> "exit code " + code;
    };
  }

  public JsonObject toJson() {
    return JsonObject.create().put("code", code).put("ready", ready).put("at", at);
  }

  public static ServiceExit fromJson(JsonObject json) {
    return new ServiceExit(
        Math.toIntExact(json.integer("code")), json.bool("ready", false), json.instant("at"));
  }
}
