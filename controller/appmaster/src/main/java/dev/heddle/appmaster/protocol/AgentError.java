package dev.heddle.appmaster.protocol;

import static java.util.Objects.requireNonNull;

/**
 * Body of every answer that is not a success.
 *
 * @param code stable word, such as {@code NotFound}
 * @param message one sentence for people
 */
public record AgentError(String code, String message) {
  public AgentError {
    requireNonNull(code, "code is null");
    requireNonNull(message, "message is null");
  }

  public String toJson() {
    return JsonObject.create().put("code", code).put("message", message).toString();
  }

  public static AgentError fromJson(String text) {
    JsonObject json = JsonObject.parse(text);
    return new AgentError(json.string("code"), json.string("message"));
  }
}
