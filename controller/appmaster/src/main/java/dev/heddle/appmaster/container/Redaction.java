package dev.heddle.appmaster.container;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Takes secrets out of text that YARN shows to everybody (I15). */
public final class Redaction {
  private static final String MASK = "***";
  private static final Pattern TOKEN_PARAMETER = Pattern.compile("(?i)(token=)[^\\s&\"']+");
  private static final Pattern AUTHORIZATION =
      Pattern.compile("(?i)(authorization:\\s*\\w+\\s+)\\S+");
  private static final int SHORTEST_SECRET = 6;

  private final List<String> secrets;

  private Redaction(List<String> secrets) {
    this.secrets = secrets;
  }

  /** Knows the values of all variables whose names sound secret. */
  public static Redaction of(Map<String, String> environment) {
    return new Redaction(
        environment.entrySet().stream()
            .filter(entry -> soundsSecret(entry.getKey()))
            .map(Map.Entry::getValue)
            .filter(value -> value.length() >= SHORTEST_SECRET)
            .toList());
  }

  public String redact(String text) {
    String redacted = text;
    for (String secret : secrets) {
      redacted = redacted.replace(secret, MASK);
    }
    redacted = TOKEN_PARAMETER.matcher(redacted).replaceAll("$1" + MASK);
    return AUTHORIZATION.matcher(redacted).replaceAll("$1" + MASK);
  }

  private static boolean soundsSecret(String name) {
    String upper = name.toUpperCase(Locale.ROOT);
    return upper.endsWith("TOKEN")
        || upper.contains("SECRET")
        || upper.contains("PASSWORD")
        || upper.contains("PASSWD")
        || upper.endsWith("_KEY");
  }
}
