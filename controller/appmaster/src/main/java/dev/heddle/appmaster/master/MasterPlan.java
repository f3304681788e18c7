package dev.heddle.appmaster.master;

import dev.heddle.appmaster.protocol.ContainerReport;
import dev.heddle.appmaster.protocol.FinalStatus;
import dev.heddle.appmaster.protocol.InstanceState;
import dev.heddle.appmaster.protocol.Phase;
import dev.heddle.appmaster.protocol.ServiceSpec;
import dev.heddle.appmaster.protocol.ServicesSpec;
import dev.heddle.appmaster.protocol.ShutdownRequest;
import dev.heddle.appmaster.service.RestartPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides about containers. Each event changes what is known; then all services are brought a step
 * nearer to what is wanted of them, whatever the event was. Pure.
 *
 * <ul>
 *   <li>waiting, requested, launching, running, ready: as far as services it depends on, YARN, the
 *       node and the process let it
 *   <li>an instance that ended is replaced by one with the next number: at once when nobody is to
 *       blame, within the service's limits and after a growing pause when the process is
 *   <li>exit 0 is an end for good; when all services have come to one, so has the application
 *   <li>a service that is out of restarts ends the application, unless failures are allowed
 * </ul>
 */
final class MasterPlan {
  /** What a container gets on top of its grace before YARN ends it. */
  static final Duration STOP_MARGIN = Duration.ofSeconds(3);

  /** A release that shows no effect is repeated after this time. */
  static final Duration REPEAT = Duration.ofSeconds(5);

  private static final Duration LONGEST_LAUNCH_PAUSE = Duration.ofSeconds(30);

  private final ServicesSpec spec;
  private final Instant now;
  private final List<MasterAction> actions = new ArrayList<>();
  private Fleet fleet;

  private MasterPlan(ServicesSpec spec, Fleet fleet, Instant now) {
    this.spec = spec;
    this.fleet = fleet;
    this.now = now;
  }

  static MasterStep next(ServicesSpec spec, Fleet fleet, MasterEvent event, Instant now) {
    MasterPlan plan = new MasterPlan(spec, fleet, now);
    if (!fleet.ended()) {
      plan.apply(event);
      plan.settle();
    }
    return new MasterStep(plan.fleet.pruned(), plan.actions);
  }

