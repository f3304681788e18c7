package dev.heddle.operator.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.crd.application.Application;
import dev.heddle.crd.application.Schedule;
import dev.heddle.crd.application.ScheduleStatus;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Months of notebooks with working hours, over both changes of the clock, with people who work late
 * and an operator that is away or has a wrong clock: each working day has one start, nothing that
 * is at work is stopped, and out of hours all else is.
 */
class MonthsOfScheduleTest {

  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final LocalDate BEGIN = LocalDate.of(2026, 3, 1);
  private static final int DAYS = 260;
  private static final Duration STEP = Duration.ofMinutes(30);
  private static final Set<LocalDate> HOLIDAYS =
      Set.of(LocalDate.of(2026, 4, 6), LocalDate.of(2026, 5, 1), LocalDate.of(2026, 10, 26));
  private static final Schedule SCHEDULE =
      new Schedule(
          "0 8 * * MON-FRI",
          "0 20 * * *",
          "Europe/Berlin",
          List.copyOf(HOLIDAYS),
          Optional.empty(),
          Duration.ofHours(2),
          Duration.ZERO);

  private final World world = new World(5);

  @Test
  void eachWorkingDayHasOneStartAndOneStop() {
    ScheduledLife life = life();
    int days = 0;
    for (ZonedDateTime at = midnight(0); at.isBefore(midnight(DAYS)); at = next(at)) {
      Instant now = at.toInstant();
      life.look(now, now);
      assertThat(life.runs()).as("at %s", at).isEqualTo(works(at));
      days += at.toLocalTime().equals(LocalTime.of(8, 0)) && works(at) ? 1 : 0;
      assertThat(life.submitted()).as("starts by %s", at).isEqualTo(days);
      ScheduleStatus status = life.application().status().schedule().orElseThrow();
      assertThat(status.nextStart().orElseThrow()).isAfter(now);
      assertThat(status.nextStop().orElseThrow()).isAfter(now);
    }
    assertThat(days).isEqualTo(182);
    assertThat(life.stops()).isEqualTo(days);
  }

  @Test
  void nothingAtWorkIsStoppedAndNothingElseIsLeft() {
    int late = 0;
    for (int i = 0; i < 2; i++) {
      SplittableRandom random = new SplittableRandom(i);
      OperatorTimes operator = new OperatorTimes(random.split(), Duration.ofDays(DAYS));
      ScheduledLife life = life();
      Instant quietSince = midnight(0).toInstant();
      Instant wrongUntil = Instant.EPOCH;
      int days = 0;
      for (ZonedDateTime at = midnight(0); at.isBefore(midnight(DAYS)); at = next(at)) {
        Instant now = at.toInstant();
        Duration time = Duration.between(midnight(0), at);
        if (random.nextInt(20) == 0) {
          life.work(!life.isBusy() && life.runs(), now);
          quietSince = now;
        }
        days += at.toLocalTime().equals(LocalTime.of(8, 0)) ? 1 : 0;
        if (operator.isAway(time)) {
          quietSince = now;
          continue;
        }
        Instant clock = operator.clock(now, time);
        life.look(now, clock);
        boolean right = clock.equals(now);
        wrongUntil = right ? wrongUntil : now;
        if (wrongUntil.plus(STEP).isAfter(now)) {
          continue;
        }
        boolean settled = quietSince.plus(STEP).isBefore(now);
        if (works(at)) {
          assertThat(life.runs()).as("at %s", at).isTrue();
        } else if (settled && !works(at)) {
          assertThat(life.runs()).as("at %s", at).isEqualTo(life.isBusy());
        }
        late += life.isBusy() && !works(at) ? 1 : 0;
      }
      assertThat(life.submitted()).as("starts").isLessThan(2 * days);
    }
    assertThat(late).isGreaterThan(200);
  }

  /** Each second of two minutes around a start, as NTP would have it. */
  @Test
  void aClockThatIsSetBackOverAStartStopsNothing() {
    ScheduledLife life = life();
    Instant start = midnight(1).withHour(8).toInstant();
    life.look(start.minusSeconds(60), start.minusSeconds(60));
    assertThat(life.runs()).isFalse();
    life.look(start, start);
    assertThat(life.runs()).isTrue();
    for (int second = 1; second < 60; second++) {
      life.look(start.plusSeconds(second), start.plusSeconds(second - 40));
    }
    life.look(start.plus(Duration.ofMinutes(9)), start.minus(Duration.ofMinutes(9)));
    assertThat(life.runs()).isTrue();
    assertThat(life.submitted()).isEqualTo(1);
    assertThat(life.stops()).isZero();
  }

  private ScheduledLife life() {
    if (world.operators() == 0) {
      world.start().createNotebook(World.spec(false, Optional.empty(), SCHEDULE));
      world.advance(Duration.ofSeconds(5));
    }
    Application application = world.application().withStatus(null);
    return new ScheduledLife(application, world.store());
  }

  private static boolean works(ZonedDateTime at) {
    boolean weekend =
        at.getDayOfWeek() == DayOfWeek.SATURDAY || at.getDayOfWeek() == DayOfWeek.SUNDAY;
    return !weekend
        && !HOLIDAYS.contains(at.toLocalDate())
        && at.getHour() >= 8
        && at.getHour() < 20;
  }

  private static ZonedDateTime midnight(int day) {
    return BEGIN.plusDays(day).atStartOfDay(BERLIN);
  }

  /** By time that passes, not by the clock on the wall. */
  private static ZonedDateTime next(ZonedDateTime at) {
    return at.plus(STEP);
  }
}
