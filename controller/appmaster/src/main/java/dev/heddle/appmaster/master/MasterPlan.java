package dev.heddle.appmaster.master;

import dev.heddle.appmaster.protocol.InstanceState;
import dev.heddle.appmaster.protocol.ServicesSpec;
import java.time.Instant;
import java.util.Optional;

/**
 * Decides about containers. Each event changes what is known; then all services are brought a step
 * nearer to what is wanted of them, whatever the event was. Pure.
 *
 * <ul>
 *   <li>waiting, requested, launching, running, ready: as far as services it depends on, YARN, the
 *       node and the process let it ({@link Staffing}, {@link Containers})
 *   <li>an instance that ended is replaced by one with the next number: at once when nobody is to
 *       blame, within the service's limits and after a growing pause when the process is ({@link
 *       Judgement})
 *   <li>exit 0 is an end for good; when all services have come to one, so has the application
 *       ({@link Stopping})
 *   <li>a service that is out of restarts ends the application, unless failures are allowed
 * </ul>
 */
final class MasterPlan {
  private final Draft draft;
  private final Stopping stopping;
  private final Containers containers;
  private final Judgement judgement;
  private final Staffing staffing;

  private MasterPlan(Draft draft) {
    this.draft = draft;
    this.stopping = new Stopping(draft);
    this.containers = new Containers(draft);
    this.judgement = new Judgement(draft, stopping);
    this.staffing = new Staffing(draft, stopping);
  }

  static MasterStep next(ServicesSpec spec, Fleet fleet, MasterEvent event, Instant now) {
    Draft draft = new Draft(spec, fleet, now);
    if (!fleet.ended()) {
      MasterPlan plan = new MasterPlan(draft);
      plan.learn(event);
      plan.settle();
    }
    return draft.step();
  }

  /** What an application master that was killed may have planned and not done. */
  static MasterStep resumed(ServicesSpec spec, Fleet fleet, Instant now) {
    Draft draft = new Draft(spec, fleet, now);
    Stopping stopping = new Stopping(draft);
    for (Instance instance : fleet.instances()) {
      if (instance.is(InstanceState.REQUESTED)) {
        draft.ask(instance);
      } else if (instance.is(InstanceState.LAUNCHING)
          && instance.grant().filter(g -> !g.ticket().isEmpty()).isPresent()) {
        draft.launch(instance);
      } else if (instance.is(InstanceState.STOPPING)) {
        stopping.request(instance);
      }
    }
    if (fleet.ended()) {
      fleet.stop().ifPresent(draft::finish);
    }
    return draft.step();
  }

  /** When time alone changes something next. */
  static Optional<Instant> due(Fleet fleet) {
    Optional<Instant> soonest = Optional.empty();
    for (Instance instance : fleet.instances()) {
      Optional<Instant> at =
          switch (instance.state()) {
            case STOPPING -> instance.killAt();
            case WAITING -> fleet.service(instance.id().service()).startAt();
            case REQUESTED, LAUNCHING, RUNNING, READY, SUCCEEDED, FAILED, KILLED ->
                Optional.empty();
          };
      if (at.isPresent() && (soonest.isEmpty() || at.get().isBefore(soonest.get()))) {
        soonest = at;
      }
    }
    return soonest;
  }

  private void learn(MasterEvent event) {
    if (event instanceof MasterEvent.Granted granted) {
      containers.granted(granted.grant());
    } else if (event instanceof MasterEvent.Inherited inherited) {
      containers.inherited(inherited.grants());
    } else if (event instanceof MasterEvent.Completed completed) {
      judgement.completed(completed);
    } else if (event instanceof MasterEvent.LaunchFailed failed) {
      judgement.launchFailed(failed);
    } else if (event instanceof MasterEvent.Reported reported) {
      draft
          .fleet()
          .holder(reported.containerId())
          .filter(Instance::isLive)
          .ifPresent(instance -> judgement.reported(instance, reported.report()));
    } else if (event instanceof MasterEvent.Scaled scaled) {
      staffing.scaled(scaled.request());
    } else if (event instanceof MasterEvent.Resized resized) {
      staffing.resized(resized.service(), resized.delta());
    } else if (event instanceof MasterEvent.Added added) {
      staffing.added(added.service(), added.env());
    } else if (event instanceof MasterEvent.KillAsked kill) {
      stopping.kill(kill.instance());
    } else if (event instanceof MasterEvent.StopAsked asked) {
      stopping.asked(asked.request());
    } else if (event instanceof MasterEvent.ScriptEnded script) {
      draft.set(draft.fleet().scriptOver());
      stopping.asked(script.end());
    }
  }

  private void settle() {
    stopping.force();
    if (draft.fleet().stop().isPresent()) {
      stopping.wind(draft.fleet().stop().get());
      return;
    }
    staffing.settle();
    stopping.endWhenFinished();
  }
}
