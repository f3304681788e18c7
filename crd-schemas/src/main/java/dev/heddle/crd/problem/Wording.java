package dev.heddle.crd.problem;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** How problems speak: quoting what was found, and the nearest name to one that is wrong. */
public final class Wording {

  private static final int LONGEST_QUOTE = 60;

  private Wording() {}

  /** The text in quotes on one line, shortened, without control characters. */
  public static String quote(String text) {
    StringBuilder shown = new StringBuilder("\"");
    int[] codePoints = text.codePoints().limit(LONGEST_QUOTE + 1L).toArray();
    for (int i = 0; i < Math.min(codePoints.length, LONGEST_QUOTE); i++) {
      int c = codePoints[i];
      switch (c) {
        case '\n' -> shown.append("\\n");
        case '\t' -> shown.append("\\t");
        case '"' -> shown.append("\\\"");
        default -> {
          if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
            shown.append(String.format(Locale.ROOT, "\\u%04x", c));
          } else {
            shown.appendCodePoint(c);
          }
        }
      }
    }
    return shown.append(codePoints.length > LONGEST_QUOTE ? "…\"" : "\"").toString();
  }

  /** The name among {@code allowed} that was probably meant, when one is near enough. */
  public static Optional<String> nearest(String found, Collection<String> allowed) {
    String wanted = canonical(found);
    int best = Math.max(1, Math.min(3, wanted.length() / 3)) + 1;
    Optional<String> nearest = Optional.empty();
    if (wanted.length() > LONGEST_QUOTE) {
      return nearest;
    }
    for (String name : allowed) {
      int distance = distance(wanted, canonical(name));
      if (distance < best) {
        best = distance;
        nearest = Optional.of(name);
      }
    }
    return nearest;
  }

  /** A sentence's end that names what was probably meant, or nothing. */
  public static String hint(String found, Collection<String> allowed) {
    return nearest(found, allowed).map(n -> "; did you mean " + quote(n) + "?").orElse("");
  }

  /** max_restarts, maxRestarts and max-restarts are the same word to a person. */
  private static String canonical(String name) {
    return name.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "");
  }

  /** Edits (insert, delete, replace, swap of neighbours) that turn one word into the other. */
  private static int distance(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
          continue;
        }
        int replace = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        cost[i][j] = Math.min(replace, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
        }
      }
    }
    return cost[a.length()][b.length()];
  }
}
