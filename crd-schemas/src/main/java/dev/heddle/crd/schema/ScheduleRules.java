package dev.heddle.crd.schema;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.crd.problem.FieldPath;
import dev.heddle.crd.problem.ProblemCode;
import dev.heddle.crd.problem.Wording;
import dev.heddle.crd.quantity.Durations;
import dev.heddle.crd.schedule.CronExpression;
import dev.heddle.crd.schedule.WorkingHours;
import java.time.Duration;
import java.util.Optional;

/** Rules about working hours. */
final class ScheduleRules {

  private static final Duration SHORTEST_HOLD = Duration.ofMinutes(1);
  private static final Duration WIDEST_START = Duration.ofHours(1);

  private ScheduleRules() {}

  static void check(FieldPath path, JsonNode schedule, Findings findings) {
    Optional<CronExpression> start = cron(path, "start", schedule, findings);
    Optional<CronExpression> stop = cron(path, "stop", schedule, findings);
    if (start.isPresent() && stop.isPresent() && start.get().isSameAs(stop.get())) {
      findings.add(
          path.field("stop"),
          ProblemCode.CONFLICT,
          "found "
              + Wording.quote(schedule.path("stop").asText())
              + ", the same minutes as start; allowed are others, so that something is between them");
    }
    if (isText(schedule, "timeZone")) {
      try {
        WorkingHours.zone(schedule.path("timeZone").asText());
      } catch (IllegalArgumentException e) {
        findings.add(path.field("timeZone"), ProblemCode.NOT_ALLOWED, e.getMessage());
      }
    }
    String hold = schedule.path("holdFor").asText("");
    duration(hold)
        .filter(found -> found.compareTo(SHORTEST_HOLD) < 0)
        .ifPresent(found -> refuse(path.field("holdFor"), hold, "1m or more", findings));
    String within = schedule.path("startWithin").asText("");
    duration(within)
        .filter(found -> found.compareTo(WIDEST_START) > 0)
        .ifPresent(found -> refuse(path.field("startWithin"), within, "1h or less", findings));
  }

  private static Optional<CronExpression> cron(
      FieldPath path, String field, JsonNode schedule, Findings findings) {
    if (!isText(schedule, field)) {
      return Optional.empty();
    }
    try {
      return Optional.of(CronExpression.parse(schedule.path(field).asText()));
    } catch (IllegalArgumentException e) {
      findings.add(path.field(field), ProblemCode.BAD_FORMAT, e.getMessage());
      return Optional.empty();
    }
  }

  /** Anything else is told by the schema. */
  private static boolean isText(JsonNode schedule, String field) {
    return schedule.path(field).isTextual() && !schedule.path(field).asText().isEmpty();
  }

  /** Empty for what is not there, or is told by the schema. */
  private static Optional<Duration> duration(String text) {
    try {
      return Optional.of(Durations.parse(text));
    } catch (IllegalArgumentException alreadyToldByTheSchema) {
      return Optional.empty();
    }
  }

  private static void refuse(FieldPath path, String found, String allowed, Findings findings) {
    findings.add(
        path,
        ProblemCode.OUT_OF_RANGE,
        "found " + Wording.quote(found) + "; allowed is " + allowed);
  }
}
