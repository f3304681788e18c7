package dev.heddle.operator.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.appmaster.protocol.AgentApi;
import dev.heddle.appmaster.protocol.FinalStatus;
import dev.heddle.crd.application.Application;
import dev.heddle.crd.application.ServiceStatus;
import dev.heddle.crd.json.Json;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.quantity.Durations;
import dev.heddle.operator.agent.KeyValueRequest;
import dev.heddle.operator.api.ApplicationAccess.LogPage;
import dev.heddle.operator.api.ApplicationAccess.LogSource;
import dev.heddle.operator.api.ApplicationAccess.LogStart;
import dev.heddle.operator.store.ObjectStore;
import dev.heddle.reconciler.store.StoreException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Flow;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;

/** The parts of a running application: containers, key-value store, log, shutdown, kill. */
final class ApplicationEndpoint {

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);
  private static final Duration LONGEST_FOLLOW = Duration.ofHours(12);
  private static final int MOST_TAIL = 100_000;
  private static final List<String> RANGE = List.of("key", "prefix", "start", "end", "select");

  /** Which log a piece is of, and whether it is its end. */
  static final String LOG_SOURCE_HEADER = "Heddle-Log-Source";

  static final String LOG_LAST_HEADER = "Heddle-Log-Last";

  private final ObjectStore store;
  private final ApplicationAccess access;
  private final ScheduledExecutorService scheduler;
  private final Semaphore waits;
  private final Semaphore follows;

  /**
   * @param scheduler reads the logs that are followed
   * @param mostWaiting how many requests may wait for a key at once: each holds a thread
   * @param mostFollowed how many logs and watches may be followed at once
   */
  ApplicationEndpoint(
      ObjectStore store,
      ApplicationAccess access,
      ScheduledExecutorService scheduler,
      int mostWaiting,
      int mostFollowed) {
    this.store = requireNonNull(store, "store is null");
    this.access = requireNonNull(access, "access is null");
    this.scheduler = requireNonNull(scheduler, "scheduler is null");
    this.waits = new Semaphore(mostWaiting);
    this.follows = new Semaphore(mostFollowed);
  }

  Answer answer(ApiRequest request, Route.ApplicationPart route) {
    Application application = application(route.namespace(), route.name());
    try {
      return switch (route.part()) {
        case CONTAINERS ->
            route.rest().isEmpty()
                ? containers(request, application)
                : killContainer(request, application, route.rest());
        case KV ->
            route.rest().isEmpty()
                ? keys(request, application)
                : value(request, application, route.rest());
        case LOG -> log(request, application);
        case SHUTDOWN -> shutdown(request, application);
        case KILL -> kill(request, application);
        case SKEIN -> skein(request, application);
      };
    } catch (ApplicationAccessException e) {
      throw new ApiException(status(e, route.name()));
    }
  }

  static ApiStatus status(ApplicationAccessException e, String name) {
    return switch (e.reason()) {
      case NOT_RUNNING -> ApiStatus.conflict(Kinds.APPLICATION, name, e.getMessage());
      case NOTHING -> ApiStatus.of(ApiStatus.Reason.NOT_FOUND, e.getMessage());
      case UNREACHABLE, NOT_YET ->
          ApiStatus.retry(
              ApiStatus.Reason.SERVICE_UNAVAILABLE, e.getMessage(), Duration.ofSeconds(1));
      case TOO_LARGE -> ApiStatus.of(ApiStatus.Reason.TOO_LARGE, e.getMessage());
      case REFUSED -> ApiStatus.badRequest(e.getMessage());
    };
  }

  private Application application(String namespace, String name) {
    try {
      return store
          .get(Kinds.APPLICATION, namespace, name)
          .map(tree -> Json.fromTree(Kinds.APPLICATION, tree))
          .orElseThrow(() -> ApiException.notFound(Kinds.APPLICATION, name));
    } catch (StoreException e) {
      throw new ApiException(ApiStatus.of(e, Kinds.APPLICATION, name));
    }
  }

  /** As they were last seen; nothing is asked of the application. */
  private Answer containers(ApiRequest request, Application application) {
    require(request, "GET");
    ObjectNode list = JsonNodeFactory.instance.objectNode();
    ArrayNode items = list.putArray("items");
    for (ServiceStatus service : application.status().services()) {
      for (ServiceStatus.Instance instance : service.instances()) {
        ObjectNode item = items.addObject().put("service", service.name());
        item.setAll((ObjectNode) Json.mapper().valueToTree(instance));
      }
    }
    return Answer.ok(list);
  }

  private Answer killContainer(ApiRequest request, Application application, String instance) {
    require(request, "DELETE");
    if (!access.killContainer(application, instance)) {
      throw new ApiException(
          ApiStatus.of(
              ApiStatus.Reason.NOT_FOUND,
              "application "
                  + application.metadata().name()
                  + " has no running container '"
                  + instance
                  + "' of a service"));
    }
    return accepted();
  }

  private Answer keys(ApiRequest request, Application application) {
    Optional<KeyValueRequest.Kind> kind = relayed(request);
    if (kind.isPresent()) {
      return relay(request, application, kind.get());
    }
    require(request, "GET");
    ObjectNode list = JsonNodeFactory.instance.objectNode();
    ArrayNode keys = list.putArray("keys");
    access.keys(application, request.parameter("prefix").orElse("")).forEach(keys::add);
    return Answer.ok(list);
  }

  /** What the agent is asked in its own words; a plain list of keys is not. */
  private static Optional<KeyValueRequest.Kind> relayed(ApiRequest request) {
    return switch (request.method()) {
      case "POST" -> Optional.of(KeyValueRequest.Kind.TRANSACTION);
      case "DELETE" -> Optional.of(KeyValueRequest.Kind.DELETE);
      case "GET" -> {
        if (request.flag("watch")) {
          yield Optional.of(KeyValueRequest.Kind.WATCH);
        }
        boolean plain =
            RANGE.stream()
                .noneMatch(name -> !name.equals("prefix") && request.parameter(name).isPresent());
        yield plain ? Optional.empty() : Optional.of(KeyValueRequest.Kind.READ);
      }
      default -> Optional.empty();
    };
  }

  private Answer relay(ApiRequest request, Application application, KeyValueRequest.Kind kind) {
    Map<String, String> parameters = new HashMap<>();
    for (String name : RANGE) {
      request.parameter(name).ifPresent(value -> parameters.put(name, value));
    }
    boolean watch = kind == KeyValueRequest.Kind.WATCH;
    if (watch) {
      request.parameter("from").ifPresent(from -> parameters.put("from", from));
      request.parameter("type").ifPresent(type -> parameters.put("type", type));
      if (request.parameter("wait").isEmpty()) {
        return watch(application, parameters);
      }
    }
    Duration wait = request.parameter("wait").map(ApplicationEndpoint::wait).orElse(Duration.ZERO);
    if (watch) {
      parameters.put("wait", Math.max(1, wait.toSeconds()) + "s");
      if (!waits.tryAcquire()) {
        throw tooMany("requests wait for keys");
      }
    }
    try {
      Bytes answer =
          access.relay(
              application,
              new KeyValueRequest(
                  kind, parameters, new String(request.body().toArray(), UTF_8), wait));
      return new Answer.Raw(
          200, watch ? "application/x-ndjson" : "application/json", answer, Map.of());
    } finally {
      if (watch) {
        waits.release();
      }
    }
  }

  /** A stream that the agent ends now and then; it is gone on with from the next revision. */
  private Answer watch(Application application, Map<String, String> parameters) {
    if (!follows.tryAcquire()) {
      throw tooMany("logs and keys are followed");
    }
    try {
      Flow.Publisher<List<ByteBuffer>> changes =
          access.watch(
              application,
              new KeyValueRequest(KeyValueRequest.Kind.WATCH, parameters, "", Duration.ZERO));
      return new Answer.Stream(
          "application/x-ndjson", new RelayProducer(changes, follows::release), LONGEST_FOLLOW);
    } catch (RuntimeException e) {
      follows.release();
      throw e;
    }
  }

  private Answer value(ApiRequest request, Application application, String key) {
    return switch (request.method()) {
      case "GET" ->
          await(request, application, key)
              .<Answer>map(v -> new Answer.Raw(200, "application/octet-stream", v, Map.of()))
              .orElseThrow(() -> notSet(key));
      case "PUT" -> {
        if (request.body().size() > AgentApi.MAX_VALUE_BYTES) {
          throw new ApiException(
              ApiStatus.of(
                  ApiStatus.Reason.TOO_LARGE,
                  "the value has %d bytes; a value may have %d"
                      .formatted(request.body().size(), AgentApi.MAX_VALUE_BYTES)));
        }
        access.put(application, key, request.body());
        yield Answer.text(204, "");
      }
      case "DELETE" -> {
        if (!access.delete(application, key)) {
          throw notSet(key);
        }
        yield Answer.text(204, "");
      }
      default -> throw ApiException.notAllowed(request.method());
    };
  }

  private Optional<Bytes> await(ApiRequest request, Application application, String key) {
    Duration wait = request.parameter("wait").map(ApplicationEndpoint::wait).orElse(Duration.ZERO);
    if (wait.isZero()) {
      return access.get(application, key, wait);
    }
    if (!waits.tryAcquire()) {
      throw tooMany("requests wait for keys");
    }
    try {
      return access.get(application, key, wait);
    } finally {
      waits.release();
    }
  }

  private static Duration wait(String text) {
    try {
      Duration asked = Durations.parse(text);
      return asked.compareTo(LONGEST_WAIT) < 0 ? asked : LONGEST_WAIT;
    } catch (IllegalArgumentException e) {
      throw ApiException.badRequest("the query parameter wait: " + e.getMessage());
    }
  }

  private Answer log(ApiRequest request, Application application) {
    require(request, "GET");
    LogStart start = logStart(request);
    Optional<String> container = request.parameter("container");
    if (!request.flag("follow")) {
      LogPage page = access.log(application, container, start);
      return new Answer.Raw(
          200,
          "text/plain; charset=utf-8",
          page.bytes(),
          Map.of(
              AgentApi.LOG_NEXT_HEADER,
              Long.toString(page.next()),
              LOG_SOURCE_HEADER,
              page.source().toString(),
              LOG_LAST_HEADER,
              Boolean.toString(page.last())));
    }
    if (!follows.tryAcquire()) {
      throw tooMany("logs and keys are followed");
    }
    String namespace = application.metadata().namespace();
    String name = application.metadata().name();
    return new Answer.Stream(
        "text/plain; charset=utf-8",
        new LogProducer(
            from -> access.log(application(namespace, name), container, from),
            start,
            scheduler,
            follows::release),
        LONGEST_FOLLOW);
  }

  private static LogStart logStart(ApiRequest request) {
    Optional<Integer> tail = request.number("tail").map(lines -> (int) Math.min(lines, MOST_TAIL));
    boolean previous = request.flag("previous");
    Optional<Long> offset = request.number("offset");
    if (previous && offset.isEmpty()) {
      return new LogStart.Previous(tail);
    }
    if (offset.isEmpty() && request.parameter("since").isPresent()) {
      return new LogStart.Since(since(request.parameter("since").get()));
    }
    if (offset.isEmpty()) {
      return tail.<LogStart>map(LogStart.Tail::new).orElse(new LogStart.Offset(0));
    }
    try {
      return request
          .parameter("of")
          .map(LogSource::parse)
          .<LogStart>map(source -> new LogStart.After(source, offset.orElseThrow(), previous))
          .orElse(new LogStart.Offset(offset.orElseThrow()));
    } catch (IllegalArgumentException e) {
      throw ApiException.badRequest("the query parameter of: " + e.getMessage());
    }
  }

  private static Duration since(String text) {
    try {
      return Durations.parse(text);
    } catch (IllegalArgumentException e) {
      throw ApiException.badRequest("the query parameter since: " + e.getMessage());
    }
  }

  private Answer shutdown(ApiRequest request, Application application) {
    require(request, "POST");
    ObjectNode body = RequestBody.optional(request);
    String word = body.path("status").asText("succeeded");
    FinalStatus status;
    try {
      status = FinalStatus.valueOf(word.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw ApiException.badRequest(
          "status is '" + word + "'; it must be succeeded, failed or killed");
    }
    access.shutdown(application, status, body.path("diagnostics").asText(""));
    return accepted();
  }

  private Answer kill(ApiRequest request, Application application) {
    require(request, "POST");
    access.kill(application);
    return accepted();
  }

  /** Made anew for each request, and kept nowhere. */
  private Answer skein(ApiRequest request, Application application) {
    require(request, "POST");
    ApplicationAccess.SkeinAccess made = access.skein(application);
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer
        .put("applicationId", made.applicationId())
        .put("address", made.address())
        .put("certificates", made.certificates())
        .put("key", made.key());
    return Answer.ok(answer);
  }

  private static Answer accepted() {
    ObjectNode status = JsonNodeFactory.instance.objectNode();
    status.put("kind", "Status").put("apiVersion", "v1").put("status", "Success");
    return new Answer.Json(202, status);
  }

  private static ApiException notSet(String key) {
    return new ApiException(
        ApiStatus.of(ApiStatus.Reason.NOT_FOUND, "Key '" + key + "' is not set"));
  }

  private static ApiException tooMany(String what) {
    return new ApiException(
        ApiStatus.retry(
            ApiStatus.Reason.TOO_MANY_REQUESTS,
            "as many " + what + " as this operator serves at once",
            Duration.ofSeconds(5)));
  }

  private static void require(ApiRequest request, String method) {
    if (!request.method().equals(method)) {
      throw ApiException.notAllowed(request.method());
    }
  }
}
