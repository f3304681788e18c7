package dev.heddle.appmaster.master;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.protocol.FinalStatus;
import dev.heddle.appmaster.protocol.InstanceState;
import dev.heddle.appmaster.protocol.ShutdownRequest;
import dev.heddle.appmaster.protocol.WorkspaceSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** How instances, and in the end the application, come to their end: asked first, then forced. */
final class Stopping {
  /** What a container gets on top of its grace before YARN ends it. */
  static final Duration STOP_MARGIN = Duration.ofSeconds(3);

  /** A release that shows no effect is repeated after this time. */
  static final Duration REPEAT = Duration.ofSeconds(5);

  private final Draft draft;

  Stopping(Draft draft) {
    this.draft = requireNonNull(draft, "draft is null");
  }

  /** The application is to end; asked again, only an earlier end counts. */
  void asked(ShutdownRequest request) {
    if (draft.fleet().stop().isEmpty()) {
      draft.set(draft.fleet().stopping(request));
      return;
    }
    for (Instance instance : draft.fleet().instances()) {
      if (instance.is(InstanceState.STOPPING) && request.grace().isPresent()) {
        Instant killAt = draft.now().plus(request.grace().get()).plus(margin(instance));
        if (instance.killAt().filter(killAt::isBefore).isPresent()) {
          draft.set(instance.killedAt(killAt));
        }
      }
    }
  }

  void kill(InstanceId id) {
    draft
        .fleet()
        .instance(id)
        .filter(i -> i.isLive() && i.grant().isPresent() && !i.is(InstanceState.STOPPING))
        .ifPresent(instance -> stop(instance, "ended as asked"));
  }

  void stop(Instance instance, String why) {
    switch (instance.state()) {
      case WAITING -> draft.set(instance.to(InstanceState.KILLED, draft.now(), why));
      case REQUESTED -> {
        draft.withdraw(instance);
        draft.set(instance.to(InstanceState.KILLED, draft.now(), why));
      }
      case LAUNCHING, RUNNING, READY -> {
        Instance stopping =
            instance
                .to(InstanceState.STOPPING, draft.now(), why)
                .killedAt(draft.now().plus(grace(instance)).plus(margin(instance)));
        draft.set(stopping);
        request(stopping);
      }
      case STOPPING, SUCCEEDED, FAILED, KILLED -> {}
    }
  }

  /** Asks what runs in a container to end. */
  void request(Instance instance) {
    Grant grant = instance.grant().orElseThrow();
    if (instance.agentPort() == 0) {
      // Nobody there can be asked yet, and nothing is lost.
      draft.release(grant.containerId());
    } else {
      draft.askToStop(
          new MasterAction.AskToStop(instance.id(), grant, instance.agentPort(), grace(instance)));
    }
  }

  /** Takes back the containers whose grace is over. */
  void force() {
    for (Instance instance : draft.fleet().instances()) {
      if (instance.is(InstanceState.STOPPING)
          && instance.killAt().filter(at -> !at.isAfter(draft.now())).isPresent()) {
        instance.grant().ifPresent(grant -> draft.release(grant.containerId()));
        draft.set(instance.killedAt(draft.now().plus(REPEAT)));
      }
    }
  }

  /** Stops everything, and ends the application when nothing is left. */
  void wind(ShutdownRequest request) {
    for (Instance instance : draft.fleet().instances()) {
      stop(instance, "the application ends");
    }
    if (isEmpty()) {
      end(request);
    }
  }

  /** The application has done its work when its services have, and one came to an end itself. */
  void endWhenFinished() {
    boolean someFinished = false;
    boolean allOver = true;
    for (ServiceState state : draft.fleet().services().values()) {
      someFinished |= state.isFinished();
      allOver &= state.desired() == 0;
    }
    if (someFinished && allOver && isEmpty()) {
      end(
          new ShutdownRequest(
              FinalStatus.SUCCEEDED, "all services have completed", Optional.empty()));
    }
  }

  private void end(ShutdownRequest request) {
    draft.set(draft.fleet().stopping(request).over());
    draft.finish(request);
  }

  private boolean isEmpty() {
    return !draft.fleet().script()
        && draft.fleet().instances().stream().noneMatch(Instance::isLive);
  }

  /** What the process has written is saved after its end. */
  private Duration margin(Instance instance) {
    return draft.spec(instance).agent().workspace().isPresent()
        ? STOP_MARGIN.plus(WorkspaceSpec.LONGEST_FLUSH)
        : STOP_MARGIN;
  }

  private Duration grace(Instance instance) {
    return draft
        .fleet()
        .stop()
        .flatMap(ShutdownRequest::grace)
        .orElse(draft.spec(instance).stopGrace());
  }
}
