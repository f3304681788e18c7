package dev.heddle.operator.api;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.application.Application;
import dev.heddle.crd.application.ServiceStatus;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.Annotations;
import dev.heddle.operator.api.ApplicationAccess.LogPage;
import dev.heddle.operator.api.ApplicationAccess.LogStart;
import dev.heddle.operator.api.PodPlaces.Found;
import dev.heddle.operator.pod.PodPlace;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;

/** What is done with a pod but to read it: its log, and its end. */
final class PodEndpoint {

  private static final Duration LONGEST_FOLLOW = Duration.ofHours(12);
  private static final int MOST_TAIL = 100_000;

  private final PodPlaces pods;
  private final PodStreams streams;
  private final ApplicationAccess access;
  private final ScheduledExecutorService scheduler;
  private final Semaphore follows;
  private final Clock clock;

  /**
   * @param scheduler reads logs
   * @param mostFollowed how many logs may be read at once
   */
  PodEndpoint(
      PodPlaces pods,
      PodStreams streams,
      ApplicationAccess access,
      ScheduledExecutorService scheduler,
      int mostFollowed,
      Clock clock) {
    this.pods = requireNonNull(pods, "pods is null");
    this.streams = requireNonNull(streams, "streams is null");
    this.access = requireNonNull(access, "access is null");
    this.scheduler = requireNonNull(scheduler, "scheduler is null");
    this.follows = new Semaphore(mostFollowed);
    this.clock = requireNonNull(clock, "clock is null");
  }

  Answer answer(ApiRequest request, Route.PodPart route) {
    return switch (route.act()) {
      case LOG -> log(request, route);
      case EXEC, ATTACH, PORTFORWARD -> streams.answer(request, route);
    };
  }

  private Answer log(ApiRequest request, Route.PodPart route) {
    if (!request.method().equals("GET")) {
      throw ApiException.notAllowed(request.method());
    }
    String namespace = route.namespace();
    String name = route.name();
    Found pod = pods.find(namespace, name);
    PodPlaces.requireContainer(pod, request.parameter("container"));
    if (request.flag("timestamps")) {
      throw ApiException.badRequest(
          "timestamps: when a process printed a line is not on record; ask without it");
    }
    LogStart start = start(request);
    if (!hasProcess(pod)) {
      return Answer.text(200, "");
    }
    OptionalLong limit =
        request.number("limitBytes").map(OptionalLong::of).orElseGet(OptionalLong::empty);
    if (!follows.tryAcquire()) {
      throw new ApiException(
          ApiStatus.retry(
              ApiStatus.Reason.TOO_MANY_REQUESTS,
              "as many logs are read as this operator serves at once",
              Duration.ofSeconds(5)));
    }
    boolean begun = false;
    try {
      LogPage first = first(request, pod, start);
      PodLog log =
          new PodLog(
              from -> read(pods.find(namespace, name), from), first, request.flag("follow"), limit);
      LogProducer producer = new LogProducer(log, start, scheduler, follows::release);
      begun = true;
      return new Answer.Stream("text/plain; charset=utf-8", producer, LONGEST_FOLLOW);
    } finally {
      if (!begun) {
        follows.release();
      }
    }
  }

  /** An application master that only looks after other containers prints nothing for its users. */
  private static boolean hasProcess(Found pod) {
    return pod.place().instance().isPresent()
        || !pod.place().container().equals(PodPlace.MASTER)
        || pod.application().spec().master().filter(m -> m.script().isPresent()).isPresent();
  }

  /** Read before anything is answered, so that a fault is an error and not a line of the log. */
  private LogPage first(ApiRequest request, Found pod, LogStart start) {
    LogPage page;
    try {
      page = read(pod, start);
    } catch (ApplicationAccessException e) {
      if (e.reason() == ApplicationAccessException.Reason.NOT_YET) {
        throw ApiException.badRequest(
            "container \"%s\" in pod \"%s\" is waiting to start: %s"
                .formatted(pod.place().container(), pod.place().pod(), e.getMessage()));
      }
      throw new ApiException(ApplicationEndpoint.status(e, pod.application().metadata().name()));
    }
    Optional<Integer> tail = tail(request);
    return start instanceof LogStart.Since && tail.isPresent()
        ? PodLog.tail(page, tail.get())
        : page;
  }

  private LogPage read(Found pod, LogStart start) {
    PodPlace place = pod.place();
    Optional<String> container =
        place.instance().isPresent()
            ? place.instance().map(ServiceStatus.Instance::id)
            : pod.application().status().services().isEmpty()
                ? Optional.empty()
                : Optional.of(PodPlace.MASTER);
    return access.log(pod.application(), container, start);
  }

  private static Optional<Integer> tail(ApiRequest request) {
    return request.number("tailLines").map(lines -> (int) Math.min(lines, MOST_TAIL));
  }

  private LogStart start(ApiRequest request) {
    Optional<Integer> tail = tail(request);
    if (request.flag("previous")) {
      return new LogStart.Previous(tail);
    }
    Optional<Duration> since =
        request
            .number("sinceSeconds")
            .map(Duration::ofSeconds)
            .or(() -> request.parameter("sinceTime").map(this::since));
    return since
        .<LogStart>map(LogStart.Since::new)
        .or(() -> tail.map(LogStart.Tail::new))
        .orElse(new LogStart.Offset(0));
  }

  private Duration since(String time) {
    try {
      Duration age = Duration.between(Instant.parse(time), clock.instant());
      return age.isNegative() ? Duration.ZERO : age;
    } catch (DateTimeParseException e) {
      throw ApiException.badRequest(
          "sinceTime is '" + time + "'; write a time such as 2026-01-31T08:00:00Z");
    }
  }

  /** Ends the container; YARN, or the application master, gives the application another. */
  Answer delete(ApiRequest request, Route.Item route) {
    Found pod = pods.find(route.namespace(), route.name());
    PodPlace place = pod.place();
    if (request.isDryRun() || RequestBody.optional(request).path("dryRun").size() > 0) {
      return deleted(route);
    }
    requireOwner(request.caller(), pod.application());
    if (place.instance().isEmpty()) {
      throw new ApiException(
          ApiStatus.of(
              ApiStatus.Reason.METHOD_NOT_ALLOWED,
              "pod %s is the application master itself: restart its application with `heddle"
                      .formatted(place.pod())
                  + " restart`, or suspend it"));
    }
    try {
      if (!access.killContainer(pod.application(), place.instance().get().id())) {
        throw ApiException.notFound(Kinds.POD, place.pod());
      }
    } catch (ApplicationAccessException e) {
      throw new ApiException(ApplicationEndpoint.status(e, pod.application().metadata().name()));
    }
    return deleted(route);
  }

  private static Answer deleted(Route.Item route) {
    ObjectNode status = ApiStatus.deleted(route.type(), route.name(), "");
    return Answer.ok(status);
  }

  /** Beside the right that a role gives: only the owner, and administrators. */
  static void requireOwner(Caller caller, Application application) {
    Optional<String> owner = application.metadata().annotation(Annotations.OWNER);
    if (!caller.user().isMaster() && owner.filter(caller.name()::equals).isEmpty()) {
      throw new ApiException(
          ApiStatus.of(
              ApiStatus.Reason.FORBIDDEN,
              "only the owner of " + application.key() + " may do this"));
    }
  }
}
