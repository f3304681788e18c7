package dev.heddle.appmaster.https;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.sun.net.httpserver.HttpExchange;
import dev.heddle.appmaster.kv.Change;
import dev.heddle.appmaster.kv.Changes;
import dev.heddle.appmaster.kv.HistoryLostException;
import dev.heddle.appmaster.kv.KeyRange;
import dev.heddle.appmaster.kv.KeyValueStore;
import dev.heddle.appmaster.protocol.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * Changes as they happen, a line of JSON for each. A watcher is a thread that reads the store's
 * history from where it is: one that reads slowly holds nothing up and keeps nothing, and is told
 * when it has fallen too far behind. A stream ends after a while by itself, and is taken up at the
 * revision after the last that was read.
 */
final class WatchRoute {
  private static final int MOST = 24;
  private static final long STACK_BYTES = 256 * 1024;
  private static final Duration ALIVE = Duration.ofSeconds(10);

  /** Below the server's own limit for a response. */
  private static final int MOST_ROUNDS_OF_SILENCE = 24;

  private static final Duration SLICE = Duration.ofSeconds(1);
  private static final Duration LONGEST_POLL = Duration.ofMinutes(1);
  private static final int MOST_EVENTS = 100_000;

  private final KeyValueStore store;
  private final Semaphore free = new Semaphore(MOST);

  WatchRoute(KeyValueStore store) {
    this.store = requireNonNull(store, "store is null");
  }

  /** What a watcher wants to hear of. */
  private record Filter(KeyRange range, boolean puts, boolean deletes) {
    static Filter of(Query query) {
      String type = query.text("type").orElse("ALL");
      return switch (type) {
        case "ALL" -> new Filter(KeyValueMessages.range(query::text), true, true);
        case "PUT" -> new Filter(KeyValueMessages.range(query::text), true, false);
        case "DELETE" -> new Filter(KeyValueMessages.range(query::text), false, true);
        default ->
            throw new IllegalArgumentException(
                "type is " + type + "; ALL, PUT and DELETE are known");
      };
    }

    boolean wants(Change change) {
      return (change.now().isPresent() ? puts : deletes) && range.contains(change.key());
    }
  }

  void handle(HttpExchange exchange) throws IOException {
    if (!exchange.getRequestMethod().equals("GET")) {
      Answers.notAllowed(exchange);
      return;
    }
    Query query = Query.of(exchange.getRequestURI());
    Filter filter = Filter.of(query);
    long after = query.has("from") ? query.number("from", 1) - 1 : store.revision();
    try {
      store.changes(after, Duration.ZERO);
    } catch (HistoryLostException e) {
      Answers.error(exchange, 410, "TooOld", e.getMessage());
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    Duration wait = query.duration("wait");
    if (!free.tryAcquire()) {
      Answers.error(exchange, 429, "TooMany", "at most " + MOST + " can watch at once");
      return;
    }
    Thread thread =
        new Thread(null, () -> stream(exchange, filter, after, wait), "watch", STACK_BYTES);
    thread.setDaemon(true);
    thread.start();
  }

  private void stream(HttpExchange exchange, Filter filter, long after, Duration wait) {
    try (exchange) {
      exchange.getResponseHeaders().set("Content-Type", "application/x-ndjson");
      exchange.getResponseHeaders().set("Cache-Control", "no-store");
      exchange.sendResponseHeaders(200, 0);
      try (OutputStream output = exchange.getResponseBody()) {
        if (wait.isZero()) {
          follow(output, filter, after);
        } else {
          poll(output, filter, after, wait);
        }
      }
    } catch (IOException e) {
      // The watcher has gone away.
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      free.release();
    }
  }

  /** For those who cannot read a stream: the first changes there are, or none for so long. */
  private void poll(OutputStream output, Filter filter, long after, Duration wait)
      throws IOException, InterruptedException {
    long position = after;
    boolean found = false;
    long slices = Math.min(wait.toSeconds(), LONGEST_POLL.toSeconds());
    try {
      for (long slice = 0; slice < slices && !found; slice++) {
        for (Changes changes : store.changes(position, SLICE)) {
          for (Change change : changes.list()) {
            if (filter.wants(change)) {
              output.write(KeyValueMessages.event(change, changes.revision()));
              found = true;
            }
          }
          position = changes.revision();
        }
      }
      tell(output, "END", position, Optional.empty());
    } catch (HistoryLostException e) {
      tell(output, "LOST", position, Optional.of(e.getMessage()));
    }
  }

  private void follow(OutputStream output, Filter filter, long after)
      throws IOException, InterruptedException {
    long position = after;
    tell(output, "READY", position, Optional.empty());
    int silent = 0;
    int events = 0;
    while (silent < MOST_ROUNDS_OF_SILENCE && events < MOST_EVENTS) {
      long before = position;
      try {
        for (Changes changes : store.changes(position, ALIVE)) {
          for (Change change : changes.list()) {
            if (filter.wants(change)) {
              output.write(KeyValueMessages.event(change, changes.revision()));
              events++;
            }
          }
          position = changes.revision();
        }
      } catch (HistoryLostException e) {
        tell(output, "LOST", position, Optional.of(e.getMessage()));
        return;
      }
      if (position == before) {
        silent++;
        tell(output, "ALIVE", position, Optional.empty());
      }
      output.flush();
    }
    tell(output, "END", position, Optional.empty());
  }

  private static void tell(
      OutputStream output, String type, long revision, Optional<String> message)
      throws IOException {
    JsonObject line =
        JsonObject.create().put("type", type).put("revision", revision).put("message", message);
    output.write((line + "\n").getBytes(UTF_8));
    output.flush();
  }
}
