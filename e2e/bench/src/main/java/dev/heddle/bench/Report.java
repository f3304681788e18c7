package dev.heddle.bench;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.heddle.crd.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a benchmark found.
 *
 * @param bench its name
 * @param rows the figures
 * @param notes what a reader of the table must know, such as a ratio and its aim
 */
@JsonPropertyOrder({"bench", "rows"})
public record Report(String bench, List<Row> rows, List<String> notes) {

  public Report {
    requireNonNull(bench, "bench is null");
    rows = List.copyOf(rows);
    notes = List.copyOf(notes);
  }

  /** One JSON object on one line. */
  public String toJson() {
    try {
      return Json.mapper().writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a report can always be written", e);
    }
  }

  /** A table for people. */
  public String toTable() {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%-28s %12s %12s %12s %5s  %s",
            "NAME",
            "MEDIAN",
            "MIN",
            "MAX",
            "N",
            "UNIT"));
    for (Row row : rows) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%-28s %12s %12s %12s %5d  %s",
              row.name(),
              figure(row.median()),
              figure(row.min()),
              figure(row.max()),
              row.n(),
              row.unit()));
    }
    lines.addAll(notes);
    return String.join("\n", lines);
  }

  private static String figure(double value) {
    return value >= 1000
        ? String.format(Locale.ROOT, "%,.0f", value)
        : String.format(Locale.ROOT, "%.3f", value);
  }
}
