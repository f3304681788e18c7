package dev.heddle.cli.client;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.cli.terminal.CliException;

/** The operator said no; the message is its own. */
public final class ApiFailure extends CliException {

  private static final long serialVersionUID = 1;

  private final int code;
  private final String reason;

  private ApiFailure(int code, String reason, String message, String hint) {
    super(message, hint);
    this.code = code;
    this.reason = requireNonNull(reason, "reason is null");
  }

  /** From a Kubernetes Status, or from whatever else came with that code. */
  static ApiFailure of(int code, JsonNode status) {
    String reason = status.path("reason").asText("");
    String message = status.path("message").asText("the server answered with HTTP " + code);
    return new ApiFailure(code, reason, message, hint(code, reason));
  }

  private static String hint(int code, String reason) {
    return switch (reason) {
      case "Unauthorized" ->
          "name the operator's token file with --token-file or HEDDLE_TOKEN_FILE";
      case "Forbidden" ->
          "an administrator gives rights with a RoleBinding; docs/access.md says how";
      case "ServiceUnavailable", "TooManyRequests" -> "try again in a moment";
      case "AlreadyExists" -> "choose another name, or change what is there with heddle apply";
      default -> code == 404 ? "heddle get KIND -A lists what there is" : "";
    };
  }

  public int code() {
    return code;
  }

  /** Kubernetes' word for why. */
  public String reason() {
    return reason;
  }

  public boolean isNotFound() {
    return code == 404;
  }

  public boolean isConflict() {
    return reason.equals("Conflict");
  }
}
