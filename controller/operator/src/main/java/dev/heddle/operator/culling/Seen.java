package dev.heddle.operator.culling;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.protocol.ActivityReport;
import java.time.Instant;

/**
 * A report of an agent, and when it came.
 *
 * @param at by the operator's clock
 */
public record Seen(ActivityReport report, Instant at) {
  public Seen {
    requireNonNull(report, "report is null");
    requireNonNull(at, "at is null");
  }
}
