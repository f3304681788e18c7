package dev.heddle.crd.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CronExpressionTest {

  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 8 * * MON-FRI  | 2026-03-06T08:00 | 2026-03-09T08:00", // a Friday
        "0 8 * * mon-fri  | 2026-03-06T07:59 | 2026-03-06T08:00",
        "0 8 * * 1-5      | 2026-03-07T12:00 | 2026-03-09T08:00",
        "0 20 * * *       | 2026-03-06T20:00 | 2026-03-07T20:00",
        "30 9,13 * * *    | 2026-03-06T10:00 | 2026-03-06T13:30",
        "*/20 * * * *     | 2026-03-06T10:41 | 2026-03-06T11:00",
        "5-20/10 0 * * *  | 2026-03-06T00:05 | 2026-03-06T00:15",
        "0 0 1 JAN,JUL *  | 2026-03-06T00:00 | 2026-07-01T00:00",
        "0 0 29 2 *       | 2026-03-06T00:00 | 2028-02-29T00:00",
        "0 0 * * 7        | 2026-03-06T00:00 | 2026-03-08T00:00",
        "0 0 * * SAT-SUN  | 2026-03-08T00:00 | 2026-03-14T00:00",
        "0 0 13 * FRI     | 2026-03-06T00:00 | 2026-03-13T00:00",
        "0 0 15 * FRI     | 2026-03-13T00:00 | 2026-03-15T00:00", // either of them suffices
        "0 0 */2 * *      | 2026-03-30T00:00 | 2026-03-31T00:00",
      })
  void theNextIsTheFirstThatIsNamed(String text, String after, String next) {
    assertThat(next(text, after)).isEqualTo(next);
  }

  @Test
  void theLastIncludesThisVeryMinute() {
    assertThat(last("0 8 * * MON-FRI", "2026-03-06T08:00")).isEqualTo("2026-03-06T08:00");
    assertThat(last("0 8 * * MON-FRI", "2026-03-09T07:59")).isEqualTo("2026-03-06T08:00");
    assertThat(last("0 0 29 2 *", "2026-03-06T08:00")).isEqualTo("2024-02-29T00:00");
  }

  @Test
  void aTimeThatIsSkippedIsDueWhenClocksGoForward() {
    assertThat(next("30 2 * * *", "2026-03-28T12:00")).isEqualTo("2026-03-29T03:00");
    assertThat(next("30 2 * * *", "2026-03-29T03:00")).isEqualTo("2026-03-30T02:30");
    assertThat(last("30 2 * * *", "2026-03-29T12:00")).isEqualTo("2026-03-29T03:00");
  }

  @Test
  void aTimeThatComesTwiceIsDueTheFirstTime() {
    CronExpression expression = CronExpression.parse("30 2 * * *");
    Instant first = Instant.parse("2026-10-25T00:30:00Z");
    Instant second = Instant.parse("2026-10-25T01:30:00Z");
    assertThat(expression.next(first.minusSeconds(3_600), BERLIN, d -> false).orElseThrow().at())
        .isEqualTo(first);
    assertThat(expression.next(first, BERLIN, d -> false).orElseThrow().at())
        .isEqualTo(Instant.parse("2026-10-26T01:30:00Z"));
    assertThat(expression.last(second, BERLIN, d -> false).orElseThrow().at()).isEqualTo(first);
  }

  /** Also where a day is skipped as a whole, and where midnight does not exist. */
  @ParameterizedTest
  @CsvSource({
    "Europe/Berlin,2026-01-01T00:00:00Z",
    "America/New_York,2026-01-01T00:00:00Z",
    "Africa/Cairo,2026-01-01T00:00:00Z",
    "Australia/Lord_Howe,2026-01-01T00:00:00Z",
    "Pacific/Apia,2011-07-01T00:00:00Z",
    "UTC,2026-01-01T00:00:00Z",
  })
  void forwardsAndBackwardsTheSameMomentsAreFound(String zoneId, String begin) {
    ZoneId zone = ZoneId.of(zoneId);
    for (String text : List.of("30 2 * * *", "0 0 * * *", "15,45 0-3 * * *", "0 8 * * MON-FRI")) {
      CronExpression expression = CronExpression.parse(text);
      Instant from = Instant.parse(begin);
      Instant to = from.plusSeconds(400L * 86_400);
      List<Instant> forwards = new ArrayList<>();
      Optional<CronExpression.Due> due = expression.next(from, zone, d -> false);
      while (due.isPresent() && !due.get().at().isAfter(to)) {
        forwards.add(due.get().at());
        due = expression.next(due.get().at(), zone, d -> false);
      }
      List<Instant> backwards = new ArrayList<>();
      due = expression.last(to, zone, d -> false);
      while (due.isPresent() && due.get().at().isAfter(from)) {
        backwards.add(0, due.get().at());
        due = expression.last(due.get().at().minusMillis(1), zone, d -> false);
      }
      assertThat(backwards).as("%s in %s", text, zone).isEqualTo(forwards).hasSizeGreaterThan(280);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 8 * *         | which has 4 fields; allowed are five",
        "''              | which has 0 fields",
        "@daily          | which has one field",
        "0 0 8 * * MON   | which has 6 fields",
        "61 8 * * *      | \"61\" as its minute; allowed are numbers from 0 to 59",
        "0 24 * * *      | \"24\" as its hour; allowed are numbers from 0 to 23",
        "0 8 0 * *       | \"0\" as its day of the month; allowed are numbers from 1 to 31",
        "0 8 * 13 *      | \"13\" as its month; allowed are numbers from 1 to 12, JAN to DEC",
        "0 8 * * 8       | \"8\" as its day of the week; allowed are numbers from 0 to 7",
        "0 8 * * MIN-FRI | did you mean \"MON\"?",
        "0 8 * * FRI-MON | \"FRI-MON\" as its day of the week, a range that ends before it begins",
        "5/10 8 * * *    | \"5/10\" as its minute, a step without a range",
        "*/0 8 * * *     | \"*/0\" as its minute, whose step is not between 1 and 59",
        "1,,2 8 * * *    | \"1,,2\" as its minute",
        "0 8 L * *       | \"L\" as its day of the month",
        "-1 8 * * *      | \"-1\" as its minute",
        "0 8 31 2,4 *    | which month 2,4 does not have, so that it never comes",
        "99999999999 8 * * * | \"99999999999\" as its minute",
      })
  void whatIsWrongIsNamedWithItsFieldAndWhatIsAllowed(String text, String told) {
    assertThatThrownBy(() -> CronExpression.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("found \"")
        .hasMessageContaining(told);
  }

  @Test
  void oneMinuteMayBeWrittenInManyWays() {
    assertThat(same("0 8 * * 1-5", "0 8 * * MON,TUE,WED,THU,FRI")).isTrue();
    assertThat(same("0 8 1-31 * *", "0  8 * JAN-DEC 0-7")).isTrue();
    assertThat(same("0 8 * * *", "1 8 * * *")).isFalse();
    assertThat(same("0 8 * * *", "0 8 * * MON-FRI")).isFalse();
    assertThat(same("0 8 1-30 * *", "0 8 * * *")).isFalse();
  }

  private static boolean same(String one, String other) {
    return CronExpression.parse(one).isSameAs(CronExpression.parse(other));
  }

  private static String next(String text, String after) {
    return wall(CronExpression.parse(text).next(moment(after), BERLIN, d -> false));
  }

  private static String last(String text, String by) {
    return wall(CronExpression.parse(text).last(moment(by), BERLIN, d -> false));
  }

  private static Instant moment(String wall) {
    return LocalDateTime.parse(wall).atZone(BERLIN).toInstant();
  }

  private static String wall(Optional<CronExpression.Due> due) {
    return due.orElseThrow().at().atZone(BERLIN).toLocalDateTime().toString();
  }
}
