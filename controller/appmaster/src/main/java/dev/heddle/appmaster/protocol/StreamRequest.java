package dev.heddle.appmaster.protocol;

import static java.util.Objects.requireNonNull;

import java.util.List;

/** What an agent is asked to open a stream to. */
public sealed interface StreamRequest {

  /**
   * A command beside the service's process.
   *
   * @param command the program and its arguments
   * @param terminal whether it is given a terminal
   */
  record Exec(List<String> command, boolean terminal) implements StreamRequest {
    public Exec {
      command = List.copyOf(command);
      if (command.isEmpty()) {
        throw new IllegalArgumentException("a command is needed");
      }
    }
  }

  /**
   * A port on which something in the container listens.
   *
   * @param port its number
   */
  record Forward(int port) implements StreamRequest {
    public Forward {
      if (port < 1 || port > 65_535) {
        throw new IllegalArgumentException("port is " + port + "; 1 to 65535 is possible");
      }
    }
  }

  default String toJson() {
    if (this instanceof Exec exec) {
      return JsonObject.create()
          .put("command", exec.command())
          .put("terminal", exec.terminal())
          .toString();
    }
    return JsonObject.create().put("port", ((Forward) this).port()).toString();
  }

  static StreamRequest fromJson(String text) {
    JsonObject json = JsonObject.parse(requireNonNull(text, "text is null"));
    return json.has("port")
        ? new Forward((int) Math.min(json.integer("port"), Integer.MAX_VALUE))
        : new Exec(json.stringList("command"), json.bool("terminal", false));
  }
}
