package dev.heddle.operator.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.crd.json.Json;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** Sends answers that are there as a whole; large ones compressed to those who understand it. */
final class AnswerWriter {

  private static final String JSON = "application/json";
  private static final String GZIP = "gzip";

  /** As in Kubernetes: what is smaller is on its way before it would be compressed. */
  private static final int WORTH_COMPRESSING = 128 << 10;

  private AnswerWriter() {}

  static void write(HttpServerExchange exchange, Answer.Json answer) throws IOException {
    HeaderMap headers = exchange.getResponseHeaders();
    for (String warning : answer.warnings()) {
      headers.add(Headers.WARNING, "299 - " + Json.mapper().writeValueAsString(warning));
    }
    JsonNode retry = answer.body().path("details").path("retryAfterSeconds");
    if (answer.code() >= 400 && retry.isNumber()) {
      headers.put(Headers.RETRY_AFTER, retry.asText());
    }
    Bytes body = Bytes.of(Json.mapper().writeValueAsBytes(answer.body()));
    write(exchange, new Answer.Raw(answer.code(), JSON, body, Map.of()));
  }

  static void write(HttpServerExchange exchange, Answer.Raw answer) throws IOException {
    HeaderMap headers = exchange.getResponseHeaders();
    exchange.setStatusCode(answer.code());
    answer.headers().forEach((name, value) -> headers.put(new HttpString(name), value));
    if (answer.code() != 204) {
      headers.put(Headers.CONTENT_TYPE, answer.contentType());
      if (answer.body().size() >= WORTH_COMPRESSING && takesGzip(exchange)) {
        headers.put(Headers.CONTENT_ENCODING, GZIP);
        headers.add(Headers.VARY, "Accept-Encoding");
        try (OutputStream out = new FastGzip(exchange.getOutputStream())) {
          answer.body().writeTo(out);
        }
      } else {
        exchange.setResponseContentLength(answer.body().size());
        answer.body().writeTo(exchange.getOutputStream());
      }
    }
    exchange.endExchange();
  }

  private static boolean takesGzip(HttpServerExchange exchange) {
    String accepted = exchange.getRequestHeaders().getFirst(Headers.ACCEPT_ENCODING);
    if (accepted == null) {
      return false;
    }
    for (String coding : accepted.toLowerCase(Locale.ROOT).split(",")) {
      String compact = coding.replace(" ", "");
      if (compact.equals(GZIP) || (compact.startsWith("gzip;q=") && !compact.equals("gzip;q=0"))) {
        return true;
      }
    }
    return false;
  }

  /** Objects repeat their field names so much that the least effort does nearly all. */
  private static final class FastGzip extends GZIPOutputStream {
    private static final int BUFFER = 1 << 14;

    FastGzip(OutputStream out) throws IOException {
      super(out, BUFFER);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }
}
