package dev.heddle.appmaster.protocol;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;

/**
 * A command at a turn of a process's life.
 *
 * @param timeout how long it may run before it is killed
 */
public record Hook(List<String> command, Duration timeout) {
  public Hook {
    command = List.copyOf(command);
    requireNonNull(timeout, "timeout is null");
  }

  JsonObject toJson() {
    return JsonObject.create().put("command", command).put("timeout", timeout);
  }

  static Hook fromJson(JsonObject json) {
    return new Hook(json.stringList("command"), json.duration("timeout"));
  }
}
