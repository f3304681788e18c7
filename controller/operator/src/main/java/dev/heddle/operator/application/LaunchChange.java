package dev.heddle.operator.application;

import dev.heddle.crd.application.Run;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * In what that which is asked for differs from what was launched. Pure.
 *
 * @param asked whether its owner asked for a new start, by name or by taking its token away
 * @param parts the names of the parts of the spec that differ; empty when nobody knows
 */
record LaunchChange(boolean asked, List<String> parts) {

  /** The wish for a restart, as a part. */
  static final String RESTART = "restartedAt";

  /** A server whose token is not the one in the Secret can be opened by nobody. */
  static final String TOKEN = "token";

  LaunchChange {
    parts = List.copyOf(parts);
  }

  static LaunchChange between(Run run, Desired desired) {
    if (run.launched().isEmpty()) {
      return new LaunchChange(isLater(desired.restartedAt(), run.reservedAt()), List.of());
    }
    TreeSet<String> names = new TreeSet<>(run.launched().keySet());
    names.addAll(desired.launchParts().keySet());
    Map<String, String> wanted = desired.launchParts();
    names.removeIf(
        name -> run.launched().getOrDefault(name, "").equals(wanted.getOrDefault(name, "")));
    boolean asked = names.removeAll(List.of(RESTART, TOKEN));
    return new LaunchChange(asked, List.copyOf(names));
  }

  /** An older operator did not write down which wish its run fulfilled. */
  private static boolean isLater(String wish, Instant begin) {
    try {
      return !wish.isEmpty() && Instant.parse(wish).isAfter(begin);
    } catch (DateTimeException e) {
      return false;
    }
  }

  /** For people. */
  String words() {
    return parts.isEmpty()
        ? "the spec has changed since it was started"
        : "changed since it was started: " + String.join(", ", parts);
  }
}
