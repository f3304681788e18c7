package dev.heddle.crd.apply;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Others own fields that an applier wants to set to something else. Nothing has been changed. */
public final class ApplyConflictException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<Conflict> conflicts;

  /**
   * One field.
   *
   * @param owner who owns it
   * @param time when the owner last took over a field
   * @param path the field
   */
  public record Conflict(Writer owner, Optional<Instant> time, List<Step> path) {
    public Conflict {
      path = List.copyOf(path);
    }

    /** The field as people read it, such as {@code .spec.queue}. */
    public String field() {
      return Step.toString(path);
    }

    /** The owner as Kubernetes words it. */
    public String with() {
      StringBuilder text = new StringBuilder("\"").append(owner.name()).append('"');
      if (!owner.subresource().isEmpty()) {
        text.append(" with subresource \"").append(owner.subresource()).append('"');
      }
      if (!owner.applies()) {
        text.append(" using ").append(owner.apiVersion());
        time.ifPresent(at -> text.append(" at ").append(at));
      }
      return text.toString();
    }
  }

  ApplyConflictException(List<Conflict> conflicts) {
    super(message(conflicts));
    this.conflicts = List.copyOf(conflicts);
  }

  public List<Conflict> conflicts() {
    return conflicts;
  }

  private static String message(List<Conflict> conflicts) {
    if (conflicts.size() == 1) {
      Conflict only = conflicts.get(0);
      return "Apply failed with 1 conflict: conflict with " + only.with() + ": " + only.field();
    }
    Map<String, StringBuilder> byOwner = new LinkedHashMap<>();
    for (Conflict conflict : conflicts) {
      byOwner
          .computeIfAbsent(
              conflict.with(), with -> new StringBuilder("conflicts with " + with + ":"))
          .append("\n- ")
          .append(conflict.field());
    }
    return "Apply failed with "
        + conflicts.size()
        + " conflicts: "
        + String.join("\n", byOwner.values());
  }
}
