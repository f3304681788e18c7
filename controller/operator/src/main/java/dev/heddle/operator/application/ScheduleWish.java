package dev.heddle.operator.application;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.application.Schedule;
import java.time.Instant;
import java.util.Optional;

/**
 * What a resource says of its working hours.
 *
 * @param name of the resource, for what people are told
 * @param rule the hours; empty for all
 * @param startedAt when somebody last asked for it to run
 * @param outside that it rests because it is outside its hours, in words
 */
record ScheduleWish(
    String name, Optional<Schedule> rule, Optional<Instant> startedAt, Optional<String> outside) {

  static final ScheduleWish NONE = new ScheduleWish("", Optional.empty(), Optional.empty());

  ScheduleWish(String name, Optional<Schedule> rule, Optional<Instant> startedAt) {
    this(name, rule, startedAt, Optional.empty());
  }

  ScheduleWish {
    requireNonNull(name, "name is null");
    requireNonNull(rule, "rule is null");
    requireNonNull(startedAt, "startedAt is null");
    requireNonNull(outside, "outside is null");
  }
}
