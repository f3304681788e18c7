package dev.heddle.cli.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.crd.application.Schedule;
import dev.heddle.crd.json.Json;
import dev.heddle.crd.quantity.Durations;
import dev.heddle.crd.schedule.WorkingHours;
import java.time.Instant;
import java.util.Optional;

/** What the working hours of an object do after somebody has started or stopped it, in words. */
final class HoursNote {

  private HoursNote() {}

  /** After a start by hand; empty where there are no hours. */
  static Optional<String> afterStart(JsonNode object, Instant now) {
    return schedule(object).map(schedule -> afterStart(schedule, WorkingHours.of(schedule), now));
  }

  private static String afterStart(Schedule schedule, WorkingHours hours, Instant now) {
    WorkingHours.Moment moment = hours.at(now);
    Instant held = now.plus(schedule.holdFor());
    String kept =
        "it is kept until "
            + hours.words(held)
            + ", for "
            + Durations.format(schedule.holdFor())
            + ", and then stopped once it is idle";
    if (moment.inside()) {
      String end = moment.nextStop().map(hours::words).orElse("never");
      boolean soon = moment.nextStop().filter(held::isAfter).isPresent();
      return "its working hours end " + end + (soon ? "; " + kept : "");
    }
    Optional<Instant> start = moment.nextStart();
    if (start.filter(begin -> !begin.isAfter(held)).isPresent()) {
      return "its working hours begin " + hours.words(start.get()) + "; it runs until they end";
    }
    return "it is outside its working hours: "
        + kept
        + start.map(begin -> "; its schedule starts it " + hours.words(begin)).orElse("");
  }

  /** After a stop by hand; empty where there are no hours. */
  static Optional<String> afterStop(JsonNode object, String reference) {
    return schedule(object)
        .map(
            schedule ->
                "its schedule does not start it any more, until `heddle start "
                    + reference
                    + "` does");
  }

  /** A time zone that the Java of this machine does not know is the operator's to tell. */
  private static Optional<Schedule> schedule(JsonNode object) {
    JsonNode schedule = object.at("/spec/schedule");
    if (!schedule.isObject()) {
      return Optional.empty();
    }
    try {
      Schedule read = Json.mapper().treeToValue(schedule, Schedule.class);
      WorkingHours.of(read);
      return Optional.of(read);
    } catch (JsonProcessingException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
