package dev.heddle.crd.schedule;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.problem.Wording;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Minutes of the calendar, as crontab(5) names them: minute, hour, day of the month, month, day of
 * the week, with names, ranges, lists and steps. When both a day of the month and a day of the week
 * are named, either of them suffices, as POSIX has it; a field that is exactly {@code *} names
 * nothing.
 *
 * <p>A named minute is due at the first moment at which the clock on the wall shows it or has
 * passed it: one that is skipped when clocks go forward is due as they do; one that comes twice as
 * they go back is due the first time only.
 */
public final class CronExpression {

  private static final String EXAMPLE = "\"0 8 * * MON-FRI\"";
  private static final int FIELDS = 5;
  private static final int HOURS = 24;
  private static final int MINUTES = 60;
  private static final int DAYS_OF_A_WEEK = 7;

  /** The 29th of February may be eight years away. */
  private static final int HORIZON_DAYS = 9 * 366;

  private final long days;
  private final long months;
  private final long weekdays;
  private final boolean everyDay;
  private final boolean everyWeekday;
  private final List<LocalTime> times;

  private CronExpression(String[] fields) {
    long minutes = CronField.MINUTE.parse(fields[0]);
    long hours = CronField.HOUR.parse(fields[1]);
    days = CronField.DAY.parse(fields[2]);
    months = CronField.MONTH.parse(fields[3]);
    weekdays = CronField.WEEKDAY.parse(fields[4]);
    everyDay = fields[2].equals("*");
    everyWeekday = fields[4].equals("*");
    times = times(minutes, hours);
  }

  private static List<LocalTime> times(long minutes, long hours) {
    List<LocalTime> times = new ArrayList<>();
    for (int hour = 0; hour < HOURS; hour++) {
      for (int minute = 0; minute < MINUTES; minute++) {
        if (has(hours, hour) && has(minutes, minute)) {
          times.add(LocalTime.of(hour, minute));
        }
      }
    }
    return List.copyOf(times);
  }

  /**
   * A minute of the calendar.
   *
   * @param at the moment at which it is due
   * @param named the time on the wall that was named; orders two that are due at one moment
   */
  record Due(Instant at, LocalDateTime named) implements Comparable<Due> {
    Due {
      requireNonNull(at, "at is null");
      requireNonNull(named, "named is null");
    }

    @Override
    public int compareTo(Due other) {
      return named.compareTo(other.named);
    }
  }

  /**
   * Reads an expression.
   *
   * @throws IllegalArgumentException with what was found and what is allowed, in one sentence
   */
  public static CronExpression parse(String text) {
    String stripped = text.strip();
    String[] fields = stripped.isEmpty() ? new String[0] : stripped.split("\\s+");
    if (fields.length != FIELDS) {
      throw new IllegalArgumentException(
          "found "
              + Wording.quote(text)
              + ", which has "
              + (fields.length == 1 ? "one field" : fields.length + " fields")
              + "; allowed are five: minute, hour, day of the month, month and day of the week, such as "
              + EXAMPLE);
    }
    try {
      CronExpression expression = new CronExpression(fields);
      if (expression.neverComes()) {
        throw new IllegalArgumentException(
            "the day of the month "
                + fields[2]
                + ", which month "
                + fields[3]
                + " does not have, so that it never comes; allowed is a day that some named month has");
      }
      return expression;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "found " + Wording.quote(text) + " with " + e.getMessage(), e);
    }
  }

  private boolean neverComes() {
    if (everyDay || !everyWeekday) {
      return false;
    }
    for (int month = 1; month <= 12; month++) {
      long longest = (1L << (YearMonth.of(2000, month).lengthOfMonth() + 1)) - 1; // a leap year
      if (has(months, month) && (days & longest) != 0) {
        return false;
      }
    }
    return true;
  }

  /** Whether both name the same minutes, however they are written. */
  public boolean isSameAs(CronExpression other) {
    if (!times.equals(other.times)) {
      return false;
    }
    LocalDate day = LocalDate.of(2000, 1, 1);
    for (int i = 0; i < HORIZON_DAYS; i++) {
      if (names(day.plusDays(i)) != other.names(day.plusDays(i))) {
        return false;
      }
    }
    return true;
  }

  private boolean names(LocalDate day) {
    if (!has(months, day.getMonthValue())) {
      return false;
    }
    boolean byDay = has(days, day.getDayOfMonth());
    boolean byWeekday = has(weekdays, day.getDayOfWeek().getValue() % DAYS_OF_A_WEEK);
    boolean both = everyDay || everyWeekday;
    return both ? (byDay && byWeekday) : (byDay || byWeekday);
  }

  private static boolean has(long bits, int value) {
    return ((bits >> value) & 1) != 0;
  }

  /** The first that is due after that moment, on a day that is none of {@code except}. */
  Optional<Due> next(Instant after, ZoneId zone, Predicate<LocalDate> except) {
    LocalDate day = after.atZone(zone).toLocalDate().minusDays(2); // a zone may skip a day
    for (int i = 0; i < HORIZON_DAYS; i++, day = day.plusDays(1)) {
      if (names(day) && !except.test(day) && due(day, last(), zone).at().isAfter(after)) {
        for (LocalTime time : times) {
          Due due = due(day, time, zone);
          if (due.at().isAfter(after)) {
            return Optional.of(due);
          }
        }
      }
    }
    return Optional.empty();
  }

  /** The last that is due by that moment, on a day that is none of {@code except}. */
  Optional<Due> last(Instant by, ZoneId zone, Predicate<LocalDate> except) {
    LocalDate day = by.atZone(zone).toLocalDate().plusDays(2);
    for (int i = 0; i < HORIZON_DAYS; i++, day = day.minusDays(1)) {
      if (names(day) && !except.test(day) && !due(day, times.get(0), zone).at().isAfter(by)) {
        for (int t = times.size() - 1; t >= 0; t--) {
          Due due = due(day, times.get(t), zone);
          if (!due.at().isAfter(by)) {
            return Optional.of(due);
          }
        }
      }
    }
    return Optional.empty();
  }

  private LocalTime last() {
    return times.get(times.size() - 1);
  }

  private static Due due(LocalDate day, LocalTime time, ZoneId zone) {
    LocalDateTime named = day.atTime(time);
    ZoneRules rules = zone.getRules();
    List<ZoneOffset> offsets = rules.getValidOffsets(named);
    return new Due(
        offsets.isEmpty()
            ? rules.getTransition(named).getInstant()
            : named.toInstant(offsets.get(0)),
        named);
  }
}
