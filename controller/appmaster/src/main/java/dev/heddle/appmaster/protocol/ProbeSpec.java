package dev.heddle.appmaster.protocol;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * A question that is put to a process again and again.
 *
 * @param initialDelay after the start of the process
 * @param period from one question to the next
 * @param timeout how long an answer may take
 * @param failureThreshold so many failures in a row count
 * @param successThreshold so many successes in a row count
 */
public record ProbeSpec(
    Check check,
    Duration initialDelay,
    Duration period,
    Duration timeout,
    int failureThreshold,
    int successThreshold) {
  public ProbeSpec {
    requireNonNull(check, "check is null");
    requireNonNull(initialDelay, "initialDelay is null");
    requireNonNull(period, "period is null");
    requireNonNull(timeout, "timeout is null");
    if (failureThreshold < 1 || successThreshold < 1) {
      throw new IllegalArgumentException("a threshold of a probe is below 1");
    }
  }

  JsonObject toJson() {
    return JsonObject.create()
        .put("check", check.toJson())
        .put("initialDelay", initialDelay)
        .put("period", period)
        .put("timeout", timeout)
        .put("failureThreshold", failureThreshold)
        .put("successThreshold", successThreshold);
  }

  static ProbeSpec fromJson(JsonObject json) {
    return new ProbeSpec(
        Check.fromJson(json.object("check")),
        json.duration("initialDelay"),
        json.duration("period"),
        json.duration("timeout"),
        Math.toIntExact(json.integer("failureThreshold")),
        Math.toIntExact(json.integer("successThreshold")));
  }
}
