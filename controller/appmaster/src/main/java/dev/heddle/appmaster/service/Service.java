package dev.heddle.appmaster.service;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.protocol.JsonObject;
import dev.heddle.appmaster.protocol.Phase;
import dev.heddle.appmaster.protocol.ServiceExit;
import dev.heddle.appmaster.protocol.ShutdownRequest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the agent knows about the supervised process. Saved after every change, so that an agent
 * that was killed goes on where it stopped.
 *
 * @param run number of the current run of the process in this container, from 1; 0 before the first
 * @param pid process of that run, 0 when it has ended
 * @param recentRestarts restarts that the restart limits still count
 * @param due when the next planned thing happens: the next start, or the end of a stop's grace
 * @param stop the stop that was asked for
 * @param cause why the process is being ended so that it can be started again; empty when it is not
 * @param lastFailure why it was last started again; empty before
 */
public record Service(
    Phase phase,
    int run,
    long pid,
    Instant startedAt,
    Optional<Instant> readyAt,
    int restarts,
    List<Instant> recentRestarts,
    Optional<ServiceExit> lastExit,
    Optional<Instant> due,
    Optional<ShutdownRequest> stop,
    String cause,
    String lastFailure,
    String message) {
  public Service {
    requireNonNull(phase, "phase is null");
    requireNonNull(startedAt, "startedAt is null");
    requireNonNull(readyAt, "readyAt is null");
    recentRestarts = List.copyOf(recentRestarts);
    requireNonNull(lastExit, "lastExit is null");
    requireNonNull(due, "due is null");
    requireNonNull(stop, "stop is null");
    requireNonNull(cause, "cause is null");
    requireNonNull(lastFailure, "lastFailure is null");
    requireNonNull(message, "message is null");
  }

  /** Before anything is known about the process. */
  public static Service initial(Instant now) {
    return new Service(
        Phase.STARTING,
        0,
        0,
        now,
        Optional.empty(),
        0,
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        "",
        "",
        "the service is starting");
  }

  public String toJson() {
    return JsonObject.create()
        .put("phase", phase.toString())
        .put("run", run)
        .put("pid", pid)
        .put("startedAt", startedAt)
        .put("readyAt", readyAt)
        .put("restarts", restarts)
        .put("recentRestarts", recentRestarts.stream().map(Instant::toString).toList())
        .put("lastExit", lastExit.map(ServiceExit::toJson))
        .put("due", due)
        .put("stop", stop.map(ShutdownRequest::toJson))
        .put("cause", cause)
        .put("lastFailure", lastFailure)
        .put("message", message)
        .toString();
  }

  public static Service fromJson(String text) {
    JsonObject json = JsonObject.parse(text);
    return new Service(
        json.constant("phase", Phase.class),
        Math.toIntExact(json.integer("run")),
        json.integer("pid"),
        json.instant("startedAt"),
        json.optionalInstant("readyAt"),
        Math.toIntExact(json.integer("restarts")),
        json.stringList("recentRestarts").stream().map(Instant::parse).toList(),
        json.optionalObject("lastExit").map(ServiceExit::fromJson),
        json.optionalInstant("due"),
        json.optionalString("stop").map(ShutdownRequest::fromJson),
        json.optionalString("cause").orElse(""),
        json.optionalString("lastFailure").orElse(""),
        json.string("message"));
  }

  Service started(int newRun, long newPid, Instant at, Phase newPhase) {
    return new Service(
        newPhase,
        newRun,
        newPid,
        at,
        Optional.empty(),
        restarts,
        recentRestarts,
        lastExit,
        newPhase == Phase.STOPPING ? due : Optional.empty(),
        stop,
        "",
        lastFailure,
        newPhase == Phase.STOPPING ? message : "the service is starting");
  }

  Service ready(Instant at, String newMessage) {
    return new Service(
        Phase.READY,
        run,
        pid,
        startedAt,
        Optional.of(readyAt.orElse(at)),
        restarts,
        recentRestarts,
        lastExit,
        Optional.empty(),
        stop,
        cause,
        lastFailure,
        newMessage);
  }

  Service exited(ServiceExit exit, int exitedRun) {
    return new Service(
        phase,
        exitedRun,
        0,
        startedAt,
        Optional.empty(),
        restarts,
        recentRestarts,
        Optional.of(exit),
        due,
        stop,
        cause,
        lastFailure,
        message);
  }

  /** Answered once, and does not any more. */
  Service unready(String newMessage) {
    return new Service(
        Phase.STARTING,
        run,
        pid,
        startedAt,
        readyAt,
        restarts,
        recentRestarts,
        lastExit,
        due,
        stop,
        cause,
        lastFailure,
        newMessage);
  }

  /** To be ended, so that it can be started again. */
  Service unhealthy(String newCause, Instant killAt, String newMessage) {
    return new Service(
        Phase.RESTARTING,
        run,
        pid,
        startedAt,
        readyAt,
        restarts,
        recentRestarts,
        lastExit,
        Optional.of(killAt),
        stop,
        newCause,
        lastFailure,
        newMessage);
  }

  /** With the last lines of its log at the reason of its last failure. */
  public Service withLog(String lines) {
    return new Service(
        phase,
        run,
        pid,
        startedAt,
        readyAt,
        restarts,
        recentRestarts,
        lastExit,
        due,
        stop,
        cause,
        lastFailure + lines,
        message);
  }

  Service restarting(Instant startAt, List<Instant> recent, String failure) {
    return new Service(
        Phase.RESTARTING,
        run,
        0,
        startedAt,
        Optional.empty(),
        restarts + 1,
        recent,
        lastExit,
        Optional.of(startAt),
        stop,
        "",
        failure,
        failure + "; starting it again");
  }

  Service due(Instant at) {
    return new Service(
        phase,
        run,
        pid,
        startedAt,
        readyAt,
        restarts,
        recentRestarts,
        lastExit,
        Optional.of(at),
        stop,
        cause,
        lastFailure,
        message);
  }

  Service stopping(ShutdownRequest request, Instant killAt) {
    return new Service(
        Phase.STOPPING,
        run,
        pid,
        startedAt,
        readyAt,
        restarts,
        recentRestarts,
        lastExit,
        Optional.of(killAt),
        Optional.of(request),
        cause,
        lastFailure,
        "the service is stopping");
  }

  Service ended(String newMessage) {
    return new Service(
        Phase.ENDED,
        run,
        0,
        startedAt,
        readyAt,
        restarts,
        recentRestarts,
        lastExit,
        Optional.empty(),
        stop,
        cause,
        lastFailure,
        newMessage);
  }
}
