package dev.heddle.crd.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.crd.application.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WorkingHoursTest {

  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  @Test
  void theExampleRunsOnWeekdaysFromEightToEight() {
    WorkingHours hours = hours("0 8 * * MON-FRI", "0 20 * * *");

    assertThat(inside(hours, "2026-03-06T07:59")).isFalse();
    assertThat(inside(hours, "2026-03-06T08:00")).isTrue();
    assertThat(inside(hours, "2026-03-06T19:59")).isTrue();
    assertThat(inside(hours, "2026-03-06T20:00")).isFalse();
    assertThat(inside(hours, "2026-03-07T12:00")).isFalse();
    WorkingHours.Moment saturday = hours.at(moment("2026-03-07T12:00"));
    assertThat(saturday.since()).contains(moment("2026-03-06T20:00"));
    assertThat(saturday.nextStart()).contains(moment("2026-03-09T08:00"));
    assertThat(saturday.nextStop()).contains(moment("2026-03-09T20:00"));
    assertThat(saturday.next()).contains(moment("2026-03-09T08:00"));
    assertThat(hours.at(moment("2026-03-08T22:00")).since())
        .as("not the stop of Saturday, which ended nothing")
        .contains(moment("2026-03-06T20:00"));
    assertThat(hours.words(moment("2026-03-09T08:00")))
        .isEqualTo("Mon 2026-03-09 08:00 (Europe/Berlin)");
  }

  /** Two years, each quarter of an hour, against the hours as a person reads them. */
  @Test
  void eachMomentOfTwoYearsIsAsTheWallClockSays() {
    WorkingHours hours = hours("0 8 * * MON-FRI", "0 20 * * *", "2026-12-25", "2027-01-01");
    Instant end = Instant.parse("2028-01-01T00:00:00Z");
    for (Instant at = Instant.parse("2026-01-02T00:00:00Z");
        at.isBefore(end);
        at = at.plus(Duration.ofMinutes(15))) {
      LocalDateTime wall = at.atZone(BERLIN).toLocalDateTime();
      LocalDate day = wall.toLocalDate();
      boolean works =
          day.getDayOfWeek().getValue() <= 5
              && !day.equals(LocalDate.of(2026, 12, 25))
              && !day.equals(LocalDate.of(2027, 1, 1));
      boolean daytime =
          !wall.toLocalTime().isBefore(LocalTime.of(8, 0))
              && wall.toLocalTime().isBefore(LocalTime.of(20, 0));
      assertThat(hours.at(at).inside()).as("at %s", wall).isEqualTo(works && daytime);
    }
  }

  @Test
  void hoursMayGoOverMidnightAndOverAHoliday() {
    WorkingHours hours = hours("0 22 * * *", "0 6 * * *", "2026-03-07");

    assertThat(inside(hours, "2026-03-07T03:00")).as("begun the day before").isTrue();
    assertThat(inside(hours, "2026-03-07T23:00")).isFalse();
    assertThat(inside(hours, "2026-03-08T03:00")).isFalse();
    assertThat(inside(hours, "2026-03-08T22:00")).isTrue();
  }

  @Test
  void ofAStartAndAStopInOneMinuteTheStartCounts() {
    WorkingHours hours = hours("0 8 * * MON", "0 8 * * *");

    assertThat(inside(hours, "2026-03-09T08:00")).isTrue();
    assertThat(hours.at(moment("2026-03-09T08:00")).nextStop())
        .contains(moment("2026-03-10T08:00"));
    assertThat(hours.at(moment("2026-03-08T08:00")).nextStop())
        .contains(moment("2026-03-10T08:00"));
    assertThat(inside(hours, "2026-03-10T07:59")).isTrue();
    assertThat(inside(hours, "2026-03-10T08:00")).isFalse();
  }

  @Test
  void hoursThatAreSkippedAsAWholeDoNotLastUntilTheNextStop() {
    WorkingHours hours = hours("15 2 * * *", "45 2 * * *");

    assertThat(inside(hours, "2026-03-28T02:30")).isTrue();
    assertThat(inside(hours, "2026-03-29T03:00")).isFalse();
    assertThat(inside(hours, "2026-03-29T12:00")).isFalse();
    assertThat(inside(hours, "2026-03-30T02:30")).isTrue();
  }

  @Test
  void hoursThatComeTwiceAreThereOnce() {
    WorkingHours hours = hours("15 2 * * *", "45 2 * * *");

    assertThat(hours.at(Instant.parse("2026-10-25T00:30:00Z")).inside()).isTrue();
    assertThat(hours.at(Instant.parse("2026-10-25T00:45:00Z")).inside()).isFalse();
    assertThat(hours.at(Instant.parse("2026-10-25T01:30:00Z")).inside()).isFalse();
  }

  @Test
  void aZoneThatDoesNotExistIsToldWithTheNearest() {
    assertThatThrownBy(() -> WorkingHours.zone("Europe/Berln"))
        .hasMessageContaining("\"Europe/Berln\"")
        .hasMessageContaining("did you mean \"Europe/Berlin\"?");
    assertThatThrownBy(() -> WorkingHours.zone("europe/berlin"))
        .hasMessageContaining("did you mean \"Europe/Berlin\"?");
    assertThatThrownBy(() -> WorkingHours.zone("Mars")).hasMessageContaining("UTC");
  }

  private static WorkingHours hours(String start, String stop, String... holidays) {
    return WorkingHours.of(
        new Schedule(
            start,
            stop,
            "Europe/Berlin",
            Arrays.stream(holidays).map(LocalDate::parse).toList(),
            Optional.empty(),
            Duration.ofHours(2),
            Duration.ZERO));
  }

  private static boolean inside(WorkingHours hours, String wall) {
    return hours.at(moment(wall)).inside();
  }

  private static Instant moment(String wall) {
    return LocalDateTime.parse(wall).atZone(BERLIN).toInstant();
  }
}
