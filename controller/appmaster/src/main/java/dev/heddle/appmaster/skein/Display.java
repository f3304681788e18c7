package dev.heddle.appmaster.skein;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.container.StateFile;
import dev.heddle.appmaster.protocol.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an application shows of itself: how far it is, and pages of its own. On file before a call
 * returns, so that it outlives a killed agent.
 */
public final class Display {
  private static final int MOST_PAGES = 256;

  /** Hears of changes; must return at once. */
  public interface Listener {
    /** How far the application is, from 0 to 1. */
    void progressed(float progress);

    /** What a later attempt should know has changed. */
    void changed();
  }

  private final StateFile file;
  private final Listener listener;

  // Guarded by this.
  private final Map<String, Page> pages = new LinkedHashMap<>();
  private Optional<Float> progress = Optional.empty();

  private Display(StateFile file, Listener listener) {
    this.file = requireNonNull(file, "file is null");
    this.listener = requireNonNull(listener, "listener is null");
  }

  /**
   * @param saved what an earlier attempt left; what an agent of this container left goes before it
   */
  public static Display open(StateFile file, Optional<String> saved, Listener listener)
      throws IOException {
    Display display = new Display(file, listener);
    Optional<String> own = file.read();
    if (own.isPresent() || saved.isPresent()) {
      display.load(own.orElseGet(saved::orElseThrow));
    }
    return display;
  }

  private synchronized void load(String text) {
    JsonObject json = JsonObject.parse(text);
    for (JsonObject each : json.objectList("pages")) {
      Page page = new Page(each.string("route"), each.string("target"), each.string("linkName"));
      pages.put(page.route(), page);
    }
    progress = json.optionalString("progress").map(Float::valueOf);
    progress.ifPresent(listener::progressed);
  }

  public synchronized List<Page> pages() {
    return List.copyOf(pages.values());
  }

  public synchronized void add(Page page) throws IOException {
    for (Page other : pages.values()) {
      if (other.route().equals(page.route())) {
        throw new IllegalStateException("there is a page '" + page.route() + "' already");
      }
      if (!page.linkName().isEmpty() && other.linkName().equals(page.linkName())) {
        throw new IllegalStateException("there is a page called '" + page.linkName() + "' already");
      }
    }
    if (pages.size() >= MOST_PAGES) {
      throw new IllegalStateException("an application may have " + MOST_PAGES + " pages");
    }
    pages.put(page.route(), page);
    save();
  }

  public synchronized void remove(String route) throws IOException {
    if (pages.remove(route) == null) {
      throw new IllegalStateException("there is no page '" + route + "'");
    }
    save();
  }

  /** How far the application is; it is nowhere until it says so. */
  public synchronized float progress() {
    return progress.orElse(0f);
  }

  public synchronized void progress(float reached) throws IOException {
    // Also false for what is not a number.
    if (!(reached >= 0f && reached <= 1f)) {
      throw new IllegalArgumentException("progress must be between 0 and 1, got " + reached);
    }
    progress = Optional.of(reached);
    listener.progressed(reached);
    save();
  }

  /** As it is left for a later attempt. */
  public synchronized String record() {
    List<JsonObject> all = new ArrayList<>();
    for (Page page : pages.values()) {
      all.add(
          JsonObject.create()
              .put("route", page.route())
              .put("target", page.target())
              .put("linkName", page.linkName()));
    }
    return JsonObject.create()
        .putObjects("pages", all)
        .put("progress", progress.map(String::valueOf))
        .toString();
  }

  private synchronized void save() throws IOException {
    file.write(record());
    listener.changed();
  }
}
