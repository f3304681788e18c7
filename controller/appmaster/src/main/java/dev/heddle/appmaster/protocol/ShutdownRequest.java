package dev.heddle.appmaster.protocol;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;

/**
 * Body of {@code POST /v1/shutdown}.
 *
 * @param status final status to unregister the application with
 * @param diagnostics what YARN shows as the reason
 * @param grace how long the service may take to end by itself; the spec's when absent
 */
public record ShutdownRequest(FinalStatus status, String diagnostics, Optional<Duration> grace) {
  public ShutdownRequest {
    requireNonNull(status, "status is null");
    requireNonNull(diagnostics, "diagnostics is null");
    requireNonNull(grace, "grace is null");
  }

  public String toJson() {
    return JsonObject.create()
        .put("status", status.toString())
        .put("diagnostics", diagnostics)
        .put("grace", grace)
        .toString();
  }

  public static ShutdownRequest fromJson(String text) {
    JsonObject json = JsonObject.parse(text);
    return new ShutdownRequest(
        json.constant("status", FinalStatus.class),
        json.optionalString("diagnostics").orElse(""),
        json.has("grace") ? Optional.of(json.duration("grace")) : Optional.empty());
  }
}