  /** What an application master that was killed may have planned and not done. */
  static MasterStep resumed(ServicesSpec spec, Fleet fleet, Instant now) {
    MasterPlan plan = new MasterPlan(spec, fleet, now);
    for (Instance instance : fleet.instances()) {
      if (instance.is(InstanceState.REQUESTED)) {
        plan.ask(instance);
      } else if (instance.is(InstanceState.LAUNCHING)
          && instance.grant().filter(g -> !g.ticket().isEmpty()).isPresent()) {
        plan.launch(instance);
      } else if (instance.is(InstanceState.STOPPING)) {
        plan.askToStop(instance);
      }
    }
    if (fleet.ended()) {
      fleet.stop().ifPresent(plan::finish);
    }
    return new MasterStep(fleet, plan.actions);
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

  private void apply(MasterEvent event) {
    if (event instanceof MasterEvent.Granted granted) {
      granted(granted.grant());
    } else if (event instanceof MasterEvent.Inherited inherited) {
      inherited(inherited.grants());
    } else if (event instanceof MasterEvent.Completed completed) {
      completed(completed);
    } else if (event instanceof MasterEvent.LaunchFailed failed) {
      launchFailed(failed);
    } else if (event instanceof MasterEvent.Reported reported) {
      fleet
          .holder(reported.containerId())
          .filter(Instance::isLive)
          .ifPresent(instance -> reported(instance, reported.report()));
    } else if (event instanceof MasterEvent.Scaled scaled) {
      scaled(scaled);
    } else if (event instanceof MasterEvent.KillAsked kill) {
      fleet
          .instance(kill.instance())
          .filter(i -> i.isLive() && i.grant().isPresent() && !i.is(InstanceState.STOPPING))
          .ifPresent(instance -> stop(instance, "ended as asked"));
    } else if (event instanceof MasterEvent.StopAsked asked) {
      stopAsked(asked.request());
    } else if (event instanceof MasterEvent.ScriptEnded script) {
      fleet = fleet.scriptOver();
      stopAsked(script.end());
    }
  }

  // What became known.

  private void granted(Grant grant) {
    Optional<Instance> wanting = wanting(grant.instance());
    if (wanting.filter(i -> i.is(InstanceState.REQUESTED)).isPresent()) {
      Instance given = wanting.get().given(grant, now);
      fleet = fleet.with(given);
      launch(given);
    } else if (wanting.filter(i -> i.holds(grant.containerId()) && i.isLive()).isPresent()) {
      // The answer that brought it was repeated; so is what followed from it.
      if (wanting.get().is(InstanceState.LAUNCHING) && wanting.get().agentPort() == 0) {
        launch(wanting.get());
      }
    } else {
      actions.add(new MasterAction.Release(grant.containerId()));
    }
  }

  private Optional<Instance> wanting(long request) {
    int ordinal = InstanceId.ordinalOf(request);
    return ordinal < 0 || ordinal >= spec.services().size()
        ? Optional.empty()
        : fleet.instance(
            new InstanceId(spec.services().get(ordinal).name(), InstanceId.numberOf(request)));
  }

  private void inherited(List<Grant> grants) {
    for (Instance instance : fleet.instances()) {
      boolean listed = false;
      for (Grant grant : grants) {
        listed |= instance.holds(grant.containerId());
      }
      if (instance.grant().isPresent() && !listed) {
        fleet = fleet.with(instance.doneWithYarn());
        if (instance.is(InstanceState.STOPPING)) {
          over(instance.doneWithYarn(), InstanceState.KILLED, instance.message());
        } else if (instance.isLive()) {
          over(
              instance.doneWithYarn(),
              InstanceState.FAILED,
              "its container was lost with the application master's");
        }
      }
    }
    for (Grant grant : grants) {
      if (fleet.holder(grant.containerId()).isEmpty()) {
        adopt(grant);
      }
    }
  }

  /** A container that runs and is on no record: the application master died before it was. */
  private void adopt(Grant grant) {
    int ordinal = InstanceId.ordinalOf(grant.instance());
    if (ordinal < 0 || ordinal >= spec.services().size()) {
      actions.add(new MasterAction.Release(grant.containerId()));
      return;
    }
    String service = spec.services().get(ordinal).name();
    InstanceId id = new InstanceId(service, InstanceId.numberOf(grant.instance()));
    Optional<Instance> known = fleet.instance(id);
    if (known.isEmpty()) {
      while (fleet.service(service).nextNumber() <= id.number()) {
        fleet = fleet.with(service, fleet.service(service).begunOne());
      }
      fleet = fleet.plus(Instance.waiting(id, now).given(grant, now));
    } else if (known.get().isLive() && known.get().grant().isEmpty()) {
      fleet = fleet.with(known.get().given(grant, now));
    } else {
      actions.add(new MasterAction.Release(grant.containerId()));
    }
  }

  private void completed(MasterEvent.Completed event) {
    Optional<Instance> holder = fleet.holder(event.containerId());
    if (holder.isEmpty() || holder.get().yarnDone()) {
      return;
    }
    Instance instance = holder.get().doneWithYarn();
    fleet = fleet.with(instance);
    if (!instance.isLive()) {
      return;
    }
    String how = ContainerEnd.describe(event.exitStatus(), event.diagnostics());
    if (instance.is(InstanceState.STOPPING)) {
      over(instance, InstanceState.KILLED, instance.message());
      return;
    }
    switch (ContainerEnd.of(event.exitStatus())) {
      case SUCCEEDED -> succeeded(instance);
      case FAILED -> failed(instance, how);
      case LOST -> over(instance, InstanceState.FAILED, how);
    }
  }

  private void launchFailed(MasterEvent.LaunchFailed event) {
    Optional<Instance> holder = fleet.holder(event.containerId());
    if (holder.isEmpty() || !holder.get().is(InstanceState.LAUNCHING)) {
      return;
    }
    actions.add(new MasterAction.Release(event.containerId()));
    over(holder.get(), InstanceState.FAILED, "it could not be started: " + event.why());
    String service = holder.get().id().service();
    int failures = fleet.service(service).launchFailures() + 1;
    Duration pause = Duration.ofMillis(250).multipliedBy(1L << Math.min(failures, 10));
    fleet =
        fleet.with(
            service,
            fleet
                .service(service)
                .launchFailures(failures)
                .startingAt(
                    now.plus(
                        pause.compareTo(LONGEST_LAUNCH_PAUSE) < 0 ? pause : LONGEST_LAUNCH_PAUSE)));
  }

  private void reported(Instance before, ContainerReport report) {
    String service = before.id().service();
    int more = report.status().restarts() - before.restarts();
    Instance instance =
        before.reported(report.agentPort(), report.status().url(), report.status().restarts());
    fleet = fleet.with(instance);
    fleet = fleet.with(service, fleet.service(service).launchFailures(0));
    if (instance.is(InstanceState.STOPPING)) {
      if (report.end().isPresent()) {
        over(instance, InstanceState.KILLED, instance.message());
      }
      return;
    }
    if (more > 0) {
      List<Instant> counted = counted(service);
      fleet = fleet.with(service, fleet.service(service).failed(more, counted, now));
    }
    if (report.end().isPresent()) {
      if (report.end().get().status() == FinalStatus.SUCCEEDED) {
        succeeded(instance);
      } else {
        failed(instance, report.end().get().diagnostics());
      }
    } else if (isOverspent(service)) {
      exhausted(instance, report.status().message());
      stop(instance, "its service is out of restarts");
    } else {
      InstanceState next =
          report.status().phase() == Phase.READY
              ? InstanceState.READY
              : report.status().pid() != 0 ? InstanceState.RUNNING : InstanceState.LAUNCHING;
      fleet =
          fleet.with(
              instance.to(next, now, next == InstanceState.READY ? "" : report.status().message()));
      if (next != InstanceState.READY && before.is(InstanceState.READY)) {
        actions.add(new MasterAction.Unpublish(instance.id()));
      }
    }
  }

  private void scaled(MasterEvent.Scaled event) {
    long generation = event.request().generation();
    if (generation != 0 && generation <= fleet.generation()) {
      return;
    }
    for (Map.Entry<String, Integer> wish : event.request().instances().entrySet()) {
      ServiceState state = fleet.service(wish.getKey());
      if (state != null && generation == 0) {
        fleet = fleet.with(wish.getKey(), state.scaled(wish.getValue()));
      } else if (state != null && state.declared() != wish.getValue()) {
        fleet = fleet.with(wish.getKey(), state.declared(wish.getValue()));
      }
    }
    fleet = fleet.withGeneration(Math.max(generation, fleet.generation()));
  }

  private void stopAsked(ShutdownRequest request) {
    if (fleet.stop().isEmpty()) {
      fleet = fleet.stopping(request);
      return;
    }
    for (Instance instance : fleet.instances()) {
      if (instance.is(InstanceState.STOPPING) && request.grace().isPresent()) {
        Instant killAt = now.plus(request.grace().get()).plus(STOP_MARGIN);
        if (instance.killAt().filter(killAt::isBefore).isPresent()) {
          fleet = fleet.with(instance.killedAt(killAt));
        }
      }
    }
  }

  // What an end means.

  private void succeeded(Instance instance) {
    over(instance, InstanceState.SUCCEEDED, "");
    String service = instance.id().service();
    fleet = fleet.with(service, fleet.service(service).completedOne());
  }

  private void failed(Instance instance, String why) {
    over(instance, InstanceState.FAILED, why);
    String service = instance.id().service();
    List<Instant> counted = counted(service);
    Optional<Duration> delay =
        RestartPolicy.delay(fleet.service(service).recent(), now, spec(service).restart());
    if (delay.isEmpty()) {
      exhausted(instance, why);
      return;
    }
    fleet =
        fleet.with(
            service,
            fleet.service(service).failed(1, counted, now).startingAt(now.plus(delay.get())));
  }

  private void exhausted(Instance instance, String why) {
    String service = instance.id().service();
    if (spec(service).allowFailures()) {
      fleet = fleet.with(service, fleet.service(service).completedOne());
    } else if (fleet.stop().isEmpty()) {
      fleet =
          fleet.stopping(
              new ShutdownRequest(
                  FinalStatus.FAILED,
                  "service " + service + " failed in " + instance.id() + ": " + why,
                  Optional.empty()));
    }
  }

  private boolean isOverspent(String service) {
    int most = spec(service).restart().maxRestarts();
    return most >= 0 && counted(service).size() > most;
  }

  private List<Instant> counted(String service) {
    return RestartPolicy.counted(fleet.service(service).recent(), now, spec(service).restart());
  }

  private void over(Instance instance, InstanceState end, String message) {
    fleet = fleet.with(instance.to(end, now, message));
    actions.add(new MasterAction.Unpublish(instance.id()));
  }

  // What is to be done.

  private void settle() {
    releaseOverdue();
    if (fleet.stop().isPresent()) {
      wind(fleet.stop().get());
      return;
    }
    for (ServiceSpec service : spec.services()) {
      release(service.name());
      resize(service.name());
    }
    for (ServiceSpec service : spec.services()) {
      begin(service);
    }
    boolean someFinished = false;
    boolean allOver = true;
    for (ServiceState state : fleet.services().values()) {
      someFinished |= state.isFinished();
      allOver &= state.desired() == 0;
    }
    if (someFinished && allOver && !fleet.script() && !someLive()) {
      end(
          new ShutdownRequest(
              FinalStatus.SUCCEEDED, "all services have completed", Optional.empty()));
    }
  }

  private void wind(ShutdownRequest request) {
    for (Instance instance : fleet.instances()) {
      if (instance.isLive() && !instance.is(InstanceState.STOPPING)) {
        stop(instance, "the application ends");
      }
    }
    if (!someLive() && !fleet.script()) {
      end(request);
    }
  }

  private void end(ShutdownRequest request) {
    fleet = fleet.stopping(request).over();
    finish(request);
  }

  private void finish(ShutdownRequest request) {
    String diagnostics =
        request.diagnostics().isEmpty() ? "stopped as asked" : request.diagnostics();
    actions.add(new MasterAction.Finish(request.status(), diagnostics));
  }

  private boolean someLive() {
    for (Instance instance : fleet.instances()) {
      if (instance.isLive()) {
        return true;
      }
    }
    return false;
  }

  private void releaseOverdue() {
    for (Instance instance : fleet.instances()) {
      if (instance.is(InstanceState.STOPPING)
          && instance.killAt().filter(at -> !at.isAfter(now)).isPresent()) {
        instance.grant().ifPresent(g -> actions.add(new MasterAction.Release(g.containerId())));
        fleet = fleet.with(instance.killedAt(now.plus(REPEAT)));
      }
    }
  }

  /** Whoever depends on it may start once as many are ready as there should be. */
  private void release(String service) {
    ServiceState state = fleet.service(service);
    if (state.released()) {
      return;
    }
    int ready = 0;
    for (Instance instance : fleet.of(service)) {
      ready += instance.is(InstanceState.READY) ? 1 : 0;
    }
    if (ready >= state.desired()) {
      fleet = fleet.with(service, state.release());
    }
  }

  private void resize(String service) {
    List<Instance> serving = new ArrayList<>();
    for (Instance instance : fleet.of(service)) {
      if (instance.isLive() && !instance.is(InstanceState.STOPPING)) {
        serving.add(instance);
      }
    }
    int wanted = fleet.service(service).desired();
    for (int i = serving.size(); i < wanted; i++) {
      InstanceId id = new InstanceId(service, fleet.service(service).nextNumber());
      fleet =
          fleet.with(service, fleet.service(service).begunOne()).plus(Instance.waiting(id, now));
    }
    // Those that have come the shortest way go first, then the oldest.
    serving.sort((one, other) -> Integer.compare(progress(one), progress(other)));
    for (int i = 0; i < serving.size() - wanted; i++) {
      stop(serving.get(i), "not wanted any more");
    }
  }

  private static int progress(Instance instance) {
    return switch (instance.state()) {
      case WAITING -> 0;
      case REQUESTED -> 1;
      case LAUNCHING -> 2;
      case RUNNING, READY, STOPPING, SUCCEEDED, FAILED, KILLED -> 3;
    };
  }

  private void begin(ServiceSpec service) {
    List<String> missing = new ArrayList<>();
    for (String dependency : service.depends()) {
      if (!fleet.service(dependency).released()) {
        missing.add(dependency);
      }
    }
    Optional<Instant> startAt = fleet.service(service.name()).startAt().filter(now::isBefore);
    for (Instance instance : fleet.of(service.name())) {
      if (!instance.is(InstanceState.WAITING)) {
        continue;
      }
      if (!missing.isEmpty()) {
        fleet =
            fleet.with(
                instance.to(
                    InstanceState.WAITING,
                    now,
                    "waits for " + String.join(", ", missing) + " to be ready"));
      } else if (startAt.isPresent()) {
        fleet =
            fleet.with(
                instance.to(
                    InstanceState.WAITING, now, "starts at " + startAt.get() + " after a failure"));
      } else {
        Instance asking = instance.to(InstanceState.REQUESTED, now, "waits for a container");
        fleet = fleet.with(asking);
        ask(asking);
      }
    }
  }

  private void stop(Instance instance, String why) {
    switch (instance.state()) {
      case WAITING -> fleet = fleet.with(instance.to(InstanceState.KILLED, now, why));
      case REQUESTED -> {
        actions.add(
            new MasterAction.Withdraw(request(instance), priority(instance), spec(instance)));
        fleet = fleet.with(instance.to(InstanceState.KILLED, now, why));
      }
      case LAUNCHING, RUNNING, READY -> {
        Instance stopping =
            instance
                .to(InstanceState.STOPPING, now, why)
                .killedAt(now.plus(grace(instance)).plus(STOP_MARGIN));
        fleet = fleet.with(stopping);
        askToStop(stopping);
      }
      case STOPPING, SUCCEEDED, FAILED, KILLED -> {}
    }
  }

  private void askToStop(Instance instance) {
    Grant grant = instance.grant().orElseThrow();
    if (instance.agentPort() == 0) {
      // Nobody there can be asked yet, and nothing is lost.
      actions.add(new MasterAction.Release(grant.containerId()));
    } else {
      actions.add(
          new MasterAction.AskToStop(instance.id(), grant, instance.agentPort(), grace(instance)));
    }
  }

  private Duration grace(Instance instance) {
    return fleet.stop().flatMap(ShutdownRequest::grace).orElse(spec(instance).stopGrace());
  }

  private void ask(Instance instance) {
    actions.add(new MasterAction.Ask(request(instance), priority(instance), spec(instance)));
  }

  private void launch(Instance instance) {
    actions.add(
        new MasterAction.Launch(instance.id(), instance.grant().orElseThrow(), spec(instance)));
  }

  private long request(Instance instance) {
    return instance.id().request(ordinal(instance.id().service()));
  }

  /** What others depend on is asked for first. */
  private int priority(Instance instance) {
    return ordinal(instance.id().service()) + 1;
  }

  private int ordinal(String service) {
    for (int i = 0; i < spec.services().size(); i++) {
      if (spec.services().get(i).name().equals(service)) {
        return i;
      }
    }
    throw new IllegalStateException("no service " + service);
  }

  private ServiceSpec spec(Instance instance) {
    return spec(instance.id().service());
  }

  private ServiceSpec spec(String service) {
    return spec.services().get(ordinal(service));
  }
}
