package dev.heddle.operator.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toUnmodifiableMap;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.heddle.crd.json.Json;
import dev.heddle.crd.meta.ResourceType;
import dev.heddle.operator.store.ObjectStore.Item;
import dev.heddle.operator.store.ObjectStore.ObjectWatcher;
import dev.heddle.reconciler.store.ResourceStore.Subscription;
import dev.heddle.reconciler.store.StoreException;
import dev.heddle.reconciler.store.Watcher.Change;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.stream.Stream;

/**
 * A watch as lines of JSON. Changes wait in a bounded queue until the client has read what came
 * before; a client that falls too far behind is cut off and resumes from the version it knows.
 */
final class WatchProducer implements StreamProducer, ObjectWatcher {

  static final int MOST_WAITING = 10_000;
  private static final String BOOKMARK = "BOOKMARK";

  /** A line up to its object. */
  private static final Map<Change, byte[]> HEADS =
      Stream.of(Change.values())
          .collect(
              toUnmodifiableMap(
                  change -> change,
                  change -> ("{\"type\":\"" + change + "\",\"object\":").getBytes(UTF_8)));

  private final ResourceType<?> type;
  private final Representation form;
  private final WatchFilter filter;
  private final boolean bookmarks;
  private final Runnable onClose;

  private boolean first = true; // I/O thread only
  private String version; // I/O thread only

  @GuardedBy("this")
  private final Queue<Waiting> waiting = new ArrayDeque<>();

  @GuardedBy("this")
  private Optional<StoreException> failure = Optional.empty();

  @GuardedBy("this")
  private boolean ended;

  @GuardedBy("this")
  private Runnable signal = () -> {};

  @GuardedBy("this")
  private Subscription subscription = () -> {};

  WatchProducer(
      ResourceType<?> type,
      Representation form,
      WatchFilter filter,
      boolean bookmarks,
      String version,
      Runnable onClose) {
    this.type = requireNonNull(type, "type is null");
    this.form = requireNonNull(form, "form is null");
    this.filter = requireNonNull(filter, "filter is null");
    this.bookmarks = bookmarks;
    this.version = requireNonNull(version, "version is null");
    this.onClose = requireNonNull(onClose, "onClose is null");
  }

  /** A change, or without one a bookmark. */
  private record Waiting(Optional<Change> change, Item item) {}

  /**
   * Objects that are there when the watch begins: not bounded, they are in memory already.
   *
   * @param tellEnd whether a bookmark says that these were all
   */
  synchronized void begin(List<ObjectNode> existing, boolean tellEnd) {
    existing.forEach(
        object -> waiting.add(new Waiting(Optional.of(Change.ADDED), Item.of(object))));
    if (tellEnd) {
      ObjectNode bookmark = bookmark();
      bookmark
          .withObject("/metadata")
          .putObject("annotations")
          .put("k8s.io/initial-events-end", "true");
      waiting.add(new Waiting(Optional.empty(), Item.of(bookmark)));
    }
  }

  synchronized void follow(Subscription running) {
    subscription = running;
  }

  @Override
  public void onChange(Change change, ObjectNode object) {
    onChange(change, Item.of(object));
  }

  @Override
  public void onChange(Change change, Item item) {
    Runnable wake;
    synchronized (this) {
      if (ended) {
        return;
      }
      if (waiting.size() >= MOST_WAITING) {
        waiting.clear();
        ended = true;
      } else {
        waiting.add(new Waiting(Optional.of(change), item));
      }
      wake = signal;
    }
    wake.run();
  }

  @Override
  public void onEnd(StoreException cause) {
    Runnable wake;
    synchronized (this) {
      ended = true;
      failure = Optional.of(cause);
      wake = signal;
    }
    wake.run();
  }

  @Override
  public synchronized void start(Runnable wake) {
    signal = wake;
  }

  @Override
  public Optional<byte[]> next() {
    for (Optional<Waiting> next = poll(); next.isPresent(); next = poll()) {
      Waiting event = next.orElseThrow();
      version = event.item.resourceVersion();
      if (event.change.isEmpty()) {
        return Optional.of(line(BOOKMARK, event.item.tree()));
      }
      Optional<byte[]> line = line(event.change.orElseThrow(), event.item);
      if (line.isPresent()) {
        first = false;
        return line;
      }
    }
    return takeFailure().map(e -> line("ERROR", ApiStatus.of(e, type, "").toTree()));
  }

  /** Empty when the change is none to this watcher; what goes out whole is not even parsed. */
  private Optional<byte[]> line(Change change, Item item) {
    if (filter.letsAllThrough() && form.isWhole()) {
      return Optional.of(joined(HEADS.get(change), item.json()));
    }
    return filter
        .see(change, item.tree())
        .map(seen -> line(seen.name(), form.event(item.tree(), first)));
  }

  private static byte[] joined(byte[] head, byte[] json) {
    byte[] line = Arrays.copyOf(head, head.length + json.length + 2);
    System.arraycopy(json, 0, line, head.length, json.length);
    line[line.length - 2] = '}';
    line[line.length - 1] = '\n';
    return line;
  }

  private synchronized Optional<Waiting> poll() {
    return Optional.ofNullable(waiting.poll());
  }

  private synchronized Optional<StoreException> takeFailure() {
    Optional<StoreException> taken = failure;
    failure = Optional.empty();
    return taken;
  }

  @Override
  public synchronized boolean finished() {
    return ended && waiting.isEmpty() && failure.isEmpty();
  }

  /** A bookmark where it is understood, else an empty line, which readers of JSON skip. */
  @Override
  public byte[] heartbeat() {
    if (!bookmarks) {
      return "\n".getBytes(UTF_8);
    }
    return line(BOOKMARK, bookmark());
  }

  private ObjectNode bookmark() {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    object.put("kind", type.kind()).put("apiVersion", type.apiVersion());
    object.putObject("metadata").put("resourceVersion", version).putNull("creationTimestamp");
    return object;
  }

  @Override
  public void close() {
    Subscription running;
    synchronized (this) {
      ended = true;
      waiting.clear();
      failure = Optional.empty();
      running = subscription;
    }
    running.close();
    onClose.run();
  }

  private static byte[] line(String event, JsonNode object) {
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    line.put("type", event).set("object", object);
    try {
      byte[] json = Json.mapper().writeValueAsBytes(line);
      byte[] terminated = Arrays.copyOf(json, json.length + 1);
      terminated[json.length] = '\n';
      return terminated;
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
