package dev.heddle.appmaster.protocol;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/** What is asked of a process. A port is a number, a declared port's name, or empty. */
public sealed interface Check {

  /**
   * A GET that must be answered with the right status.
   *
   * @param port empty for the one in {@code HEDDLE_PORT}
   * @param secure whether over TLS
   * @param status the right one; 0 for any from 200 to 399
   * @param tokenVariable environment variable that holds the token to send, when there is one
   */
  record Http(String path, String port, boolean secure, int status, Optional<String> tokenVariable)
      implements Check {
    public Http {
      requireNonNull(path, "path is null");
      requireNonNull(port, "port is null");
      requireNonNull(tokenVariable, "tokenVariable is null");
    }
  }

  /** A connection that must be accepted. */
  record Tcp(String port) implements Check {
    public Tcp {
      requireNonNull(port, "port is null");
    }
  }

  /** A command that must end with 0. */
  record Exec(List<String> command) implements Check {
    public Exec {
      command = List.copyOf(command);
    }
  }

  default JsonObject toJson() {
    if (this instanceof Http http) {
      return JsonObject.create()
          .put("is", "http")
          .put("path", http.path())
          .put("port", http.port())
          .put("secure", http.secure())
          .put("status", http.status())
          .put("tokenVariable", http.tokenVariable());
    }
    if (this instanceof Tcp tcp) {
      return JsonObject.create().put("is", "tcp").put("port", tcp.port());
    }
    return JsonObject.create().put("is", "exec").put("command", ((Exec) this).command());
  }

  static Check fromJson(JsonObject json) {
    String is = json.string("is");
    return switch (is) {
      case "http" ->
          new Http(
              json.string("path"),
              json.string("port"),
              json.bool("secure", false),
              Math.toIntExact(json.integer("status", 0)),
              json.optionalString("tokenVariable"));
      case "tcp" -> new Tcp(json.string("port"));
      case "exec" -> new Exec(json.stringList("command"));
      default -> throw new MalformedMessageException("field check has the unknown value " + is);
    };
  }
}
