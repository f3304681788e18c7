package dev.heddle.appmaster.https;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.sun.net.httpserver.HttpExchange;
import dev.heddle.appmaster.container.LogFile;
import dev.heddle.appmaster.kv.KeyValueStore;
import dev.heddle.appmaster.kv.StoreLimitException;
import dev.heddle.appmaster.protocol.AgentApi;
import dev.heddle.appmaster.protocol.AgentStatus;
import dev.heddle.appmaster.protocol.KeyList;
import dev.heddle.appmaster.protocol.ShutdownRequest;
import java.io.IOException;
import java.net.URLDecoder;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** What the agent answers. Waits hold no thread. */
public final class AgentRoutes {
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);
  private static final int MAX_JSON_BYTES = 64 * 1024;

  private final Supplier<AgentStatus> status;
  private final KeyValueStore store;
  private final Map<String, LogFile> logs;
  private final Consumer<ShutdownRequest> shutdown;

  public AgentRoutes(
      Supplier<AgentStatus> status,
      KeyValueStore store,
      Map<String, LogFile> logs,
      Consumer<ShutdownRequest> shutdown) {
    this.status = requireNonNull(status, "status is null");
    this.store = requireNonNull(store, "store is null");
    this.logs = Map.copyOf(logs);
    this.shutdown = requireNonNull(shutdown, "shutdown is null");
  }

  void status(HttpExchange exchange) throws IOException {
    if (allowed(exchange, AgentApi.STATUS, "GET")) {
      Answers.json(exchange, 200, status.get().toJson());
    }
  }

  void shutdown(HttpExchange exchange) throws IOException {
    if (allowed(exchange, AgentApi.SHUTDOWN, "POST")) {
      byte[] body = exchange.getRequestBody().readNBytes(MAX_JSON_BYTES);
      shutdown.accept(ShutdownRequest.fromJson(new String(body, UTF_8)));
      Answers.bytes(exchange, 202, new byte[0]);
    }
  }

  void logs(HttpExchange exchange) throws IOException {
    if (!allowed(exchange, AgentApi.LOGS, "GET")) {
      return;
    }
    Query query = Query.of(exchange.getRequestURI());
    String name = query.text("file").orElse("service");
    LogFile log = logs.get(name);
    if (log == null) {
      Answers.error(
          exchange, 400, "BadRequest", "file is " + name + "; service and agent are known");
      return;
    }
    LogFile.Piece piece =
        query.has("offset")
            ? log.from(query.number("offset", 0), (int) query.number("limit", LogFile.MAX_BYTES))
            : log.tail((int) query.number("tail", 100), LogFile.MAX_BYTES);
    exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
    exchange.getResponseHeaders().set(AgentApi.LOG_OFFSET_HEADER, Long.toString(piece.offset()));
    exchange.getResponseHeaders().set(AgentApi.LOG_NEXT_HEADER, Long.toString(piece.next()));
    Answers.bytes(exchange, 200, piece.bytes());
  }

  void keyValues(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getRawPath();
    if (path.equals(AgentApi.KEY_VALUES)) {
      if (allowed(exchange, AgentApi.KEY_VALUES, "GET")) {
        String prefix = Query.of(exchange.getRequestURI()).text("prefix").orElse("");
        Answers.json(exchange, 200, new KeyList(store.keys(prefix)).toJson());
      }
      return;
    }
    if (!path.startsWith(AgentApi.KEY_VALUES + "/")) {
      notFound(exchange);
      return;
    }
    String encoded = path.substring(AgentApi.KEY_VALUES.length() + 1);
    // A plus is a plus in a path; the decoder is made for forms.
    String key = URLDecoder.decode(encoded.replace("+", "%2B"), UTF_8);
    switch (exchange.getRequestMethod()) {
      case "GET" -> get(exchange, key);
      case "PUT" -> put(exchange, key);
      case "DELETE" -> delete(exchange, key);
      default -> notAllowed(exchange);
    }
  }

  void notFound(HttpExchange exchange) throws IOException {
    Answers.error(exchange, 404, "NotFound", "nothing is served here");
  }

  private void get(HttpExchange exchange, String key) throws IOException {
    Optional<byte[]> value = store.get(key);
    if (value.isPresent()) {
      value(exchange, value.get());
      return;
    }
    Duration wait = Query.of(exchange.getRequestURI()).duration("wait");
    if (wait.isZero()) {
      noKey(exchange, key);
      return;
    }
    Duration bounded = wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
    try {
      CompletableFuture<byte[]> arrival = store.await(key);
      var unused =
          arrival
              .orTimeout(bounded.toMillis(), TimeUnit.MILLISECONDS)
              .whenComplete((bytes, failure) -> answerWait(exchange, key, bytes));
    } catch (StoreLimitException e) {
      Answers.error(exchange, 429, "TooMany", e.getMessage());
    }
  }

  private static void answerWait(HttpExchange exchange, String key, byte[] bytes) {
    try (exchange) {
      if (bytes == null) {
        noKey(exchange, key);
      } else {
        value(exchange, bytes);
      }
    } catch (IOException e) {
      // The caller has gone away while it waited; closing the exchange is all that is left to do.
      return;
    }
  }

  private void put(HttpExchange exchange, String key) throws IOException {
    byte[] value = exchange.getRequestBody().readNBytes(AgentApi.MAX_VALUE_BYTES + 1);
    try {
      store.put(key, value);
      Answers.bytes(exchange, 204, new byte[0]);
    } catch (StoreLimitException e) {
      Answers.error(exchange, 413, "TooLarge", e.getMessage());
    }
  }

  private void delete(HttpExchange exchange, String key) throws IOException {
    if (store.delete(key)) {
      Answers.bytes(exchange, 204, new byte[0]);
    } else {
      noKey(exchange, key);
    }
  }

  private boolean allowed(HttpExchange exchange, String path, String method) throws IOException {
    if (!exchange.getRequestURI().getRawPath().equals(path)) {
      notFound(exchange);
      return false;
    }
    if (!exchange.getRequestMethod().equals(method)) {
      notAllowed(exchange);
      return false;
    }
    return true;
  }

  private static void value(HttpExchange exchange, byte[] bytes) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/octet-stream");
    Answers.bytes(exchange, 200, bytes);
  }

  private static void noKey(HttpExchange exchange, String key) throws IOException {
    Answers.error(exchange, 404, "NotFound", "there is no key " + key);
  }

  private static void notAllowed(HttpExchange exchange) throws IOException {
    String method = exchange.getRequestMethod();
    Answers.error(exchange, 405, "MethodNotAllowed", method + " is not possible here");
  }
}
