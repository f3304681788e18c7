package dev.heddle.appmaster.kv;

import java.util.Comparator;

/** Orders instances such as {@code worker_9} and {@code worker_10} by service, then number. */
final class OwnerOrder {
  private static final Comparator<String> ORDER =
      Comparator.comparing(OwnerOrder::service).thenComparingLong(OwnerOrder::number);

  private OwnerOrder() {}

  static int compare(String one, String other) {
    return ORDER.compare(one, other);
  }

  private static String service(String owner) {
    return number(owner) < 0 ? owner : owner.substring(0, owner.lastIndexOf('_'));
  }

  /** Below 0 for what is no instance. */
  private static long number(String owner) {
    String end = owner.substring(owner.lastIndexOf('_') + 1);
    return owner.indexOf('_') > 0 && end.matches("\\d{1,18}") ? Long.parseLong(end) : -1;
  }
}
