package dev.heddle.appmaster.https;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.sun.net.httpserver.HttpExchange;
import dev.heddle.appmaster.container.LogFile;
import dev.heddle.appmaster.kv.KeyValueStore;
import dev.heddle.appmaster.protocol.AgentApi;
import dev.heddle.appmaster.protocol.AgentStatus;
import dev.heddle.appmaster.protocol.ShutdownRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** What the agent answers. */
public final class AgentRoutes {
  private static final int MAX_JSON_BYTES = 64 * 1024;

  /** A century: the calendar ends where a number of seconds does not. */
  private static final long LONGEST_AGO = 3_155_760_000L;

  private final Supplier<AgentStatus> status;
  private final Runnable look;
  private final KeyValueRoutes keyValues;
  private final WatchRoute watch;
  private final Map<String, LogFile> logs;
  private final Consumer<ShutdownRequest> shutdown;

  public AgentRoutes(
      Supplier<AgentStatus> status,
      KeyValueStore store,
      Map<String, LogFile> logs,
      Consumer<ShutdownRequest> shutdown) {
    this(status, () -> {}, store, logs, shutdown);
  }

  /**
   * @param look finds out anew how the service is used, before the status says so
   */
  public AgentRoutes(
      Supplier<AgentStatus> status,
      Runnable look,
      KeyValueStore store,
      Map<String, LogFile> logs,
      Consumer<ShutdownRequest> shutdown) {
    this.status = requireNonNull(status, "status is null");
    this.look = requireNonNull(look, "look is null");
    this.keyValues = new KeyValueRoutes(store);
    this.watch = new WatchRoute(store);
    this.logs = Map.copyOf(logs);
    this.shutdown = requireNonNull(shutdown, "shutdown is null");
  }

  void status(HttpExchange exchange) throws IOException {
    if (allowed(exchange, AgentApi.STATUS, "GET")) {
      if (Query.of(exchange.getRequestURI()).has(AgentApi.LOOK)) {
        look.run();
      }
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
    LogFile.Piece piece = piece(log, query);
    exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
    exchange
        .getResponseHeaders()
        .set(AgentApi.LOG_CONTAINER_HEADER, status.get().place().containerId());
    exchange.getResponseHeaders().set(AgentApi.LOG_OFFSET_HEADER, Long.toString(piece.offset()));
    exchange.getResponseHeaders().set(AgentApi.LOG_NEXT_HEADER, Long.toString(piece.next()));
    Answers.bytes(exchange, 200, piece.bytes());
  }

  private static LogFile.Piece piece(LogFile log, Query query) throws IOException {
    int limit = (int) query.number("limit", LogFile.MAX_BYTES);
    if (query.has("since")) {
      long seconds = Math.min(query.number("since", 0), LONGEST_AGO);
      return log.from(log.since(Duration.ofSeconds(seconds)), limit);
    }
    return query.has("offset")
        ? log.from(query.number("offset", 0), limit)
        : log.tail((int) query.number("tail", 100), LogFile.MAX_BYTES);
  }

  void keyValues(HttpExchange exchange) throws IOException {
    keyValues.handle(exchange);
  }

  void watch(HttpExchange exchange) throws IOException {
    if (allowed(exchange, AgentApi.WATCH, "GET")) {
      watch.handle(exchange);
    }
  }

  void notFound(HttpExchange exchange) throws IOException {
    Answers.notFound(exchange);
  }

  private boolean allowed(HttpExchange exchange, String path, String method) throws IOException {
    if (!exchange.getRequestURI().getRawPath().equals(path)) {
      Answers.notFound(exchange);
      return false;
    }
    if (!exchange.getRequestMethod().equals(method)) {
      Answers.notAllowed(exchange);
      return false;
    }
    return true;
  }
}
