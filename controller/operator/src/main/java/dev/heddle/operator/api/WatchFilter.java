package dev.heddle.operator.api;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.reconciler.store.Watcher.Change;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Turns what became of an object into what a watcher of a selection sees: an object whose labels
 * change comes into the selection as added, and leaves it as deleted. Not safe for threads.
 */
final class WatchFilter {

  private final Selection selection;

  /** Objects by place, with whether the watcher believes them to be in the selection. */
  private final Map<String, Boolean> seen = new HashMap<>();

  WatchFilter(Selection selection) {
    this.selection = requireNonNull(selection, "selection is null");
  }

  boolean letsAllThrough() {
    return selection.isEverything();
  }

  Optional<Change> see(Change change, JsonNode object) {
    if (!selection.fields().matchesForLife(object)) {
      return Optional.empty();
    }
    if (!selection.mayChange()) {
      return Optional.of(change);
    }
    String place = place(object);
    boolean in = selection.matches(object);
    Optional<Boolean> before = Optional.ofNullable(seen.get(place));
    seen.put(place, in);
    return switch (change) {
      case ADDED -> in ? Optional.of(Change.ADDED) : Optional.empty();
      case MODIFIED -> {
        if (in) {
          yield Optional.of(before.orElse(true) ? Change.MODIFIED : Change.ADDED);
        }
        // One that was never seen may have matched before the watch began.
        yield before.orElse(true) ? Optional.of(Change.DELETED) : Optional.empty();
      }
      case DELETED -> {
        seen.remove(place);
        yield in || before.orElse(false) ? Optional.of(Change.DELETED) : Optional.empty();
      }
    };
  }

  private static String place(JsonNode object) {
    JsonNode metadata = object.path("metadata");
    return metadata.path("namespace").asText("") + "/" + metadata.path("name").asText("");
  }
}
