package dev.heddle.bench;

import java.util.Locale;
import picocli.CommandLine.Option;

/** How many samples, and how the result is printed. */
final class Samples {

  /** A table for people, or JSON for programs. */
  enum Format {
    TABLE,
    JSON
  }

  @Option(names = "-n", defaultValue = "10", description = "Samples of each (${DEFAULT-VALUE}).")
  private int n;

  @Option(
      names = {"-o", "--output"},
      defaultValue = "table",
      description = "table or json.")
  private String format = "table";

  int n() {
    return n;
  }

  void print(Report report) {
    switch (Format.valueOf(format.toUpperCase(Locale.ROOT))) {
      case TABLE -> System.out.println(report.toTable());
      case JSON -> System.out.println(report.toJson());
    }
  }
}
