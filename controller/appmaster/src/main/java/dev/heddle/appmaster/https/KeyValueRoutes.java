package dev.heddle.appmaster.https;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.sun.net.httpserver.HttpExchange;
import dev.heddle.appmaster.kv.KeyRange;
import dev.heddle.appmaster.kv.KeyValue;
import dev.heddle.appmaster.kv.KeyValueStore;
import dev.heddle.appmaster.kv.Operation;
import dev.heddle.appmaster.kv.StoreLimitException;
import dev.heddle.appmaster.kv.Transaction;
import dev.heddle.appmaster.protocol.AgentApi;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The key-value store over HTTP. Waits hold no thread. */
final class KeyValueRoutes {
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);
  private static final int SMALL = 64 * 1024;

  private final KeyValueStore store;

  /** Held for one large transaction at a time: as text and as bytes it takes its size thrice. */
  private final Object largeTransaction = new Object();

  KeyValueRoutes(KeyValueStore store) {
    this.store = requireNonNull(store, "store is null");
  }

  void handle(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getRawPath();
    try {
      if (path.equals(AgentApi.KEY_VALUES)) {
        switch (exchange.getRequestMethod()) {
          case "GET" -> range(exchange, false);
          case "DELETE" -> range(exchange, true);
          case "POST" -> transact(exchange);
          default -> Answers.notAllowed(exchange);
        }
        return;
      }
      if (!path.startsWith(AgentApi.KEY_VALUES + "/")) {
        Answers.notFound(exchange);
        return;
      }
      String encoded = path.substring(AgentApi.KEY_VALUES.length() + 1);
      // A plus is a plus in a path; the decoder is made for forms.
      String key = URLDecoder.decode(encoded.replace("+", "%2B"), UTF_8);
      switch (exchange.getRequestMethod()) {
        case "GET" -> get(exchange, key);
        case "PUT" -> put(exchange, key);
        case "DELETE" -> delete(exchange, key);
        default -> Answers.notAllowed(exchange);
      }
    } catch (StoreLimitException e) {
      Answers.error(exchange, 413, "TooLarge", e.getMessage());
    }
  }

  private void range(HttpExchange exchange, boolean delete)
      throws StoreLimitException, IOException {
    Query query = Query.of(exchange.getRequestURI());
    KeyRange range = KeyValueMessages.range(query::text);
    if (delete && range.equals(KeyRange.all()) && !query.has("prefix")) {
      throw new IllegalArgumentException(
          "say which keys with prefix, or start and end; an empty prefix is all of them");
    }
    KeyValueMessages.Select select =
        KeyValueMessages.Select.parse(query.text("select").orElse("keys"));
    Operation step = delete ? new Operation.Delete(range) : new Operation.Get(range);
    Transaction.Outcome outcome = store.transact(Transaction.of(step));
    try (OutputStream output = json(exchange)) {
      KeyValueMessages.write(
          select, outcome.revision(), outcome.results().get(0).entries(), output);
    }
  }

  private void transact(HttpExchange exchange) throws StoreLimitException, IOException {
    byte[] beginning = exchange.getRequestBody().readNBytes(SMALL);
    if (beginning.length < SMALL) {
      transact(exchange, new String(beginning, UTF_8));
      return;
    }
    synchronized (largeTransaction) {
      byte[] rest =
          exchange.getRequestBody().readNBytes(AgentApi.MAX_TRANSACTION_BYTES - SMALL + 1);
      Answers.readOn(exchange);
      if (SMALL + rest.length > AgentApi.MAX_TRANSACTION_BYTES) {
        throw new StoreLimitException(
            "a transaction may have "
                + AgentApi.MAX_TRANSACTION_BYTES
                + " bytes of JSON; this one has more");
      }
      // Values are in base 64, so a cut between the two never splits a letter of theirs; one of a
      // key it could, which is why they are joined as bytes.
      byte[] whole = new byte[SMALL + rest.length];
      System.arraycopy(beginning, 0, whole, 0, SMALL);
      System.arraycopy(rest, 0, whole, SMALL, rest.length);
      transact(exchange, new String(whole, UTF_8));
    }
  }

  private void transact(HttpExchange exchange, String text)
      throws StoreLimitException, IOException {
    KeyValueMessages.Asked asked = KeyValueMessages.transaction(text);
    Transaction.Outcome outcome = store.transact(asked.transaction());
    try (OutputStream output = json(exchange)) {
      KeyValueMessages.write(asked, outcome, output);
    }
  }

  private static OutputStream json(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    exchange.sendResponseHeaders(200, 0);
    return exchange.getResponseBody();
  }

  private void get(HttpExchange exchange, String key) throws IOException {
    Optional<KeyValue> entry = store.entry(key);
    if (entry.isPresent()) {
      value(exchange, entry.get());
      return;
    }
    Duration wait = Query.of(exchange.getRequestURI()).duration("wait");
    if (wait.isZero()) {
      noKey(exchange, key);
      return;
    }
    Duration bounded = wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
    try {
      CompletableFuture<KeyValue> arrival = store.await(key);
      var unused =
          arrival
              .orTimeout(bounded.toMillis(), TimeUnit.MILLISECONDS)
              .whenComplete((found, failure) -> answerWait(exchange, key, found));
    } catch (StoreLimitException e) {
      Answers.error(exchange, 429, "TooMany", e.getMessage());
    }
  }

  private static void answerWait(HttpExchange exchange, String key, KeyValue found) {
    try (exchange) {
      if (found == null) {
        noKey(exchange, key);
      } else {
        value(exchange, found);
      }
    } catch (IOException e) {
      // The caller has gone away while it waited; closing the exchange is all that is left to do.
      return;
    }
  }

  private void put(HttpExchange exchange, String key) throws StoreLimitException, IOException {
    byte[] value = exchange.getRequestBody().readNBytes(AgentApi.MAX_VALUE_BYTES + 1);
    Answers.readOn(exchange);
    Query query = Query.of(exchange.getRequestURI());
    Transaction.Outcome outcome =
        store.transact(
            Transaction.of(
                new Operation.Put(
                    key,
                    Optional.of(value),
                    query.text("owner"),
                    query.text("ttl").map(KeyValueMessages::ttl))));
    exchange.getResponseHeaders().set(AgentApi.REVISION_HEADER, Long.toString(outcome.revision()));
    Answers.bytes(exchange, 204, new byte[0]);
  }

  private void delete(HttpExchange exchange, String key) throws StoreLimitException, IOException {
    if (store.delete(key)) {
      Answers.bytes(exchange, 204, new byte[0]);
    } else {
      noKey(exchange, key);
    }
  }

  private static void value(HttpExchange exchange, KeyValue entry) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/octet-stream");
    exchange.getResponseHeaders().set(AgentApi.REVISION_HEADER, Long.toString(entry.revision()));
    if (entry.owner().isPresent()) {
      exchange.getResponseHeaders().set(AgentApi.OWNER_HEADER, entry.owner().get());
    }
    Answers.bytes(exchange, 200, entry.value());
  }

  private static void noKey(HttpExchange exchange, String key) throws IOException {
    Answers.error(exchange, 404, "NotFound", "there is no key " + key);
  }
}
