package dev.heddle.operator.api;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.Optional;

/**
 * An authenticated request, read whole.
 *
 * @param method the HTTP method
 * @param caller who asks
 * @param query the first value of each query parameter
 * @param accept the Accept header, empty for none
 * @param contentType the media type of the body without parameters, empty for none
 * @param userAgent the User-Agent header, empty for none
 * @param body the body, empty for none
 */
record ApiRequest(
    String method,
    Caller caller,
    Map<String, String> query,
    String accept,
    String contentType,
    String userAgent,
    Bytes body) {

  ApiRequest {
    requireNonNull(method, "method is null");
    requireNonNull(caller, "caller is null");
    query = Map.copyOf(query);
    requireNonNull(accept, "accept is null");
    requireNonNull(contentType, "contentType is null");
    requireNonNull(userAgent, "userAgent is null");
    requireNonNull(body, "body is null");
  }

  Optional<String> parameter(String name) {
    return Optional.ofNullable(query.get(name)).filter(value -> !value.isEmpty());
  }

  /** Whether the query names it, with or without a value. */
  boolean has(String name) {
    return query.containsKey(name);
  }

  /** A flag as Kubernetes reads it: present without a value, {@code true} or {@code 1}. */
  boolean flag(String name) {
    String value = query.get(name);
    return value != null && (value.isEmpty() || value.equals("true") || value.equals("1"));
  }

  /** A number that is not negative. */
  Optional<Long> number(String name) {
    return parameter(name)
        .map(
            text -> {
              if (!text.matches("\\d{1,15}")) {
                throw ApiException.badRequest(
                    "the query parameter " + name + " is '" + text + "'; write a number");
              }
              return Long.parseLong(text);
            });
  }

  /** Whether nothing may be written (I13). */
  boolean isDryRun() {
    return parameter("dryRun")
        .map(
            value -> {
              if (!value.equals("All")) {
                throw ApiException.badRequest("dryRun is '" + value + "'; only All is supported");
              }
              return true;
            })
        .orElse(false);
  }
}
