package dev.heddle.operator.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.operator.store.ObjectStore.ObjectWatcher;
import dev.heddle.reconciler.store.StoreException;
import dev.heddle.reconciler.store.Watcher.Change;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Writes down what a watch reports. */
final class Recorder implements ObjectWatcher {

  final List<Seen> seen = new CopyOnWriteArrayList<>();
  volatile Optional<StoreException> end = Optional.empty();

  record Seen(Change change, ObjectNode object) {
    String name() {
      return object.path("metadata").path("name").asText();
    }

    long version() {
      return object.path("metadata").path("resourceVersion").asLong();
    }

    @Override
    public String toString() {
      return change + " " + name();
    }
  }

  @Override
  public void onChange(Change change, ObjectNode object) {
    seen.add(new Seen(change, object));
  }

  @Override
  public void onEnd(StoreException cause) {
    end = Optional.of(cause);
  }

  List<String> changes() {
    return seen.stream().map(Seen::toString).toList();
  }

  /** What a client that applies the changes holds in the end: name to version. */
  Map<String, Long> state() {
    Map<String, Long> state = new TreeMap<>();
    for (Seen change : seen) {
      switch (change.change()) {
        case ADDED, MODIFIED -> state.put(change.name(), change.version());
        case DELETED -> state.remove(change.name());
      }
    }
    return state;
  }
}
