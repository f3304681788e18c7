package dev.heddle.cli.terminal;

/** Colours for the few words that carry a judgement, on a terminal only. */
public enum Colors {
  ON,
  OFF;

  private static final String RESET = "\u001b[0m";

  static Colors when(boolean on) {
    return on ? ON : OFF;
  }

  public String bold(String text) {
    return paint("\u001b[1m", text);
  }

  public String error(String text) {
    return paint("\u001b[31m", text);
  }

  /** Green for what is well, red for what is not, yellow for what is under way. */
  public String judgement(String word) {
    return switch (word) {
      case "Ready", "Succeeded", "True", "SUCCEEDED" -> paint("\u001b[32m", word);
      case "Failed", "BackOff", "Warning", "FAILED", "KILLED" -> paint("\u001b[31m", word);
      case "Pending", "Submitting", "Accepted", "Starting", "Stopping" -> paint("\u001b[33m", word);
      default -> word;
    };
  }

  private String paint(String code, String text) {
    return this == ON ? code + text + RESET : text;
  }
}
