package dev.heddle.operator.store;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.Resource;
import dev.heddle.reconciler.Context.EventKind;
import dev.heddle.reconciler.runtime.EventSink;

/**
 * Writes what reconcilers record as core/v1 Events. The store counts equal ones and keeps the
 * newest few of each object.
 */
public final class EventRecorder implements EventSink {

  private final ObjectStore store;
  private final String component;

  /**
   * @param store the fenced store: only the leader's controllers tell history
   * @param component who reports, such as {@code heddle-operator}
   */
  public EventRecorder(ObjectStore store, String component) {
    this.store = requireNonNull(store, "store is null");
    this.component = requireNonNull(component, "component is null");
  }

  @Override
  public void record(Resource about, EventKind kind, String reason, String message) {
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    event
        .putObject("involvedObject")
        .put("apiVersion", about.apiVersion())
        .put("kind", about.kind())
        .put("namespace", about.metadata().namespace())
        .put("name", about.metadata().name())
        .put("uid", about.metadata().uid());
    event.put(
        "type",
        switch (kind) {
          case NORMAL -> "Normal";
          case WARNING -> "Warning";
        });
    event.put("reason", reason);
    event.put("message", message);
    event.putObject("source").put("component", component);
    store.create(Kinds.EVENT, event);
  }
}
