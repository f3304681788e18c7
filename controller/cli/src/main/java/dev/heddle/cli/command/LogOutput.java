package dev.heddle.cli.command;

import static java.util.Objects.requireNonNull;

import java.io.PrintWriter;

/** Where the text of one log goes: as it is, or by whole lines that say whose they are. */
final class LogOutput {

  private final PrintWriter out;
  private final String prefix;
  private final StringBuilder line = new StringBuilder();

  private LogOutput(PrintWriter out, String prefix) {
    this.out = requireNonNull(out, "out is null");
    this.prefix = requireNonNull(prefix, "prefix is null");
  }

  static LogOutput plain(PrintWriter out) {
    return new LogOutput(out, "");
  }

  /** For several logs to one output: lines are not mixed. */
  static LogOutput prefixed(PrintWriter out, String name) {
    return new LogOutput(out, "[" + name + "] ");
  }

  void print(String text) {
    if (prefix.isEmpty()) {
      write(text);
      return;
    }
    line.append(text);
    int end = line.lastIndexOf("\n") + 1;
    if (end > 0) {
      StringBuilder lines = new StringBuilder();
      line.substring(0, end)
          .lines()
          .forEach(each -> lines.append(prefix).append(each).append('\n'));
      line.delete(0, end);
      write(lines.toString());
    }
  }

  /** What was begun is a line, too. */
  void end() {
    if (line.length() > 0) {
      print("\n");
    }
  }

  private void write(String text) {
    synchronized (out) {
      out.print(text);
      out.flush();
    }
  }

  /** Nobody reads any more, as in "heddle logs churn -f | head". */
  boolean isClosed() {
    return out.checkError();
  }
}
