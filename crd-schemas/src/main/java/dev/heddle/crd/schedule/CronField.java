package dev.heddle.crd.schedule;

import dev.heddle.crd.problem.Wording;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One of the five fields of a {@link CronExpression}: which values it names. */
enum CronField {
  MINUTE("minute", 0, 59, "", "10-20", "0,30", "*/15"),
  HOUR("hour", 0, 23, "", "8-18", "8,13", "*/2"),
  DAY("day of the month", 1, 31, "", "1-7", "1,15", "*/2"),
  MONTH(
      "month",
      1,
      12,
      "JAN,FEB,MAR,APR,MAY,JUN,JUL,AUG,SEP,OCT,NOV,DEC",
      "MAR-OCT",
      "JAN,JUL",
      "*/3"),
  WEEKDAY("day of the week", 0, 7, "SUN,MON,TUE,WED,THU,FRI,SAT", "MON-FRI", "MON,WED", "1-5/2");

  private static final Pattern ITEM =
      Pattern.compile(
          "(?:(?<any>\\*)|(?<from>[0-9A-Za-z]+)(?:-(?<to>[0-9A-Za-z]+))?)(?:/(?<step>[0-9]+))?");
  private static final int SUNDAY_TOO = 7;

  private final String words;
  private final int least;
  private final int most;
  private final String names;
  private final String allowed;

  CronField(
      String words, int least, int most, String names, String range, String list, String step) {
    this.words = words;
    this.least = least;
    this.most = most;
    this.names = names;
    this.allowed =
        "allowed are numbers from "
            + least
            + " to "
            + most
            + (most == SUNDAY_TOO ? " (0 and 7 are Sunday)" : "")
            + (names.isEmpty() ? "" : ", " + names.replaceFirst(",.*,", " to "))
            + ", ranges such as "
            + range
            + ", lists such as "
            + list
            + ", steps such as "
            + step
            + ", and *";
  }

  /** Its values, one bit each; bits of Sunday are bit 0. */
  long parse(String text) {
    long bits = 0;
    for (String item : text.split(",", -1)) {
      bits |= item(item, text);
    }
    if (this == WEEKDAY && (bits & (1L << SUNDAY_TOO)) != 0) {
      bits = (bits & ~(1L << SUNDAY_TOO)) | 1;
    }
    return bits;
  }

  private long item(String item, String text) {
    Matcher matcher = ITEM.matcher(item);
    if (!matcher.matches()) {
      throw wrong(item.isEmpty() ? text : item, "");
    }
    boolean any = matcher.group("any") != null;
    boolean range = any || matcher.group("to") != null;
    int from = any ? least : number(matcher.group("from"));
    int to = from;
    if (any) {
      to = this == WEEKDAY ? SUNDAY_TOO - 1 : most;
    } else if (range) {
      to = number(matcher.group("to"));
      to = this == WEEKDAY && to == 0 ? SUNDAY_TOO : to;
    }
    if (to < from) {
      throw wrong(item, ", a range that ends before it begins");
    }
    return bits(from, to, step(matcher.group("step"), range, item));
  }

  private int step(String step, boolean range, String item) {
    if (step == null) {
      return 1;
    }
    if (!range) {
      throw wrong(item, ", a step without a range");
    }
    int number = step.length() > 2 ? Integer.MAX_VALUE : Integer.parseInt(step);
    if (number < 1 || number > most) {
      throw wrong(item, ", whose step is not between 1 and " + most);
    }
    return number;
  }

  private static long bits(int from, int to, int step) {
    long bits = 0;
    for (int value = from; value <= to; value += step) {
      bits |= 1L << value;
    }
    return bits;
  }

  private int number(String text) {
    List<String> known = names.isEmpty() ? List.of() : List.of(names.split(","));
    int name = known.indexOf(text.toUpperCase(Locale.ROOT));
    if (name >= 0) {
      return name + least;
    }
    boolean digits = text.chars().allMatch(c -> c >= '0' && c <= '9');
    int number = digits && text.length() <= 2 ? Integer.parseInt(text) : -1;
    if (number < least || number > most) {
      throw wrong(text, digits ? "" : Wording.hint(text, known));
    }
    return number;
  }

  private IllegalArgumentException wrong(String found, String more) {
    boolean question = more.endsWith("?");
    return new IllegalArgumentException(
        Wording.quote(found)
            + " as its "
            + words
            + (question ? "" : more)
            + "; "
            + allowed
            + (question ? more : ""));
  }
}
