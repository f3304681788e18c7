package dev.heddle.cli.command;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.cli.client.ApiClient;
import dev.heddle.cli.terminal.CliException;
import dev.heddle.cli.terminal.Environment;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.ResourceKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** The logs of all of an application's containers, each line with its container's name. */
final class ContainerLogs {

  private static final Set<String> WITHOUT_LOG = Set.of("Waiting", "Requested");
  private static final Set<String> OVER = Set.of("Succeeded", "Failed", "Killed");

  /** A service may go on for as long as it likes. */
  private static final Duration FOR_EVER = Duration.ofDays(10_000);

  private final Environment environment;
  private final ApiClient api;
  private final LogText text;
  private final LogOptions options;

  ContainerLogs(Environment environment, ApiClient api, LogText text, LogOptions options) {
    this.environment = requireNonNull(environment, "environment is null");
    this.api = requireNonNull(api, "api is null");
    this.text = requireNonNull(text, "text is null");
    this.options = requireNonNull(options, "options is null");
  }

  /**
   * Prints them.
   *
   * @param object the application as it is now
   */
  void print(JsonNode object) {
    ResourceKey application = Lookup.key(Kinds.APPLICATION, object);
    if (options.follow()) {
      follow(application, object);
      return;
    }
    Set<String> containers = containers(object);
    if (containers.isEmpty()) {
      containers = services(object);
    }
    List<RuntimeException> failures = new ArrayList<>();
    containers.forEach(each -> tell(application, each).ifPresent(failures::add));
    if (!failures.isEmpty() && failures.size() == containers.size()) {
      throw failures.get(0);
    }
  }

  /**
   * Also those that begin later, until the application has ended. What ended before is left out, as
   * long as the application lives; what comes and goes meanwhile is read when YARN has collected
   * it.
   */
  private void follow(ResourceKey application, JsonNode object) {
    Set<String> before = hasEnded(object) ? Set.of() : instances(object, OVER::contains);
    Map<String, Thread> followers = new LinkedHashMap<>();
    Wait.quiet(api, environment, FOR_EVER)
        .until(
            Kinds.APPLICATION,
            application,
            "over",
            now -> {
              containers(now).stream()
                  .filter(each -> !before.contains(each))
                  .forEach(
                      each -> followers.computeIfAbsent(each, name -> follower(application, name)));
              return now.isMissingNode() || hasEnded(now);
            });
    if (followers.isEmpty()) {
      services(object)
          .forEach(each -> followers.put(each, follower(application, each))); // never told of
    }
    followers.values().forEach(ContainerLogs::join);
  }

  private Thread follower(ResourceKey application, String container) {
    Thread thread = new Thread(() -> tell(application, container), "log-" + container);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A container whose log can't be had does not keep the others' back. */
  private Optional<RuntimeException> tell(ResourceKey application, String container) {
    LogOutput output = LogOutput.prefixed(environment.out(), container);
    try {
      text.print(application, Optional.of(container), options, output);
      return Optional.empty();
    } catch (CliException e) {
      synchronized (environment.err()) {
        environment.err().println(container + ": " + e.getMessage());
        environment.err().flush();
      }
      return Optional.of(e);
    }
  }

  /** Those that have a log: all once the application has ended, else those that run. */
  private static Set<String> containers(JsonNode object) {
    Set<String> found = new LinkedHashSet<>();
    if (object.at("/spec/master/script").isTextual()) {
      found.add("master");
    }
    found.addAll(
        instances(
            object,
            state -> !WITHOUT_LOG.contains(state) && (hasEnded(object) || !OVER.contains(state))));
    return found;
  }

  private static Set<String> instances(JsonNode object, Predicate<String> inState) {
    Set<String> found = new LinkedHashSet<>();
    for (JsonNode service : object.at("/status/services")) {
      for (JsonNode instance : service.path("instances")) {
        if (inState.test(instance.path("state").asText(""))) {
          found.add(instance.path("id").asText());
        }
      }
    }
    return found;
  }

  private static Set<String> services(JsonNode object) {
    Set<String> names = new LinkedHashSet<>();
    object.at("/spec/services").fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static boolean hasEnded(JsonNode object) {
    return !object.at("/status/finishedAt").asText("").isEmpty();
  }
}
