package dev.heddle.cli.command;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.cli.client.ApiClient;
import dev.heddle.cli.client.ApiFailure;
import dev.heddle.cli.client.Paths;
import dev.heddle.cli.client.Watch;
import dev.heddle.cli.terminal.CliException;
import dev.heddle.cli.terminal.Environment;
import dev.heddle.crd.json.Json;
import dev.heddle.crd.meta.ResourceKey;
import dev.heddle.crd.meta.ResourceType;
import dev.heddle.crd.quantity.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/** Follows one object until it is as wanted, and tells each phase it goes through. */
final class Wait {

  private final ApiClient api;
  private final Environment environment;
  private final Duration limit;
  private final boolean quiet;
  private String lastStep = "";

  Wait(ApiClient api, Environment environment, Duration limit) {
    this(api, environment, limit, false);
  }

  private Wait(ApiClient api, Environment environment, Duration limit, boolean quiet) {
    this.api = requireNonNull(api, "api is null");
    this.environment = requireNonNull(environment, "environment is null");
    this.limit = requireNonNull(limit, "limit is null");
    this.quiet = quiet;
  }

  /** Tells nothing of what it sees. */
  static Wait quiet(ApiClient api, Environment environment, Duration limit) {
    return new Wait(api, environment, limit, true);
  }

  /**
   * The object once it is as wanted; a missing node stands for an object that is gone.
   *
   * @param goal what is waited for, for the one who waits in vain
   */
  JsonNode until(ResourceType<?> type, ResourceKey key, String goal, Predicate<JsonNode> wanted) {
    Instant begin = environment.clock().instant();
    String collection = selected(type, key);
    while (true) {
      JsonNode list = api.get(collection);
      JsonNode object = list.path("items").path(0);
      if (judge(object, begin, wanted)) {
        return object;
      }
      Duration left = limit.minus(Duration.between(begin, environment.clock().instant()));
      if (left.isNegative() || left.isZero()) {
        throw new CliException(
            key + " is not " + goal + " after " + Durations.format(limit),
            "heddle describe " + type.singular() + " " + key.name() + " says more");
      }
      Optional<JsonNode> found = follow(watching(collection, list, left), begin, wanted);
      if (found.isPresent()) {
        return found.orElseThrow();
      }
    }
  }

  /** Until the object is as wanted or that time is over, whichever is first. */
  void untilOrPause(
      ResourceType<?> type, ResourceKey key, Duration pause, Predicate<JsonNode> wanted) {
    String collection = selected(type, key);
    JsonNode list = api.get(collection);
    if (!wanted.test(list.path("items").path(0))) {
      follow(watching(collection, list, pause), environment.clock().instant(), wanted);
    }
  }

  private static String selected(ResourceType<?> type, ResourceKey key) {
    return Paths.collection(type, key.namespace())
        + "?"
        + Paths.parameter("fieldSelector", "metadata.name=" + key.name());
  }

  /** The watch that goes on from a list, for so long. */
  private static String watching(String collection, JsonNode list, Duration limit) {
    return collection
        + "&watch=true&resourceVersion="
        + list.path("metadata").path("resourceVersion").asText()
        + "&timeoutSeconds="
        + Math.max(1, limit.toSeconds());
  }

  /** Empty when the watch ended first. */
  private Optional<JsonNode> follow(String path, Instant begin, Predicate<JsonNode> wanted) {
    try (Watch watch = api.watch(path, false)) {
      for (Optional<Watch.Event> next = watch.next(); next.isPresent(); next = watch.next()) {
        Watch.Event event = next.orElseThrow();
        JsonNode object = event.isDeletion() ? Json.mapper().missingNode() : event.object();
        if (judge(object, begin, wanted)) {
          return Optional.of(object);
        }
      }
    } catch (ApiFailure e) {
      if (e.code() != 410) { // Too old a version: the next list is new.
        throw e;
      }
    }
    return Optional.empty();
  }

  private boolean judge(JsonNode object, Instant begin, Predicate<JsonNode> wanted) {
    String step =
        object.isMissingNode() ? "Gone" : object.path("status").path("phase").asText("Pending");
    if (!quiet && !step.equals(lastStep)) {
      lastStep = step;
      Duration since = Duration.between(begin, environment.clock().instant());
      environment.progress(
          String.format(Locale.ROOT, "%6.1f s  %s", since.toMillis() / 1000.0, step));
    }
    return wanted.test(object);
  }
}
