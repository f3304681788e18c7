package dev.heddle.operator.pod;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names of pods: {@code churn-am-1} for the application master of the first run, {@code
 * churn-am-1-2} for YARN's second attempt at it, {@code churn-worker-3} for a service's container
 * that the application calls {@code worker_3}. A service whose name is no plain word has a mark
 * behind it, which begins with 0 and so is no other's name: no two containers share a pod's name.
 */
final class PodNames {

  private static final String MASTER = "am";
  private static final Pattern PLAIN = Pattern.compile("[a-z][a-z0-9]*");
  private static final Pattern INSTANCE = Pattern.compile("(.+)_(\\d+)");
  private static final int LONGEST_WORD = 40;

  private PodNames() {}

  static String master(String application, int run, int attempt) {
    String name = application + "-" + MASTER + "-" + run;
    return attempt > 1 ? name + "-" + attempt : name;
  }

  /**
   * @param instance as the application calls it: {@code worker_3}
   */
  static String instance(String application, String instance) {
    Matcher parts = INSTANCE.matcher(instance);
    return parts.matches()
        ? application + "-" + word(parts.group(1)) + "-" + parts.group(2)
        : application + "-" + word(instance) + "-0";
  }

  private static String word(String service) {
    if (PLAIN.matcher(service).matches()
        && !service.equals(MASTER)
        && service.length() <= LONGEST_WORD) {
      return service;
    }
    String word = service.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    String mark = UUID.nameUUIDFromBytes(service.getBytes(UTF_8)).toString().substring(0, 6);
    return (word.length() > LONGEST_WORD
            ? word.substring(0, LONGEST_WORD)
            : word.isEmpty() ? "x" : word)
        + "-0"
        + mark;
  }

  /** The applications that may have a pod of that name. */
  static List<String> applications(String pod) {
    List<String> names = new ArrayList<>();
    String rest = cut(cut(pod));
    if (!rest.isEmpty()) {
      names.add(rest);
      String shorter = cut(rest);
      if (!shorter.isEmpty()) {
        names.add(shorter);
      }
    }
    return names;
  }

  private static String cut(String name) {
    int dash = name.lastIndexOf('-');
    return dash < 0 ? "" : name.substring(0, dash);
  }
}
