package dev.heddle.crd.schedule;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.application.Schedule;
import dev.heddle.crd.problem.Wording;
import dev.heddle.crd.schedule.CronExpression.Due;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * When the hours of a {@link Schedule} begin and end. Whether a moment is inside them follows from
 * the last boundary before it alone, so that nobody has to have been awake at it. Of a start and a
 * stop in one minute the start counts.
 */
public final class WorkingHours {

  private static final DateTimeFormatter WORDS =
      DateTimeFormatter.ofPattern("EEE yyyy-MM-dd HH:mm", Locale.ROOT);

  private static final Set<String> ZONES = Set.copyOf(ZoneId.getAvailableZoneIds());

  /** More stops than that, at each of which something starts, are no end. */
  private static final int MOST_STOPS = 1_000;

  private final CronExpression start;
  private final CronExpression stop;
  private final ZoneId zone;
  private final Set<LocalDate> holidays;

  private WorkingHours(Schedule schedule) {
    this.start = CronExpression.parse(schedule.start());
    this.stop = CronExpression.parse(schedule.stop());
    this.zone = zone(schedule.timeZone());
    this.holidays = Set.copyOf(schedule.holidays());
  }

  /**
   * The hours of a schedule.
   *
   * @throws IllegalArgumentException when it can't be read; validation has told so before
   */
  public static WorkingHours of(Schedule schedule) {
    return new WorkingHours(schedule);
  }

  /**
   * The zone of that name, as the IANA's data base has it.
   *
   * @throws IllegalArgumentException with what was found and what is allowed, in one sentence
   */
  public static ZoneId zone(String name) {
    if (ZONES.contains(name)) {
      return ZoneId.of(name);
    }
    throw new IllegalArgumentException(
        "found "
            + Wording.quote(name)
            + ", which is no time zone; allowed are names such as Europe/Berlin or UTC"
            + Wording.hint(name, new TreeSet<>(ZONES)));
  }

  /** What holds at a moment. */
  public Moment at(Instant now) {
    Optional<Due> lastStart = start.last(now, zone, holidays::contains);
    Optional<Due> lastStop = stop.last(now, zone, day -> false);
    boolean inside =
        lastStart.isPresent() && lastStop.map(s -> lastStart.get().compareTo(s) >= 0).orElse(true);
    Optional<Instant> nextStart = start.next(now, zone, holidays::contains).map(Due::at);
    return new Moment(
        inside,
        lastStart.map(Due::at),
        inside
            ? Optional.empty()
            : lastStart
                .flatMap(begun -> end(begun.at()))
                .filter(end -> !end.isAfter(now))
                .or(() -> lastStop.map(Due::at)),
        nextStart,
        inside ? end(now) : nextStart.flatMap(this::end));
  }

  /** The first stop after a moment at which nothing starts. */
  private Optional<Instant> end(Instant after) {
    Instant from = after;
    for (int i = 0; i < MOST_STOPS; i++) {
      Optional<Due> due = stop.next(from, zone, day -> false);
      if (due.isEmpty() || !startsToo(due.get())) {
        return due.map(Due::at);
      }
      from = due.get().at();
    }
    return Optional.empty();
  }

  private boolean startsToo(Due due) {
    return start
        .last(due.at(), zone, holidays::contains)
        .filter(s -> s.compareTo(due) >= 0)
        .isPresent();
  }

  /** A moment as somebody in the schedule's time zone writes it. */
  public String words(Instant time) {
    return WORDS.format(time.atZone(zone)) + " (" + zone.getId() + ")";
  }

  /**
   * A moment's place among the boundaries.
   *
   * @param inside whether it is inside the hours
   * @param lastStart the last start by then; empty when there was none for years
   * @param endedAt when they ended; empty inside them
   * @param nextStart the next start; empty when there is none for years
   * @param nextStop when the present hours end, or else the next ones
   */
  public record Moment(
      boolean inside,
      Optional<Instant> lastStart,
      Optional<Instant> endedAt,
      Optional<Instant> nextStart,
      Optional<Instant> nextStop) {

    public Moment {
      requireNonNull(lastStart, "lastStart is null");
      requireNonNull(endedAt, "endedAt is null");
      requireNonNull(nextStart, "nextStart is null");
      requireNonNull(nextStop, "nextStop is null");
    }

    /** The boundary that decides it. */
    public Optional<Instant> since() {
      return inside ? lastStart : endedAt;
    }

    /** The next boundary of either kind. */
    public Optional<Instant> next() {
      if (nextStart.isPresent() && nextStop.isPresent()) {
        return nextStart.get().isBefore(nextStop.get()) ? nextStart : nextStop;
      }
      return nextStart.or(() -> nextStop);
    }
  }
}
