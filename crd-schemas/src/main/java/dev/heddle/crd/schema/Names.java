package dev.heddle.crd.schema;

import dev.heddle.crd.problem.Wording;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The forms that names must have, and the nearest right name to a wrong one. */
public final class Names {

  /** The longest DNS label (RFC 1123), and so the longest name of most kinds. */
  public static final int LONGEST_LABEL = 63;

  private static final int LONGEST_SUBDOMAIN = 253;
  private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
  private static final Pattern SUBDOMAIN =
      Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
  private static final Pattern KEY_NAME =
      Pattern.compile("[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?");

  private Names() {}

  /** Whether it is a DNS label: at most 63 lower-case letters, digits and inner hyphens. */
  public static boolean isLabel(String name) {
    return name.length() <= LONGEST_LABEL && LABEL.matcher(name).matches();
  }

  /** Whether it is DNS labels joined by dots, at most 253 characters. */
  public static boolean isSubdomain(String name) {
    return name.length() <= LONGEST_SUBDOMAIN && SUBDOMAIN.matcher(name).matches();
  }

  /** Whether it is a key of labels or annotations: a name, with or without {@code domain/}. */
  public static boolean isQualifiedKey(String key) {
    int slash = key.indexOf('/');
    String name = key.substring(slash + 1);
    return (slash < 0 || isSubdomain(key.substring(0, slash)))
        && name.length() <= LONGEST_LABEL
        && KEY_NAME.matcher(name).matches();
  }

  /** The DNS label that is nearest to a text; empty when nothing of the text can be in one. */
  public static Optional<String> toLabel(String text) {
    String mapped =
        text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-+", "");
    String cut = mapped.substring(0, Math.min(mapped.length(), LONGEST_LABEL));
    String label = cut.replaceAll("-+$", "");
    return label.isEmpty() ? Optional.empty() : Optional.of(label);
  }

  /** What is wrong with a name that is not a label, in one sentence. */
  static String labelMessage(String found) {
    return Wording.quote(found)
        + " cannot be a name; allowed are at most 63 lower-case letters, digits and hyphens,"
        + " beginning and ending with a letter or digit"
        + toLabel(found).map(label -> ", such as " + Wording.quote(label)).orElse("");
  }
}
