package dev.heddle.bench;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.Arrays;

/**
 * One measured figure.
 *
 * @param name what was measured
 * @param median of the samples
 * @param min of the samples
 * @param max of the samples
 * @param n number of samples
 * @param unit of the figures
 */
@JsonPropertyOrder({"name", "median", "min", "max", "n", "unit"})
public record Row(String name, double median, double min, double max, int n, String unit) {

  public Row {
    requireNonNull(name, "name is null");
    requireNonNull(unit, "unit is null");
  }

  /** The figure of these samples, of which there is at least one. */
  public static Row of(String name, double[] samples, String unit) {
    double[] sorted = samples.clone();
    Arrays.sort(sorted);
    int n = sorted.length;
    double median = n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
    return new Row(name, median, sorted[0], sorted[n - 1], n, unit);
  }
}
