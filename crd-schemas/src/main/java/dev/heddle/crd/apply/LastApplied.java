package dev.heddle.crd.apply;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.json.Json;
import java.util.List;
import java.util.Optional;

/**
 * The note that {@code kubectl apply} of the client's side leaves on an object: what it applied
 * last. Fields that are still as noted were kubectl's, so that {@code kubectl apply --server-side}
 * may go on with them without a conflict.
 */
final class LastApplied {

  static final String ANNOTATION = "kubectl.kubernetes.io/last-applied-configuration";

  /** The manager for whom the note counts; others have not written it. */
  static final String KUBECTL = "kubectl";

  /** As much as all annotations of an object may hold in Kubernetes. */
  private static final int MOST_BYTES = 256 << 10;

  private LastApplied() {}

  /** Whether the note says of all these fields that they are kubectl's. */
  static boolean covers(Shape shape, ObjectNode live, List<ApplyConflictException.Conflict> all) {
    Optional<ObjectNode> noted = noted(live);
    if (noted.isEmpty() || !noted.get().path("apiVersion").equals(live.path("apiVersion"))) {
      return false;
    }
    Comparison since = Comparison.of(shape, noted.get(), live);
    FieldSet kept = shape.fields(noted.get()).difference(since.set()).difference(since.removed());
    return all.stream().allMatch(conflict -> kept.has(conflict.path()));
  }

  private static Optional<ObjectNode> noted(ObjectNode object) {
    String text = object.path("metadata").path("annotations").path(ANNOTATION).asText("");
    try {
      return !text.isEmpty() && Json.mapper().readTree(text) instanceof ObjectNode noted
          ? Optional.of(noted)
          : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /** Where there is a note, keeps it true of what is applied now. */
  static void renew(ObjectNode object, ObjectNode declared) {
    if (noted(object).isEmpty()) {
      return;
    }
    ObjectNode noted = declared.deepCopy();
    if (noted.path("metadata").path("annotations") instanceof ObjectNode annotations) {
      annotations.remove(ANNOTATION);
    }
    String text = noted + "\n";
    ObjectNode annotations = (ObjectNode) object.path("metadata").path("annotations");
    if (text.length() > MOST_BYTES) {
      annotations.remove(ANNOTATION);
    } else {
      annotations.put(ANNOTATION, text);
    }
  }
}
