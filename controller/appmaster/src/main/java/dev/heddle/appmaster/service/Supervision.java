package dev.heddle.appmaster.service;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.protocol.FinalStatus;
import dev.heddle.appmaster.protocol.Phase;
import dev.heddle.appmaster.protocol.RestartLimits;
import dev.heddle.appmaster.protocol.ServiceExit;
import dev.heddle.appmaster.protocol.ShutdownRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The plan of supervision. Exit codes alone do not tell who stopped a notebook (Quit, TERM and INT
 * all end with 0), so an exit is read together with the intent on record and with whether the
 * service had answered:
 *
 * <ul>
 *   <li>a stop was asked for: any exit ends the application with the status that was asked for
 *   <li>exit 0 after ready: the user quit, SUCCEEDED, never started again
 *   <li>exit 0 before ready, any other code, any signal: started again within the limits, then
 *       FAILED with the reason
 *   <li>a process that its probes find unfit is asked to stop, and its end counts as a failure
 *       whatever its exit code
 * </ul>
 *
 * @param name name of the service, for messages
 * @param probed whether readiness is declared; without a probe a running process is ready
 * @param gated whether probes of their own say so, and no look at a server's address
 * @param stopGrace how long a stop waits when its request does not say
 */
public record Supervision(
    String name, boolean probed, boolean gated, RestartLimits limits, Duration stopGrace) {
  /** A start or a kill that shows no effect is repeated after this time. */
  static final Duration REPEAT = Duration.ofSeconds(5);

  public Supervision {
    requireNonNull(name, "name is null");
    requireNonNull(limits, "limits is null");
    requireNonNull(stopGrace, "stopGrace is null");
  }

  /** Without probes of their own. */
  public Supervision(String name, boolean probed, RestartLimits limits, Duration stopGrace) {
    this(name, probed, false, limits, stopGrace);
  }

  public Step next(Service service, ServiceEvent event, Instant now) {
    if (service.phase() == Phase.ENDED) {
      return Step.of(service);
    }
    if (event instanceof ServiceEvent.Started started) {
      return started(service, started, now);
    }
    if (event instanceof ServiceEvent.Answered answered) {
      return answered(service, answered, now);
    }
    if (event instanceof ServiceEvent.Exited exited) {
      return exited(service, exited, now);
    }
    if (event instanceof ServiceEvent.Unready unready) {
      return unready(service, unready);
    }
    if (event instanceof ServiceEvent.Unhealthy unhealthy) {
      return unhealthy(service, unhealthy, now);
    }
    if (event instanceof ServiceEvent.StopAsked asked) {
      return stopAsked(service, asked, now);
    }
    return timePassed(service, now);
  }

  private Step started(Service service, ServiceEvent.Started event, Instant now) {
    if (event.run() < service.run() || (event.run() == service.run() && service.pid() != 0)) {
      return Step.of(service);
    }
    if (service.phase() == Phase.STOPPING) {
      return Step.of(
          service.started(event.run(), event.pid(), now, Phase.STOPPING),
          new ServiceAction.AskToStop());
    }
    Service running = service.started(event.run(), event.pid(), now, Phase.STARTING);
    return probed
        ? Step.of(running)
        : Step.of(running.ready(now, "the service runs"), new ServiceAction.Announce());
  }

  private static Step answered(Service service, ServiceEvent.Answered event, Instant now) {
    return event.run() == service.run() && service.phase() == Phase.STARTING
        ? Step.of(service.ready(now, "the service answers"), new ServiceAction.Announce())
        : Step.of(service);
  }

  private static Step unready(Service service, ServiceEvent.Unready event) {
    return event.run() == service.run() && service.phase() == Phase.READY
        ? Step.of(
            service.unready("the service does not answer any more: " + event.why()),
            new ServiceAction.Retract())
        : Step.of(service);
  }

  private Step unhealthy(Service service, ServiceEvent.Unhealthy event, Instant now) {
    boolean runs = service.phase() == Phase.STARTING || service.phase() == Phase.READY;
    if (event.run() != service.run() || service.pid() == 0 || !runs) {
      return Step.of(service);
    }
    return Step.of(
        service.unhealthy(
            event.why(),
            now.plus(stopGrace),
            "service " + name + " " + event.why() + "; stopping it to start it again"),
        new ServiceAction.Retract(),
        new ServiceAction.AskToStop());
  }

  private Step exited(Service service, ServiceEvent.Exited event, Instant now) {
    boolean handled = event.run() == service.run() && service.pid() == 0 && service.run() > 0;
    if (event.run() < service.run() || handled) {
      return Step.of(service);
    }
    boolean ready = service.readyAt().isPresent() || !probed;
    ServiceExit exit = new ServiceExit(event.code(), ready, now);
    Service gone = service.exited(exit, event.run());
    if (service.stop().isPresent()) {
      return finish(gone, service.stop().get());
    }
    String cause = service.cause().isEmpty() ? event.cause() : service.cause();
    if (event.code() == 0 && ready && cause.isEmpty()) {
      String message = probed ? "the service was quit by its user" : "the service completed";
      return Step.of(
          gone.ended(message),
          new ServiceAction.Withdraw(),
          new ServiceAction.Finish(FinalStatus.SUCCEEDED, message, false));
    }
    String what =
        cause.isEmpty()
            ? "ended with " + exit.describe() + (ready ? "" : " before it was ready")
            : cause;
    return restartOrFail(gone, "service " + name + " " + what, now);
  }

  private Step restartOrFail(Service gone, String what, Instant now) {
    Optional<Duration> delay = RestartPolicy.delay(gone.recentRestarts(), now, limits);
    if (delay.isEmpty()) {
      String reason =
          limits.maxRestarts() == 0
              ? what + " and may not be restarted"
              : what + " after " + gone.restarts() + " restarts, the most allowed";
      return Step.of(
          gone.ended(reason),
          new ServiceAction.Withdraw(),
          new ServiceAction.Finish(FinalStatus.FAILED, reason, true));
    }
    List<Instant> recent =
        new ArrayList<>(RestartPolicy.counted(gone.recentRestarts(), now, limits));
    recent.add(now);
    Service waiting = gone.restarting(now.plus(delay.get()), recent, what);
    return delay.get().isZero()
        ? Step.of(
            waiting.due(now.plus(REPEAT)),
            new ServiceAction.Withdraw(),
            new ServiceAction.Start(gone.run() + 1))
        : Step.of(waiting, new ServiceAction.Withdraw());
  }

  private Step stopAsked(Service service, ServiceEvent.StopAsked event, Instant now) {
    if (service.phase() == Phase.RESTARTING && service.pid() == 0) {
      return finish(service.stopping(event.request(), now), event.request());
    }
    Instant killAt = now.plus(event.request().grace().orElse(stopGrace));
    boolean repeated = service.phase() == Phase.STOPPING;
    if (repeated && service.due().filter(due -> !due.isAfter(killAt)).isPresent()) {
      return Step.of(service);
    }
    Service stopping = service.stopping(service.stop().orElse(event.request()), killAt);
    return repeated ? Step.of(stopping) : Step.of(stopping, new ServiceAction.AskToStop());
  }

  private Step timePassed(Service service, Instant now) {
    if (service.due().isEmpty()) {
      return Step.of(service);
    }
    Instant due = service.due().get();
    if (due.isAfter(now)) {
      // A clock set back must not stretch a wait beyond what was ever planned.
      Instant latest = now.plus(longestWait(service));
      return Step.of(due.isAfter(latest) ? service.due(latest) : service);
    }
    Service repeated = service.due(now.plus(REPEAT));
    return service.phase() == Phase.STOPPING || service.pid() != 0
        ? Step.of(repeated, new ServiceAction.KillAll())
        : Step.of(repeated, new ServiceAction.Start(service.run() + 1));
  }

  private Duration longestWait(Service service) {
    Duration planned =
        service.phase() == Phase.STOPPING
            ? service.stop().flatMap(ShutdownRequest::grace).orElse(stopGrace)
            : service.pid() != 0 ? stopGrace : limits.maxBackoff();
    return planned.compareTo(REPEAT) > 0 ? planned : REPEAT;
  }

  private static Step finish(Service service, ShutdownRequest request) {
    String message = request.diagnostics().isEmpty() ? "stopped as asked" : request.diagnostics();
    return Step.of(
        service.ended(message),
        new ServiceAction.Withdraw(),
        new ServiceAction.Finish(request.status(), message, false));
  }
}
