package dev.heddle.lab.command;

import picocli.CommandLine.Option;

/** For whom the output is. */
final class OutputOption {
  enum Format {
    TEXT,
    JSON
  }

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "TEXT",
      description = "text or json (default: text).")
  private Format format;

  boolean isJson() {
    return switch (format) {
      case TEXT -> false;
      case JSON -> true;
    };
  }
}
