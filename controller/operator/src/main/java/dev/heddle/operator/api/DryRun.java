package dev.heddle.operator.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;

/** What the store would add to an object, for answers of writes that are not carried out (I13). */
final class DryRun {

  private static final List<String> NOT_DESIRED = List.of("metadata", "status");

  private DryRun() {}

  /** As it would be created; with a name, where one is to be made up. */
  static ObjectNode created(ObjectNode object, Instant now) {
    UUID uid = UUID.randomUUID();
    ObjectNode metadata = object.withObjectProperty("metadata");
    if (metadata.path("name").asText("").isEmpty()) {
      String suffix = Long.toString(uid.getLeastSignificantBits() >>> 1, 36).substring(0, 5);
      metadata.put("name", metadata.path("generateName").asText("") + suffix);
    }
    metadata.put("uid", uid.toString());
    metadata.put("generation", 1);
    metadata.put("creationTimestamp", now.truncatedTo(ChronoUnit.SECONDS).toString());
    return object;
  }

  /** As it would be updated. */
  static ObjectNode updated(ObjectNode object, ObjectNode current) {
    ObjectNode before = current.deepCopy().remove(NOT_DESIRED);
    ObjectNode after = object.deepCopy().remove(NOT_DESIRED);
    if (!before.equals(after)) {
      object
          .withObjectProperty("metadata")
          .put("generation", current.path("metadata").path("generation").asLong() + 1);
    }
    return object;
  }
}
