package dev.heddle.crd.quantity;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 90s}, {@code 1h30m}, {@code 1d}, {@code 250ms}. */
public final class Durations {

  private static final int LONGEST_TEXT = 64;
  private static final Pattern FORM =
      Pattern.compile("(?:(\\d+)d)?(?:(\\d+)h)?(?:(\\d+)m(?!s))?(?:(\\d+)s)?(?:(\\d+)ms)?");

  private Durations() {}

  /**
   * Reads a duration.
   *
   * @throws IllegalArgumentException with a sentence that says what is allowed
   */
  public static Duration parse(String text) {
    String compact = text.length() > LONGEST_TEXT ? "" : text.strip().replace(" ", "");
    Matcher matcher = FORM.matcher(compact);
    if (compact.isEmpty() || !matcher.matches()) {
      throw new IllegalArgumentException(
          "'" + shorten(text) + "' is not a duration; write for example 90s, 15m, 2h, 1h30m or 1d");
    }
    try {
      return Duration.ofDays(part(matcher, 1))
          .plusHours(part(matcher, 2))
          .plusMinutes(part(matcher, 3))
          .plusSeconds(part(matcher, 4))
          .plusMillis(part(matcher, 5));
    } catch (ArithmeticException | NumberFormatException e) {
      throw new IllegalArgumentException("'" + shorten(text) + "' is longer than any duration", e);
    }
  }

  private static String shorten(String text) {
    return text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) + "…" : text;
  }

  private static long part(Matcher matcher, int group) {
    return matcher.group(group) == null ? 0 : Long.parseLong(matcher.group(group));
  }

  /** The shortest form that {@link #parse} reads back as the same duration. */
  public static String format(Duration duration) {
    StringBuilder text = new StringBuilder();
    append(text, duration.toDays(), "d");
    append(text, duration.toHoursPart(), "h");
    append(text, duration.toMinutesPart(), "m");
    append(text, duration.toSecondsPart(), "s");
    append(text, duration.toMillisPart(), "ms");
    return text.isEmpty() ? "0s" : text.toString();
  }

  private static void append(StringBuilder text, long amount, String unit) {
    if (amount != 0) {
      text.append(amount).append(unit);
    }
  }
}
