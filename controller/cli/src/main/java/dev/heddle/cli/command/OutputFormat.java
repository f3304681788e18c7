package dev.heddle.cli.command;

import java.util.Locale;

/** The forms in which objects are printed. */
enum OutputFormat {
  TABLE,
  WIDE,
  YAML,
  JSON,
  NAME;

  boolean isTable() {
    return this == TABLE || this == WIDE;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
