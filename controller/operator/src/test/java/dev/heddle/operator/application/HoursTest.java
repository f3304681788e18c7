package dev.heddle.operator.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.crd.application.Schedule;
import dev.heddle.crd.schedule.WorkingHours;
import dev.heddle.crd.schedule.WorkingHours.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Hours that begin a little later for one than for another. */
class HoursTest {

  private static final Duration DELAY = Duration.ofMinutes(5);

  private static WorkingHours hours(String start, String stop) {
    return WorkingHours.of(
        new Schedule(
            start, stop, "UTC", List.of(), Optional.empty(), Duration.ofHours(2), Duration.ZERO));
  }

  private static Moment moment(WorkingHours hours, String time) {
    return Hours.delayed(hours, DELAY, at(time));
  }

  private static Instant at(String time) {
    return Instant.parse("2026-03-10T" + time + ":00Z");
  }

  @Test
  void theyBeginLaterAndEndWhenTheyEnd() {
    WorkingHours day = hours("0 8 * * *", "0 20 * * *");

    assertThat(moment(day, "07:00").inside()).isFalse();
    assertThat(moment(day, "07:00").nextStart()).contains(at("08:05"));
    assertThat(moment(day, "08:04").inside()).isFalse();
    assertThat(moment(day, "08:04").next()).contains(at("08:05"));
    assertThat(moment(day, "08:04").endedAt()).contains(Instant.parse("2026-03-09T20:00:00Z"));
    assertThat(moment(day, "08:05").inside()).isTrue();
    assertThat(moment(day, "08:05").lastStart()).contains(at("08:05"));
    assertThat(moment(day, "08:05").nextStop()).contains(at("20:00"));
    assertThat(moment(day, "19:59").inside()).isTrue();
    assertThat(moment(day, "20:00").inside()).isFalse();
    assertThat(moment(day, "20:03").endedAt()).contains(at("20:00"));
  }

  @Test
  void whatEndsBeforeItHasBegunDoesNotBegin() {
    WorkingHours blink = hours("0 8 * * *", "2 8 * * *");

    for (String time : List.of("08:01", "08:03", "08:05", "08:06", "12:00")) {
      assertThat(moment(blink, time).inside()).as(time).isFalse();
    }
  }

  @Test
  void manyStartsInARowAreOneBeginning() {
    WorkingHours often = hours("* 8-19 * * *", "0 20 * * *");

    assertThat(moment(often, "08:04").inside()).isFalse();
    assertThat(moment(often, "08:05").inside()).isTrue();
    assertThat(moment(often, "12:34").inside()).isTrue();
    assertThat(moment(often, "20:00").inside()).isFalse();
  }

  @Test
  void hoursThatBeginAnewMeanwhileBeginLaterToo() {
    WorkingHours pause = hours("0,30 8 * * *", "28 8,20 * * *");

    assertThat(moment(pause, "08:27").inside()).isTrue();
    assertThat(moment(pause, "08:28").inside()).isFalse();
    assertThat(moment(pause, "08:32").inside()).isFalse();
    assertThat(moment(pause, "08:32").next()).contains(at("08:35"));
    assertThat(moment(pause, "08:32").endedAt()).contains(at("08:28"));
    assertThat(moment(pause, "08:35").inside()).isTrue();
  }
}
