package dev.heddle.reconciler.cache;

import java.util.Comparator;

/** The order of resource versions. They are opaque to clients; only the cache compares them. */
public final class ResourceVersions {

  /** Versions that are decimal numbers, such as a zxid; the empty version is the oldest. */
  public static final Comparator<String> DECIMAL =
      (left, right) -> Long.compare(number(left), number(right));

  private ResourceVersions() {}

  private static long number(String version) {
    return version.isEmpty() ? -1 : Long.parseLong(version);
  }
}
