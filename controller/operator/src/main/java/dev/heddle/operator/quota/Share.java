package dev.heddle.operator.quota;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.quantity.DataSize;
import dev.heddle.crd.quota.Quota;
import dev.heddle.crd.quota.QuotaSpec.Hard;
import java.util.ArrayList;
import java.util.List;

/** What those have together who share the limits of one quota, while a decision is made. */
final class Share {

  private static final int EXACT = 10;

  private final Quota quota;
  private final String name;
  private Amounts used = Amounts.NOTHING;
  private boolean taken;
  private int waiting;

  Share(Quota quota, String name) {
    this.quota = requireNonNull(quota, "quota is null");
    this.name = requireNonNull(name, "name is null");
  }

  String name() {
    return name;
  }

  Amounts used() {
    return used;
  }

  int waiting() {
    return waiting;
  }

  void charge(Amounts amounts) {
    used = used.plus(amounts);
  }

  /** Whether somebody who came before waits for room in it: then it is nobody else's. */
  boolean isTaken() {
    return taken;
  }

  /** Who waits for it from now on comes before all others; returns his place. */
  int queue(boolean takes) {
    taken |= takes;
    return ++waiting;
  }

  private Hard hard() {
    return quota.spec().hard();
  }

  boolean fits(Amounts more) {
    return exceeded(used.plus(more)).isEmpty();
  }

  /** Whether it could ever have that. */
  boolean couldFit(Amounts alone) {
    return exceeded(alone).isEmpty();
  }

  private List<Kind> exceeded(Amounts total) {
    List<Kind> kinds = new ArrayList<>();
    if (hard().notebooks().filter(most -> total.notebooks() > most).isPresent()) {
      kinds.add(Kind.NOTEBOOKS);
    }
    if (hard().memory().filter(most -> total.memory() > most.bytes()).isPresent()) {
      kinds.add(Kind.MEMORY);
    }
    if (hard().vcores().filter(most -> total.vcores() > most).isPresent()) {
      kinds.add(Kind.VCORES);
    }
    if (hard().gpus().filter(most -> total.gpus() > most).isPresent()) {
      kinds.add(Kind.GPUS);
    }
    return kinds;
  }

  private enum Kind {
    NOTEBOOKS,
    MEMORY,
    VCORES,
    GPUS
  }

  /** Its place in line, and what is short. */
  String words(int place, Amounts wanted) {
    List<String> why =
        exceeded(used.plus(wanted)).stream().map(kind -> shortOf(kind, wanted)).toList();
    return place(place)
        + " in line for "
        + quotaName()
        + ": "
        + (why.isEmpty() ? "those before it come first" : String.join(", ", why));
  }

  /** That it can never be given so much. */
  String never(Amounts wanted) {
    List<String> why =
        exceeded(wanted).stream()
            .map(
                kind ->
                    switch (kind) {
                      case NOTEBOOKS -> "no notebook";
                      case MEMORY -> size(hard().memory().orElseThrow().bytes()) + " of memory";
                      case VCORES -> hard().vcores().orElseThrow() + " vcores";
                      case GPUS -> hard().gpus().orElseThrow() + " GPUs";
                    })
            .toList();
    return quotaName()
        + " allows "
        + String.join(" and ", why)
        + " in all, and it asks for more: it can't start before one of the two is changed";
  }

  private String quotaName() {
    return "quota " + quota.metadata().name() + (name.isEmpty() ? "" : " of " + name);
  }

  private String shortOf(Kind kind, Amounts wanted) {
    return switch (kind) {
      case NOTEBOOKS ->
          used.notebooks() + " of " + hard().notebooks().orElseThrow() + " notebooks run";
      case MEMORY ->
          size(used.memory())
              + " of "
              + hard().memory().orElseThrow()
              + " of memory are taken, and it asks for "
              + size(wanted.memory());
      case VCORES ->
          used.vcores()
              + " of "
              + hard().vcores().orElseThrow()
              + " vcores are taken, and it asks for "
              + wanted.vcores();
      case GPUS ->
          used.gpus()
              + " of "
              + hard().gpus().orElseThrow()
              + " GPUs are taken, and it asks for "
              + wanted.gpus();
    };
  }

  private static String size(long bytes) {
    return bytes == 0 ? "0" : new DataSize(bytes).toString();
  }

  /** In a long line only about: else each step of it would be a write for each who waits. */
  private String place(int place) {
    String all = waiting <= EXACT ? Integer.toString(waiting) : "more than " + about(waiting);
    return place <= EXACT
        ? ordinal(place) + " of " + all
        : "behind more than " + about(place) + " of " + all;
  }

  private static int about(int count) {
    int step = count <= 10 * EXACT ? EXACT : 10 * EXACT;
    return (count - 1) / step * step;
  }

  private static String ordinal(int place) {
    return switch (place) {
      case 1 -> "1st";
      case 2 -> "2nd";
      case 3 -> "3rd";
      default -> place + "th";
    };
  }
}
