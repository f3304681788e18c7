package dev.heddle.operator.api;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.crd.json.Json;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.RequestTooBigException;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.io.IOException;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Between Undertow and the endpoints: reads requests whole, writes answers, turns failures into
 * Status.
 */
final class HttpFront implements HttpHandler {

  private static final Logger LOG = LoggerFactory.getLogger(HttpFront.class);
  private static final String JSON = "application/json";

  private final Dispatcher dispatcher;
  private final RequestLog log;
  private final Set<LiveStream> streams;

  HttpFront(Dispatcher dispatcher, RequestLog log, Set<LiveStream> streams) {
    this.dispatcher = requireNonNull(dispatcher, "dispatcher is null");
    this.log = requireNonNull(log, "log is null");
    this.streams = requireNonNull(streams, "streams is null");
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    if (exchange.isInIoThread()) {
      exchange.dispatch(this);
      return;
    }
    exchange.startBlocking();
    serve(exchange);
  }

  private void serve(HttpServerExchange exchange) throws Exception {
    long since = log.now();
    String method = exchange.getRequestMethod().toString();
    String path = exchange.getRequestPath();
    Optional<Answer> monitoring =
        method.equals("GET") || method.equals("HEAD")
            ? dispatcher.health().answer(path, exchange.getQueryParameters().containsKey("verbose"))
            : Optional.empty();
    if (monitoring.isPresent()) {
      write(exchange, monitoring.orElseThrow());
      return;
    }
    String user = "-";
    String resource = "-";
    Answer answer;
    try {
      Caller caller =
          dispatcher
              .authenticator()
              .authenticate(header(exchange.getRequestHeaders(), Headers.AUTHORIZATION));
      user = caller.name();
      Route route = Route.parse(rawPath(exchange)).orElseThrow(Dispatcher::nothingHere);
      resource = resource(route);
      answer = dispatcher.dispatch(read(exchange, caller), route);
    } catch (ApiException e) {
      answer = new Answer.Json(e.status().reason().code(), e.status().toTree());
    } catch (RequestTooBigException e) {
      answer =
          failure(
              ApiStatus.of(
                  ApiStatus.Reason.TOO_LARGE,
                  "the request is larger than " + (RequestBody.MAX_BYTES >> 20) + " MiB"));
      exchange.setPersistent(false);
    } catch (RuntimeException e) {
      LOG.error("{} {} broke", method, path, e);
      answer =
          failure(
              ApiStatus.of(
                  ApiStatus.Reason.INTERNAL_ERROR,
                  "an error of Heddle's own; the operator's log says more"));
    }
    log.record(method, path, resource, user, code(answer), since);
    write(exchange, answer);
  }

  private static Answer failure(ApiStatus status) {
    return new Answer.Json(status.reason().code(), status.toTree());
  }

  private static ApiRequest read(HttpServerExchange exchange, Caller caller) throws IOException {
    HeaderMap headers = exchange.getRequestHeaders();
    Map<String, String> query = new HashMap<>();
    for (Map.Entry<String, Deque<String>> entry : exchange.getQueryParameters().entrySet()) {
      query.put(entry.getKey(), entry.getValue().peekFirst());
    }
    String contentType = header(headers, Headers.CONTENT_TYPE).orElse("");
    return new ApiRequest(
        exchange.getRequestMethod().toString(),
        caller,
        query,
        header(headers, Headers.ACCEPT).orElse(""),
        contentType.split(";")[0].strip(),
        Bytes.of(exchange.getInputStream().readNBytes(RequestBody.MAX_BYTES + 1)));
  }

  private static Optional<String> header(HeaderMap headers, HttpString name) {
    return Optional.ofNullable(headers.getFirst(name));
  }

  /** The path as it was sent: segments are split before they are decoded. */
  private static String rawPath(HttpServerExchange exchange) {
    String uri = exchange.getRequestURI();
    if (exchange.isHostIncludedInRequestURI()) {
      int authority = uri.indexOf("//");
      int path = uri.indexOf('/', authority + 2);
      return path < 0 ? "/" : uri.substring(path);
    }
    return uri;
  }

  private static String resource(Route route) {
    if (route instanceof Route.Collection collection) {
      return collection.type().plural();
    }
    if (route instanceof Route.Item item) {
      return item.type().plural();
    }
    if (route instanceof Route.ItemStatus status) {
      return status.type().plural() + "/status";
    }
    if (route instanceof Route.ApplicationPart part) {
      return "applications/" + part.part().name().toLowerCase(java.util.Locale.ROOT);
    }
    return "discovery";
  }

  private static int code(Answer answer) {
    if (answer instanceof Answer.Json json) {
      return json.code();
    }
    return answer instanceof Answer.Raw raw ? raw.code() : 200;
  }

  private void write(HttpServerExchange exchange, Answer answer) throws Exception {
    if (answer instanceof Answer.Stream stream) {
      if (SocketStream.isAskedFor(exchange)) {
        SocketStream.start(exchange, stream, streams);
      } else {
        ResponseStream.start(exchange, stream, streams);
      }
    } else if (answer instanceof Answer.Json json) {
      writeJson(exchange, json.code(), json.body());
    } else if (answer instanceof Answer.Raw raw) {
      exchange.setStatusCode(raw.code());
      raw.headers()
          .forEach((name, value) -> exchange.getResponseHeaders().put(new HttpString(name), value));
      if (raw.code() != 204) {
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, raw.contentType());
        exchange.setResponseContentLength(raw.body().size());
        raw.body().writeTo(exchange.getOutputStream());
      }
      exchange.endExchange();
    }
  }

  private static void writeJson(HttpServerExchange exchange, int code, JsonNode body)
      throws IOException {
    exchange.setStatusCode(code);
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, JSON);
    JsonNode retry = body.path("details").path("retryAfterSeconds");
    if (code >= 400 && retry.isNumber()) {
      exchange.getResponseHeaders().put(Headers.RETRY_AFTER, retry.asText());
    }
    byte[] bytes = Json.mapper().writeValueAsBytes(body);
    exchange.setResponseContentLength(bytes.length);
    exchange.getOutputStream().write(bytes);
    exchange.endExchange();
  }
}
