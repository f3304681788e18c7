package dev.heddle.cli.terminal;

import java.util.List;

/** Text of others, made safe to print: it may come from a user's process. */
public final class PlainText {

  private PlainText() {}

  /** On one line, without characters that play with a terminal. */
  public static String oneLine(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    text.chars().forEach(c -> clean.append(Character.isISOControl(c) ? ' ' : (char) c));
    return clean.toString().strip();
  }

  /** Line by line, without empty ones. */
  public static List<String> lines(String text) {
    return text.lines().map(PlainText::oneLine).filter(line -> !line.isEmpty()).toList();
  }
}
