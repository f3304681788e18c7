package dev.heddle.crd.quantity;

import java.time.Duration;

/** Ages as Kubernetes' tables show them: two units at most, coarser the older. */
public final class Age {

  private Age() {}

  /** {@code 75s}, {@code 5m30s}, {@code 2h15m}, {@code 3d4h}, {@code 40d}; never negative. */
  public static String format(Duration age) {
    if (age.isNegative()) {
      return "0s";
    }
    long seconds = age.toSeconds();
    long minutes = age.toMinutes();
    long hours = age.toHours();
    long days = age.toDays();
    if (seconds < 120) {
      return seconds + "s";
    }
    if (minutes < 10) {
      return pair(minutes, "m", seconds % 60, "s");
    }
    if (hours < 3) {
      return minutes + "m";
    }
    if (hours < 8) {
      return pair(hours, "h", minutes % 60, "m");
    }
    if (hours < 48) {
      return hours + "h";
    }
    if (days < 8) {
      return pair(days, "d", hours % 24, "h");
    }
    if (days < 2 * 365) {
      return days + "d";
    }
    if (days < 8 * 365) {
      return pair(days / 365, "y", days % 365, "d");
    }
    return days / 365 + "y";
  }

  private static String pair(long large, String largeUnit, long small, String smallUnit) {
    return small == 0 ? large + largeUnit : large + largeUnit + small + smallUnit;
  }
}
