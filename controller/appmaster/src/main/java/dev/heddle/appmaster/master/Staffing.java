package dev.heddle.appmaster.master;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.protocol.InstanceState;
import dev.heddle.appmaster.protocol.ScaleRequest;
import dev.heddle.appmaster.protocol.ServiceSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * As many instances as are wanted, and when each may be asked for: after what it depends on, and
 * after the pause that follows a failure.
 */
final class Staffing {
  /** More than a cluster has room for. */
  private static final int MOST_INSTANCES = 100_000;

  private final Draft draft;
  private final Stopping stopping;

  Staffing(Draft draft, Stopping stopping) {
    this.draft = requireNonNull(draft, "draft is null");
    this.stopping = requireNonNull(stopping, "stopping is null");
  }

  /** Numbers of a generation count once; those from elsewhere, at any time. */
  void scaled(ScaleRequest request) {
    long generation = request.generation();
    if (generation != 0 && generation <= draft.fleet().generation()) {
      return;
    }
    for (Map.Entry<String, Integer> wish : request.instances().entrySet()) {
      ServiceState state = draft.fleet().service(wish.getKey());
      if (state != null && generation == 0) {
        draft.set(wish.getKey(), state.scaled(wish.getValue()));
      } else if (state != null && state.declared() != wish.getValue()) {
        draft.set(wish.getKey(), state.declared(wish.getValue()));
      }
    }
    draft.set(draft.fleet().withGeneration(Math.max(generation, draft.fleet().generation())));
  }

  void resized(String service, int delta) {
    ServiceState state = draft.fleet().service(service);
    long count = Math.max(0, (long) state.desired() + delta);
    draft.set(service, state.scaled((int) Math.min(count, MOST_INSTANCES)));
  }

  void added(String service, Map<String, String> env) {
    ServiceState state = draft.fleet().service(service);
    InstanceId id = new InstanceId(service, state.nextNumber());
    draft.set(service, state.scaled(state.desired() + 1).begunOne());
    draft.set(draft.fleet().plus(Instance.waiting(id, draft.now()).withEnv(env)));
  }

  void settle() {
    for (ServiceSpec service : draft.services()) {
      release(service.name());
      resize(service.name());
    }
    for (ServiceSpec service : draft.services()) {
      begin(service);
    }
  }

  /** Whoever depends on it may start once as many are ready as there should be. */
  private void release(String service) {
    ServiceState state = draft.fleet().service(service);
    if (state.released()) {
      return;
    }
    int ready = 0;
    for (Instance instance : draft.fleet().of(service)) {
      ready += instance.is(InstanceState.READY) ? 1 : 0;
    }
    if (ready >= state.desired()) {
      draft.set(service, state.release());
    }
  }

  private void resize(String service) {
    List<Instance> serving = new ArrayList<>();
    for (Instance instance : draft.fleet().of(service)) {
      if (instance.isLive() && !instance.is(InstanceState.STOPPING)) {
        serving.add(instance);
      }
    }
    int wanted = draft.fleet().service(service).desired();
    for (int i = serving.size(); i < wanted; i++) {
      InstanceId id = new InstanceId(service, draft.fleet().service(service).nextNumber());
      draft.set(service, draft.fleet().service(service).begunOne());
      Instance begun = Instance.waiting(id, draft.now()).withEnv(inheritedEnv(service));
      draft.set(draft.fleet().plus(begun));
    }
    // Those that have come the shortest way go first, then the oldest.
    serving.sort((one, other) -> Integer.compare(progress(one), progress(other)));
    for (int i = 0; i < serving.size() - wanted; i++) {
      stopping.stop(serving.get(i).withEnv(Map.of()), "not wanted any more");
    }
  }

  /** Takes over the variables of an instance that is to be replaced. */
  private Map<String, String> inheritedEnv(String service) {
    for (Instance instance : draft.fleet().of(service)) {
      boolean leaves = !instance.isLive() || instance.is(InstanceState.STOPPING);
      if (leaves && !instance.env().isEmpty()) {
        draft.set(instance.withEnv(Map.of()));
        return instance.env();
      }
    }
    return Map.of();
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
    Optional<String> obstacle = obstacle(service);
    for (Instance instance : draft.fleet().of(service.name())) {
      if (!instance.is(InstanceState.WAITING)) {
        continue;
      }
      if (obstacle.isPresent()) {
        draft.set(instance.to(InstanceState.WAITING, draft.now(), obstacle.get()));
      } else {
        Instance asking =
            instance.to(InstanceState.REQUESTED, draft.now(), "waits for a container");
        draft.set(asking);
        draft.ask(asking);
      }
    }
  }

  /** Why no container is asked for yet. */
  private Optional<String> obstacle(ServiceSpec service) {
    List<String> missing = new ArrayList<>();
    for (String dependency : service.depends()) {
      if (!draft.fleet().service(dependency).released()) {
        missing.add(dependency);
      }
    }
    if (!missing.isEmpty()) {
      return Optional.of("waits for " + String.join(", ", missing) + " to be ready");
    }
    if (service.agent().workspace().isPresent()) {
      // Its files have one writer at a time, and what the last one wrote is to be found by the
      // next.
      for (Instance instance : draft.fleet().of(service.name())) {
        if (instance.is(InstanceState.STOPPING)) {
          return Optional.of("waits for " + instance.id() + " to save its files");
        }
      }
    }
    Optional<Instant> startAt = draft.fleet().service(service.name()).startAt();
    return startAt.filter(draft.now()::isBefore).map(at -> "starts at " + at + " after a failure");
  }
}
