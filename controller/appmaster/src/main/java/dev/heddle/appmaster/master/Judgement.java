package dev.heddle.appmaster.master;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.protocol.ContainerReport;
import dev.heddle.appmaster.protocol.FinalStatus;
import dev.heddle.appmaster.protocol.InstanceState;
import dev.heddle.appmaster.protocol.Phase;
import dev.heddle.appmaster.protocol.ShutdownRequest;
import dev.heddle.appmaster.service.RestartPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the end of an instance means, and what its agent's reports do: nobody's fault and replaced,
 * a failure that counts against the service's limits, an end for good, or one failure too many.
 */
final class Judgement {
  private static final Duration FIRST_LAUNCH_PAUSE = Duration.ofMillis(250);
  private static final Duration LONGEST_LAUNCH_PAUSE = Duration.ofSeconds(30);
  private static final int MAX_DOUBLINGS = 10;

  private final Draft draft;
  private final Stopping stopping;

  Judgement(Draft draft, Stopping stopping) {
    this.draft = requireNonNull(draft, "draft is null");
    this.stopping = requireNonNull(stopping, "stopping is null");
  }

  /** YARN tells the end of a container. */
  void completed(MasterEvent.Completed event) {
    Optional<Instance> holder = draft.fleet().holder(event.containerId());
    if (holder.isEmpty() || holder.get().yarnDone()) {
      return;
    }
    Instance instance = holder.get().doneWithYarn();
    draft.set(instance);
    if (!instance.isLive()) {
      return;
    }
    if (instance.is(InstanceState.STOPPING)) {
      draft.over(instance, InstanceState.KILLED, instance.message());
      return;
    }
    String how = ContainerEnd.describe(event.exitStatus(), event.diagnostics());
    switch (ContainerEnd.of(event.exitStatus())) {
      case SUCCEEDED -> succeeded(instance);
      case FAILED -> failed(instance, how);
      case LOST -> draft.over(instance, InstanceState.FAILED, how);
    }
  }

  /** A NodeManager refuses, or does not answer: another container, after a growing pause. */
  void launchFailed(MasterEvent.LaunchFailed event) {
    Optional<Instance> holder = draft.fleet().holder(event.containerId());
    if (holder.isEmpty() || !holder.get().is(InstanceState.LAUNCHING)) {
      return;
    }
    Instance instance = holder.get();
    draft.release(event.containerId());
    draft.over(instance, InstanceState.FAILED, "it could not be started: " + event.why());
    int failures = draft.state(instance).launchFailures() + 1;
    Duration pause = FIRST_LAUNCH_PAUSE.multipliedBy(1L << Math.min(failures, MAX_DOUBLINGS));
    Duration wait = pause.compareTo(LONGEST_LAUNCH_PAUSE) < 0 ? pause : LONGEST_LAUNCH_PAUSE;
    draft.set(
        instance.id().service(),
        draft.state(instance).launchFailures(failures).startingAt(draft.now().plus(wait)));
  }

  /** The container's agent tells how its process stands. */
  void reported(Instance before, ContainerReport report) {
    int more = report.status().process().restarts() - before.restarts();
    Instance instance = before.reported(report);
    draft.set(instance);
    draft.set(instance.id().service(), draft.state(instance).launchFailures(0));
    if (instance.is(InstanceState.STOPPING)) {
      if (report.end().isPresent()) {
        draft.over(instance, InstanceState.KILLED, instance.message());
      }
      return;
    }
    if (more > 0) {
      count(instance, more, report.status().process().lastFailure());
    }
    if (report.end().isPresent()) {
      ended(instance, report.end().get());
    } else if (isOverspent(instance)) {
      exhausted(instance, report.status().message());
      stopping.stop(known(instance), "its service is out of restarts");
    } else {
      runs(instance, report, more > 0);
    }
  }

  /** What a process published ends with it, and not when it merely does not answer. */
  private void runs(Instance instance, ContainerReport report, boolean anotherProcess) {
    InstanceState next =
        report.status().phase() == Phase.READY
            ? InstanceState.READY
            : report.status().process().pid() != 0
                ? InstanceState.RUNNING
                : InstanceState.LAUNCHING;
    String message = next == InstanceState.READY ? "" : report.status().message();
    draft.set(instance.to(next, draft.now(), message));
    if (next != InstanceState.READY && anotherProcess) {
      draft.unpublish(instance);
    }
  }

  private void ended(Instance instance, ShutdownRequest end) {
    if (end.status() == FinalStatus.SUCCEEDED) {
      succeeded(instance);
    } else {
      failed(instance, end.diagnostics());
    }
  }

  private void succeeded(Instance instance) {
    draft.over(instance.withEnv(Map.of()), InstanceState.SUCCEEDED, "");
    draft.set(instance.id().service(), draft.state(instance).completedOne());
  }

  private void failed(Instance instance, String why) {
    draft.over(instance, InstanceState.FAILED, why);
    Optional<Duration> delay =
        RestartPolicy.delay(
            draft.state(instance).recent(), draft.now(), draft.spec(instance).restart());
    if (delay.isEmpty()) {
      exhausted(instance, why);
      return;
    }
    count(instance, 1, why);
    draft.set(
        instance.id().service(), draft.state(instance).startingAt(draft.now().plus(delay.get())));
  }

  /** One failure too many: the application's end, or with failures allowed only the instance's. */
  private void exhausted(Instance instance, String why) {
    String service = instance.id().service();
    if (draft.spec(instance).allowFailures()) {
      draft.set(service, draft.state(instance).completedOne());
      draft.set(known(instance).withEnv(Map.of()));
    } else if (draft.fleet().stop().isEmpty()) {
      draft.set(
          draft
              .fleet()
              .stopping(
                  new ShutdownRequest(
                      FinalStatus.FAILED,
                      "service " + service + " failed in " + instance.id() + ": " + why,
                      Optional.empty())));
    }
  }

  private Instance known(Instance instance) {
    return draft.fleet().instance(instance.id()).orElseThrow();
  }

  private void count(Instance instance, int more, String why) {
    draft.set(draft.fleet().withFailure(instance.id() + ": " + why));
    draft.set(
        instance.id().service(),
        draft.state(instance).failed(more, counted(instance), draft.now()));
  }

  private boolean isOverspent(Instance instance) {
    int most = draft.spec(instance).restart().maxRestarts();
    return most >= 0 && counted(instance).size() > most;
  }

  private List<Instant> counted(Instance instance) {
    return RestartPolicy.counted(
        draft.state(instance).recent(), draft.now(), draft.spec(instance).restart());
  }
}
