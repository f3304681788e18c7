package dev.heddle.cli.terminal;

import static java.util.Objects.requireNonNull;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Rows under headings, in columns as wide as their widest cell. */
public final class TextTable {

  private static final String GAP = "   ";

  /** What stands where there is no value, so that columns can still be told apart by programs. */
  public static final String NOTHING = "-";

  private final String indent;
  private final List<String> headings;
  private final List<List<String>> rows = new ArrayList<>();
  private final List<Integer> widths = new ArrayList<>();

  public TextTable(List<String> headings) {
    this("", headings);
  }

  private TextTable(String indent, List<String> headings) {
    this.indent = indent;
    this.headings = headings.stream().map(h -> h.toUpperCase(Locale.ROOT)).toList();
    this.headings.forEach(heading -> widths.add(heading.length()));
  }

  public TextTable(String... headings) {
    this(List.of(headings));
  }

  /** A table inside other text, two columns to the right. */
  public static TextTable indented(String... headings) {
    return new TextTable("  ", List.of(headings));
  }

  public void add(List<String> cells) {
    requireNonNull(cells, "cells is null");
    List<String> row =
        cells.stream().map(PlainText::oneLine).map(c -> c.isEmpty() ? NOTHING : c).toList();
    for (int i = 0; i < row.size(); i++) {
      widths.set(i, Math.max(widths.get(i), row.get(i).length()));
    }
    rows.add(row);
  }

  public void add(String... cells) {
    add(List.of(cells));
  }

  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /** Prints all that was added since the last time, with headings the first time only. */
  public void print(PrintWriter out, Colors colors, boolean withHeadings) {
    if (withHeadings) {
      out.println(headingLine(colors));
    }
    lines(colors).forEach(out::println);
    rows.clear();
  }

  public String headingLine(Colors colors) {
    return colors.bold(line(Colors.OFF, headings));
  }

  /** The rows in their order. */
  public List<String> lines(Colors colors) {
    return rows.stream().map(row -> line(colors, row)).toList();
  }

  private String line(Colors colors, List<String> cells) {
    StringBuilder line = new StringBuilder(indent);
    for (int i = 0; i < cells.size(); i++) {
      String cell = cells.get(i);
      line.append(colors.judgement(cell));
      if (i < cells.size() - 1) {
        line.append(" ".repeat(widths.get(i) - cell.length())).append(GAP);
      }
    }
    return line.toString();
  }
}
