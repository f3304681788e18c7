package dev.heddle.operator.view;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.ResourceType;
import java.util.List;

/** The core group's events as {@code events.k8s.io} has them: the same facts under other names. */
public final class EventView implements View {

  @Override
  public ResourceType<?> type() {
    return Kinds.NEW_EVENT;
  }

  @Override
  public ResourceType<?> source() {
    return Kinds.EVENT;
  }

  @Override
  public List<ObjectNode> of(ObjectNode source) {
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    event.put("kind", "Event").put("apiVersion", Kinds.NEW_EVENT.apiVersion());
    event.set("metadata", source.path("metadata").deepCopy());
    JsonNode time = source.path("eventTime");
    event.set("eventTime", time.isTextual() ? time : source.path("lastTimestamp"));
    copy(source.path("source"), "component", event, "reportingController");
    copy(source, "reportingComponent", event, "reportingController");
    event.put("reportingInstance", source.path("reportingInstance").asText(""));
    copy(source, "action", event, "action");
    copy(source, "reason", event, "reason");
    copy(source, "involvedObject", event, "regarding");
    copy(source, "related", event, "related");
    copy(source, "message", event, "note");
    copy(source, "type", event, "type");
    copy(source, "source", event, "deprecatedSource");
    copy(source, "firstTimestamp", event, "deprecatedFirstTimestamp");
    copy(source, "lastTimestamp", event, "deprecatedLastTimestamp");
    copy(source, "count", event, "deprecatedCount");
    return List.of(event);
  }

  private static void copy(JsonNode from, String field, ObjectNode to, String name) {
    JsonNode value = from.get(field);
    if (value != null && !value.isNull()) {
      to.set(name, value.deepCopy());
    }
  }

  @Override
  public List<String> sources(String name) {
    return List.of(name);
  }
}
