package dev.heddle.operator.api;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.json.Kinds;
import dev.heddle.operator.access.Attributes;
import dev.heddle.reconciler.store.StoreException;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.RenegotiationRequiredException;
import io.undertow.server.RequestTooBigException;
import io.undertow.server.SSLSessionInfo;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Between Undertow and the endpoints: reads requests whole, writes answers, turns failures into
 * Status.
 */
final class HttpFront implements HttpHandler {

  private static final Logger LOG = LoggerFactory.getLogger(HttpFront.class);

  /** Tells which line of the audit is about a request. */
  private static final HttpString AUDIT_ID = new HttpString("Audit-Id");

  private final Dispatcher dispatcher;
  private final RequestLog log;
  private final Audit audit;
  private final Set<LiveStream> streams;

  HttpFront(Dispatcher dispatcher, RequestLog log, Audit audit, Set<LiveStream> streams) {
    this.dispatcher = requireNonNull(dispatcher, "dispatcher is null");
    this.log = requireNonNull(log, "log is null");
    this.audit = requireNonNull(audit, "audit is null");
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
    Optional<Answer> health =
        method.equals("GET") || method.equals("HEAD")
            ? dispatcher.health().answer(path, exchange.getQueryParameters().containsKey("verbose"))
            : Optional.empty();
    if (health.isPresent()) {
      write(exchange, health.orElseThrow(), () -> true);
      return;
    }
    String id = UUID.randomUUID().toString();
    exchange.getResponseHeaders().put(AUDIT_ID, id);
    Optional<Caller> caller = Optional.empty();
    Optional<Attributes> wanted = Optional.empty();
    BooleanSupplier holds = () -> true;
    String resource = "-";
    Map<String, String> query = query(exchange);
    Answer answer;
    try {
      // Who asks, and whether he may, comes before anything that could tell what is there.
      Door.Visitor visitor = dispatcher.door().meet(headers(exchange), certificate(exchange));
      caller = Optional.of(visitor.caller());
      wanted = Optional.of(RequestAttributes.of(method, rawPath(exchange), query));
      holds = dispatcher.door().admit(visitor, wanted.get());
      if (path.equals("/metrics")) {
        answer = dispatcher.health().metrics();
      } else {
        Route route = Route.parse(rawPath(exchange)).orElseThrow(Dispatcher::nothingHere);
        resource = resource(route);
        answer = dispatcher.dispatch(read(exchange, query, caller.get()), route);
      }
    } catch (ApiException e) {
      answer = new Answer.Json(e.status().reason().code(), e.status().toTree());
    } catch (StoreException e) {
      answer = failure(ApiStatus.of(e, Kinds.ROLE, ""));
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
    if (answer instanceof Answer.Upgrade upgrade) {
      try {
        Upgrades.start(exchange, upgrade.opening(), holds, streams);
      } catch (ApiException e) {
        answer = new Answer.Json(e.status().reason().code(), e.status().toTree());
      }
    }
    int code = code(answer);
    log.record(method, path, resource, caller.map(Caller::name).orElse("-"), code, since);
    audit.record(
        new Audit.Entry(id, caller, wanted, from(exchange), code, query.containsKey("dryRun")));
    write(exchange, answer, holds);
  }

  private static String from(HttpServerExchange exchange) {
    InetSocketAddress source = exchange.getSourceAddress();
    return source == null || source.getAddress() == null
        ? ""
        : source.getAddress().getHostAddress() + ":" + source.getPort();
  }

  /** What the client has shown in the handshake; it is judged later. */
  private static Optional<X509Certificate> certificate(HttpServerExchange exchange) {
    SSLSessionInfo session = exchange.getConnection().getSslSessionInfo();
    if (session == null) {
      return Optional.empty();
    }
    try {
      Certificate[] shown = session.getPeerCertificates();
      return shown.length > 0 && shown[0] instanceof X509Certificate certificate
          ? Optional.of(certificate)
          : Optional.empty();
    } catch (SSLPeerUnverifiedException | RenegotiationRequiredException e) {
      return Optional.empty(); // None was shown.
    }
  }

  private static Map<String, List<String>> headers(HttpServerExchange exchange) {
    Map<String, List<String>> headers = new HashMap<>();
    exchange
        .getRequestHeaders()
        .forEach(
            values ->
                headers.put(
                    values.getHeaderName().toString().toLowerCase(Locale.ROOT),
                    List.copyOf(values)));
    return headers;
  }

  private static Map<String, String> query(HttpServerExchange exchange) {
    Map<String, String> query = new HashMap<>();
    for (Map.Entry<String, Deque<String>> entry : exchange.getQueryParameters().entrySet()) {
      query.put(entry.getKey(), entry.getValue().peekFirst());
    }
    return query;
  }

  private static Answer failure(ApiStatus status) {
    return new Answer.Json(status.reason().code(), status.toTree());
  }

  private static ApiRequest read(
      HttpServerExchange exchange, Map<String, String> query, Caller caller) throws IOException {
    HeaderMap headers = exchange.getRequestHeaders();
    String contentType = header(headers, Headers.CONTENT_TYPE).orElse("");
    return new ApiRequest(
        exchange.getRequestMethod().toString(),
        caller,
        query,
        header(headers, Headers.ACCEPT).orElse(""),
        contentType.split(";")[0].strip(),
        header(headers, Headers.USER_AGENT).orElse(""),
        body(exchange));
  }

  /** One that is too large is read to its end, or a client of HTTP/2 would not see the answer. */
  private static Bytes body(HttpServerExchange exchange) throws IOException {
    byte[] body = exchange.getInputStream().readNBytes(RequestBody.MAX_BYTES + 1);
    if (body.length > RequestBody.MAX_BYTES) {
      exchange.getInputStream().transferTo(OutputStream.nullOutputStream());
      throw new RequestTooBigException();
    }
    return Bytes.of(body);
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
    if (route instanceof Route.ItemScale scale) {
      return scale.type().plural() + "/scale";
    }
    if (route instanceof Route.ItemStatus status) {
      return status.type().plural() + "/status";
    }
    if (route instanceof Route.ApplicationPart part) {
      return "applications/" + part.part().name().toLowerCase(java.util.Locale.ROOT);
    }
    if (route instanceof Route.Review review) {
      return review.kind().plural();
    }
    if (route instanceof Route.PodPart part) {
      return "pods/" + part.act().name().toLowerCase(java.util.Locale.ROOT);
    }
    return route instanceof Route.Document ? "discovery" : "other";
  }

  private static int code(Answer answer) {
    if (answer instanceof Answer.Json json) {
      return json.code();
    }
    if (answer instanceof Answer.Upgrade) {
      return 101;
    }
    return answer instanceof Answer.Raw raw ? raw.code() : 200;
  }

  private void write(HttpServerExchange exchange, Answer answer, BooleanSupplier holds)
      throws Exception {
    if (answer instanceof Answer.Stream stream) {
      if (SocketStream.isAskedFor(exchange)) {
        SocketStream.start(exchange, stream, holds, streams);
      } else {
        ResponseStream.start(exchange, stream, holds, streams);
      }
    } else if (answer instanceof Answer.Json json) {
      AnswerWriter.write(exchange, json);
    } else if (answer instanceof Answer.Raw raw) {
      AnswerWriter.write(exchange, raw);
    }
  }
}
