package dev.heddle.operator.view;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.heddle.crd.json.Json;
import dev.heddle.operator.store.ObjectStore.ObjectWatcher;
import dev.heddle.operator.store.ObjectStore.Snapshot;
import dev.heddle.reconciler.store.ResourceStore.Subscription;
import dev.heddle.reconciler.store.StoreException;
import dev.heddle.reconciler.store.StoreException.Reason;
import dev.heddle.reconciler.store.Watcher.Change;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What became of the objects of a view, told from what became of their sources: one change of a
 * source is an addition, a change or a removal of each object that it makes differ, and nothing at
 * all when it makes none differ. Kept for as long as somebody watches, and a while longer.
 *
 * <p>Several events may come of one change of the store, but a client goes on from the version of
 * the last object it saw. So only the last event of a change carries the change's version; those
 * before it carry the one before, and a client that was cut off between them sees them again.
 */
final class ViewJournal implements ObjectWatcher {

  private static final int MOST_EVENTS = 2_000;
  private static final Duration KEPT_UNUSED = Duration.ofMinutes(5);

  private final View view;
  private final Clock clock;

  /** By source, then by name: bytes without a version, which are small. */
  @GuardedBy("this")
  private final Map<String, Map<String, byte[]>> objects = new HashMap<>();

  @GuardedBy("this")
  private final Deque<Event> events = new ArrayDeque<>();

  @GuardedBy("this")
  private final List<Watcher> watchers = new ArrayList<>();

  @GuardedBy("this")
  private long oldest;

  @GuardedBy("this")
  private Instant used;

  @GuardedBy("this")
  private boolean ended;

  @GuardedBy("this")
  private Subscription subscription = () -> {};

  ViewJournal(View view, Clock clock, Snapshot sources) {
    this.view = requireNonNull(view, "view is null");
    this.clock = requireNonNull(clock, "clock is null");
    this.oldest = version(sources.resourceVersion());
    this.used = clock.instant();
    sources.items().forEach(source -> objects.put(place(source), bytes(view.of(source))));
  }

  private record Event(long version, Change change, ObjectNode object) {}

  private record Watcher(String namespace, long from, ObjectWatcher watcher) {
    void offer(Event event) {
      if (event.version > from
          && (namespace.isEmpty()
              || namespace.equals(ViewedStore.text(event.object, "namespace")))) {
        watcher.onChange(event.change, event.object);
      }
    }
  }

  void follow(Subscription running) {
    boolean over;
    synchronized (this) {
      subscription = running;
      over = ended;
    }
    if (over) {
      running.close();
    }
  }

  /** Says that somebody looks; whether it still follows the store. */
  synchronized boolean use() {
    used = clock.instant();
    return !ended;
  }

  synchronized Subscription watch(String namespace, String resourceVersion, ObjectWatcher watcher) {
    if (ended) {
      throw new StoreException(Reason.EXPIRED, "the watch has just ended: list again");
    }
    long from = version(resourceVersion);
    if (from < oldest) {
      throw new StoreException(
          Reason.EXPIRED, "resourceVersion " + from + " is too old, the oldest is " + oldest);
    }
    Watcher added = new Watcher(namespace, from, watcher);
    events.forEach(added::offer);
    watchers.add(added);
    return () -> forget(added);
  }

  private synchronized void forget(Watcher watcher) {
    watchers.remove(watcher);
    used = clock.instant();
  }

  @Override
  public void onChange(Change change, ObjectNode source) {
    Optional<Subscription> unused = Optional.empty();
    synchronized (this) {
      if (!ended && watchers.isEmpty() && used.plus(KEPT_UNUSED).isBefore(clock.instant())) {
        unused = Optional.of(end());
      }
      if (!ended) {
        record(change, source);
      }
    }
    unused.ifPresent(Subscription::close);
  }

  @Override
  public void onEnd(StoreException cause) {
    synchronized (this) {
      watchers.forEach(w -> w.watcher.onEnd(cause));
      end();
    }
  }

  @GuardedBy("this")
  private Subscription end() {
    ended = true;
    watchers.clear();
    events.clear();
    objects.clear();
    return subscription;
  }

  @GuardedBy("this")
  private void record(Change change, ObjectNode source) {
    String place = place(source);
    Map<String, byte[]> before = objects.getOrDefault(place, Map.of());
    Map<String, byte[]> after = change == Change.DELETED ? Map.of() : bytes(view.of(source));
    if (change == Change.DELETED) {
      objects.remove(place);
    } else {
      objects.put(place, after);
    }
    List<Event> found = new ArrayList<>();
    long version = version(ViewedStore.text(source, "resourceVersion"));
    before.forEach(
        (name, bytes) -> {
          if (!after.containsKey(name)) {
            found.add(new Event(version, Change.DELETED, tree(bytes)));
          }
        });
    after.forEach(
        (name, bytes) -> {
          byte[] known = before.get(name);
          if (known == null) {
            found.add(new Event(version, Change.ADDED, tree(bytes)));
          } else if (!sameUid(known, bytes)) {
            found.add(new Event(version, Change.DELETED, tree(known)));
            found.add(new Event(version, Change.ADDED, tree(bytes)));
          } else if (!Arrays.equals(known, bytes)) {
            found.add(new Event(version, Change.MODIFIED, tree(bytes)));
          }
        });
    for (int i = 0; i < found.size(); i++) {
      long shown = i == found.size() - 1 ? version : version - 1;
      publish(found.get(i), Long.toString(shown));
    }
  }

  @GuardedBy("this")
  private void publish(Event event, String shown) {
    ViewedStore.at(shown, event.object);
    events.add(event);
    // All events of one change go together: a watch begins between changes only.
    while (!events.isEmpty() && (events.size() > MOST_EVENTS || events.peek().version <= oldest)) {
      oldest = Math.max(oldest, events.remove().version);
    }
    List.copyOf(watchers).forEach(w -> w.offer(event));
  }

  private static boolean sameUid(byte[] one, byte[] other) {
    return Arrays.equals(one, other)
        || ViewedStore.text(tree(one), "uid").equals(ViewedStore.text(tree(other), "uid"));
  }

  private static Map<String, byte[]> bytes(List<ObjectNode> made) {
    Map<String, byte[]> all = new TreeMap<>();
    for (ObjectNode object : made) {
      try {
        all.put(ViewedStore.text(object, "name"), Json.mapper().writeValueAsBytes(object));
      } catch (JsonProcessingException e) {
        throw new UncheckedIOException(e);
      }
    }
    return all;
  }

  private static ObjectNode tree(byte[] bytes) {
    try {
      return (ObjectNode) Json.mapper().readTree(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(new String(bytes, UTF_8), e);
    }
  }

  private static String place(ObjectNode source) {
    return ViewedStore.text(source, "namespace") + "/" + ViewedStore.text(source, "name");
  }

  private static long version(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new StoreException(
          Reason.INVALID,
          "resourceVersion: found '" + text + "', allowed is what a list answered",
          e);
    }
  }
}
