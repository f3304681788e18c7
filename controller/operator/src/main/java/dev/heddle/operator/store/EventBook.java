package dev.heddle.operator.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.json.Kinds;
import dev.heddle.reconciler.store.Watcher.Change;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The recent events about one object, which are one node: oldest first, at most {@link #CAPACITY},
 * equal ones counted. Readers see each event as an object of its own. Pure functions.
 */
final class EventBook {

  static final int CAPACITY = 50;

  /** The kind under which books are stored, and their events shown. */
  static final String RESOURCE = Kinds.EVENT.toString();

  private static final int MAX_MESSAGE = 1024;
  private static final String EVENTS = "events";
  private static final String METADATA = "metadata";

  private EventBook() {}

  /** The book about the object of that uid. */
  static ObjectId id(String namespace, String involvedUid) {
    return new ObjectId(RESOURCE, namespace, involvedUid);
  }

  /**
   * The book with one more happening.
   *
   * @param event an event whose metadata has name, namespace and uid
   */
  static ObjectNode with(Optional<StoredObject> book, ObjectNode event, Instant now) {
    String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
    Map<String, ObjectNode> events = book.map(EventBook::read).orElseGet(LinkedHashMap::new);
    String name = name(event);
    ObjectNode entry = Optional.ofNullable(events.remove(name)).orElseGet(() -> first(event, time));
    entry.put("count", entry.path("count").asInt(0) + 1);
    entry.put("lastTimestamp", time);
    events.put(name, entry); // the newest is last
    while (events.size() > CAPACITY) {
      events.remove(events.keySet().iterator().next());
    }
    return write(events);
  }

  private static ObjectNode first(ObjectNode event, String time) {
    ObjectNode entry = ObjectRules.own(event);
    entry.put("apiVersion", Kinds.EVENT.apiVersion());
    entry.put("kind", Kinds.EVENT.kind());
    entry.withObjectProperty(METADATA).put("creationTimestamp", time);
    entry.put("firstTimestamp", time);
    entry.put("count", 0);
    String message = entry.path("message").asText("");
    if (message.length() > MAX_MESSAGE) {
      entry.put("message", message.substring(0, MAX_MESSAGE - 1) + "…");
    }
    return entry;
  }

  /** The book without one event. */
  static ObjectNode without(StoredObject book, String name) {
    Map<String, ObjectNode> events = read(book);
    events.remove(name);
    return write(events);
  }

  static boolean isEmpty(ObjectNode book) {
    return book.path(EVENTS).isEmpty();
  }

  /** The object it is about, as its events name it. */
  static Optional<ObjectNode> involved(StoredObject book) {
    return read(book).values().stream()
        .findFirst()
        .map(event -> event.withObjectProperty("involvedObject"));
  }

  /** The events as objects, oldest first. */
  static List<StoredObject> events(StoredObject book) {
    return read(book).values().stream()
        .map(event -> shown(book.id().namespace(), event, book.zxid()))
        .toList();
  }

  /** What a change of the book means for those who watch events. */
  static List<Happening> happenings(long zxid, Change change, Contents.Step step) {
    Map<String, ObjectNode> before = step.before().map(EventBook::read).orElseGet(Map::of);
    Map<String, ObjectNode> after = change == Change.DELETED ? Map.of() : read(step.after());
    Map<ObjectNode, Change> changes = new LinkedHashMap<>();
    before.forEach(
        (name, event) -> {
          if (!after.containsKey(name)) {
            changes.put(event, Change.DELETED);
          }
        });
    after.forEach(
        (name, event) -> {
          if (!event.equals(before.get(name))) {
            changes.put(event, before.containsKey(name) ? Change.MODIFIED : Change.ADDED);
          }
        });
    return happenings(zxid, step.after().id().namespace(), changes);
  }

  /**
   * All but the last show the version before: a client that is cut off between them resumes from
   * there and is told again, rather than never.
   */
  private static List<Happening> happenings(
      long zxid, String namespace, Map<ObjectNode, Change> changes) {
    List<Happening> result = new ArrayList<>(changes.size());
    changes.forEach(
        (event, change) -> {
          long version = result.size() == changes.size() - 1 ? zxid : zxid - 1;
          result.add(new Happening(zxid, change, shown(namespace, event, version)));
        });
    return result;
  }

  private static StoredObject shown(String namespace, ObjectNode event, long zxid) {
    ObjectId id = new ObjectId(RESOURCE, namespace, name(event));
    return new StoredObject(id, zxid, 0, ObjectRules.bytes(event));
  }

  private static Map<String, ObjectNode> read(StoredObject book) {
    Map<String, ObjectNode> events = new LinkedHashMap<>();
    for (JsonNode event : StoredObject.parse(book.body()).path(EVENTS)) {
      if (event instanceof ObjectNode object) {
        events.put(name(object), object);
      }
    }
    return events;
  }

  private static ObjectNode write(Map<String, ObjectNode> events) {
    ObjectNode book = JsonNodeFactory.instance.objectNode();
    ArrayNode array = book.putArray(EVENTS);
    events.values().forEach(array::add);
    return book;
  }

  private static String name(ObjectNode event) {
    return event.path(METADATA).path("name").asText();
  }
}
