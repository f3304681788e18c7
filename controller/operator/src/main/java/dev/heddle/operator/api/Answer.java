package dev.heddle.operator.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What goes back to the client. */
sealed interface Answer {

  /**
   * A tree, written as JSON.
   *
   * @param warnings what the client should know, though it was done
   */
  record Json(int code, JsonNode body, List<String> warnings) implements Answer {
    public Json {
      warnings = List.copyOf(warnings);
    }

    public Json(int code, JsonNode body) {
      this(code, body, List.of());
    }
  }

  /** Bytes with their own media type and headers. */
  record Raw(int code, String contentType, Bytes body, Map<String, String> headers)
      implements Answer {}

  /** Pieces that come when they come, until the producer is finished or the time is up. */
  record Stream(String contentType, StreamProducer producer, Duration limit) implements Answer {}

  /** The connection leaves HTTP. */
  record Upgrade(Opening opening) implements Answer {}

  /** Opens what a connection that leaves HTTP is for. */
  interface Opening {
    /** Throws {@link ApiException} when it cannot be; nothing has been answered then. */
    UpgradedSession open(UpgradeRequest request);
  }

  static Answer ok(JsonNode body) {
    return new Json(200, body);
  }

  static Answer text(int code, String text) {
    return new Raw(code, "text/plain; charset=utf-8", Bytes.ofText(text), Map.of());
  }
}
