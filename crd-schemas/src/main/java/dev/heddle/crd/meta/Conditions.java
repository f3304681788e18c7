package dev.heddle.crd.meta;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Pure operations on a list of conditions, of which there is at most one a type. */
public final class Conditions {

  private Conditions() {}

  public static Optional<Condition> find(List<Condition> conditions, String type) {
    return conditions.stream().filter(c -> c.type().equals(type)).findFirst();
  }

  public static boolean isTrue(List<Condition> conditions, String type) {
    return find(conditions, type).map(c -> c.status() == Condition.Status.TRUE).orElse(false);
  }

  /**
   * The list with this condition in its place. The transition time stays when the status does, so
   * that writing the same judgement again changes nothing (L2), and never goes back (I9).
   */
  public static List<Condition> with(
      List<Condition> conditions,
      String type,
      Condition.Status status,
      String reason,
      String message,
      long observedGeneration,
      Instant now) {
    Optional<Condition> before = find(conditions, type);
    Instant since =
        before
            .filter(c -> c.status() == status || c.lastTransitionTime().isAfter(now))
            .map(Condition::lastTransitionTime)
            .orElse(now);
    Condition condition = new Condition(type, status, reason, message, observedGeneration, since);
    List<Condition> result = new ArrayList<>(conditions.size() + 1);
    boolean placed = false;
    for (Condition existing : conditions) {
      if (!existing.type().equals(type)) {
        result.add(existing);
      } else if (!placed) {
        result.add(condition);
        placed = true;
      }
    }
    if (!placed) {
      result.add(condition);
    }
    return List.copyOf(result);
  }

  /** The list without conditions of that type. */
  public static List<Condition> without(List<Condition> conditions, String type) {
    return conditions.stream().filter(c -> !c.type().equals(type)).toList();
  }
}
