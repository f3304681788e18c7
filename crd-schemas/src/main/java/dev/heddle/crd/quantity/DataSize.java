package dev.heddle.crd.quantity;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An amount of memory.
 *
 * <p>A bare number means MiB, as in Skein's specification; a unit may be decimal ({@code k}, {@code
 * M}, {@code GB}) or binary ({@code Ki}, {@code GiB}), with or without a space, in any case.
 *
 * @param bytes the amount in bytes, not negative
 */
public record DataSize(long bytes) implements Comparable<DataSize> {

  private static final int LONGEST_TEXT = 64;
  private static final long MEBI = 1L << 20;
  private static final Pattern FORM = Pattern.compile("\\s*(\\d+(?:\\.\\d+)?)\\s*([A-Za-z]*)\\s*");
  private static final Map<String, Long> UNITS =
      Map.ofEntries(
          Map.entry("", MEBI),
          Map.entry("b", 1L),
          Map.entry("k", 1_000L),
          Map.entry("kb", 1_000L),
          Map.entry("ki", 1L << 10),
          Map.entry("kib", 1L << 10),
          Map.entry("m", 1_000_000L),
          Map.entry("mb", 1_000_000L),
          Map.entry("mi", MEBI),
          Map.entry("mib", MEBI),
          Map.entry("g", 1_000_000_000L),
          Map.entry("gb", 1_000_000_000L),
          Map.entry("gi", 1L << 30),
          Map.entry("gib", 1L << 30),
          Map.entry("t", 1_000_000_000_000L),
          Map.entry("tb", 1_000_000_000_000L),
          Map.entry("ti", 1L << 40),
          Map.entry("tib", 1L << 40),
          Map.entry("p", 1_000_000_000_000_000L),
          Map.entry("pb", 1_000_000_000_000_000L),
          Map.entry("pi", 1L << 50),
          Map.entry("pib", 1L << 50));

  public DataSize {
    if (bytes < 0) {
      throw new IllegalArgumentException("a size can't be negative: " + bytes);
    }
  }

  /** So many MiB, which is also what a bare number means in JSON. */
  @JsonCreator
  public static DataSize ofMebibytes(long mebibytes) {
    return new DataSize(Math.multiplyExact(mebibytes, MEBI));
  }

  /**
   * Reads a size.
   *
   * @throws IllegalArgumentException with a sentence that says what is allowed
   */
  @JsonCreator
  public static DataSize parse(String text) {
    Matcher matcher = FORM.matcher(text.length() > LONGEST_TEXT ? "" : text);
    Long unit = matcher.matches() ? UNITS.get(matcher.group(2).toLowerCase(Locale.ROOT)) : null;
    if (unit == null) {
      throw new IllegalArgumentException(
          "'"
              + shorten(text)
              + "' is not a size; write a number with a unit such as 2 GiB, 2Gi or 512 MiB");
    }
    try {
      BigDecimal bytes = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unit));
      return new DataSize(bytes.setScale(0, RoundingMode.CEILING).longValueExact());
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("'" + shorten(text) + "' is larger than any memory", e);
    }
  }

  private static String shorten(String text) {
    return text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) + "…" : text;
  }

  /** Whole MiB, rounded up: the unit of YARN's memory resource. */
  public long toMebibytes() {
    return bytes / MEBI + (bytes % MEBI == 0 ? 0 : 1);
  }

  @Override
  public int compareTo(DataSize other) {
    return Long.compare(bytes, other.bytes);
  }

  /** The shortest exact binary form, such as {@code 2Gi}. */
  @JsonValue
  @Override
  public String toString() {
    String[] names = {"b", "Ki", "Mi", "Gi", "Ti", "Pi"};
    int step = 0;
    long amount = bytes;
    while (step < names.length - 1 && amount != 0 && amount % 1024 == 0) {
      amount /= 1024;
      step++;
    }
    return amount + names[step];
  }
}
