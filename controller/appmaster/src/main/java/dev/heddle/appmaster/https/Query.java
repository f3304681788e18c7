package dev.heddle.appmaster.https;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URLDecoder;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The parameters of a request. */
final class Query {
  private final Map<String, String> parameters;

  private Query(Map<String, String> parameters) {
    this.parameters = parameters;
  }

  static Query of(URI uri) {
    Map<String, String> parameters = new HashMap<>();
    String raw = Optional.ofNullable(uri.getRawQuery()).orElse("");
    for (String pair : raw.split("&")) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        parameters.put(
            URLDecoder.decode(pair.substring(0, equals), UTF_8),
            URLDecoder.decode(pair.substring(equals + 1), UTF_8));
      }
    }
    return new Query(parameters);
  }

  boolean has(String name) {
    return parameters.containsKey(name);
  }

  Optional<String> text(String name) {
    return Optional.ofNullable(parameters.get(name));
  }

  long number(String name, long absent) {
    String text = parameters.get(name);
    if (text == null) {
      return absent;
    }
    if (!text.matches("\\d{1,18}")) {
      throw new IllegalArgumentException(name + " is " + text + "; a number from 0 is expected");
    }
    return Long.parseLong(text);
  }

  /** Seconds as {@code 30s} or {@code 30}; zero when absent. */
  Duration duration(String name) {
    String text = parameters.getOrDefault(name, "0");
    String digits = text.endsWith("s") ? text.substring(0, text.length() - 1) : text;
    if (!digits.matches("\\d{1,6}")) {
      throw new IllegalArgumentException(name + " is " + text + "; seconds such as 30s expected");
    }
    return Duration.ofSeconds(Long.parseLong(digits));
  }
}
