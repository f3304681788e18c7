package dev.heddle.appmaster.master;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.protocol.InstanceState;
import java.util.List;
import java.util.Optional;

/** Whose a container is: one that YARN gives, and those that an earlier attempt left running. */
final class Containers {
  private final Draft draft;

  Containers(Draft draft) {
    this.draft = requireNonNull(draft, "draft is null");
  }

  void granted(Grant grant) {
    Optional<Instance> wanting = draft.askedBy(grant.instance()).flatMap(draft.fleet()::instance);
    if (wanting.filter(i -> i.is(InstanceState.REQUESTED)).isPresent()) {
      Instance given = wanting.get().given(grant, draft.now());
      draft.set(given);
      draft.launch(given);
    } else if (wanting.filter(i -> i.holds(grant.containerId()) && i.isLive()).isPresent()) {
      // The answer that brought it was repeated; so is what followed from it.
      if (wanting.get().is(InstanceState.LAUNCHING) && wanting.get().agentPort() == 0) {
        draft.launch(wanting.get());
      }
    } else {
      draft.release(grant.containerId());
    }
  }

  /** All that lives of what earlier attempts had: the rest of what is on record is gone. */
  void inherited(List<Grant> grants) {
    for (Instance instance : draft.fleet().instances()) {
      if (instance.grant().isPresent()
          && grants.stream().noneMatch(grant -> instance.holds(grant.containerId()))) {
        lost(instance.doneWithYarn());
      }
    }
    for (Grant grant : grants) {
      if (draft.fleet().holder(grant.containerId()).isEmpty()) {
        adopt(grant);
      }
    }
  }

  private void lost(Instance instance) {
    draft.set(instance);
    if (instance.is(InstanceState.STOPPING)) {
      draft.over(instance, InstanceState.KILLED, instance.message());
    } else if (instance.isLive()) {
      draft.over(
          instance, InstanceState.FAILED, "its container was lost with the application master's");
    }
  }

  /** A container that runs and is on no record: the application master died before it was. */
  private void adopt(Grant grant) {
    Optional<InstanceId> id = draft.askedBy(grant.instance());
    if (id.isEmpty()) {
      draft.release(grant.containerId());
      return;
    }
    Optional<Instance> known = draft.fleet().instance(id.get());
    if (known.isEmpty()) {
      String service = id.get().service();
      while (draft.fleet().service(service).nextNumber() <= id.get().number()) {
        draft.set(service, draft.fleet().service(service).begunOne());
      }
      draft.set(
          draft.fleet().plus(Instance.waiting(id.get(), draft.now()).given(grant, draft.now())));
    } else if (known.get().isLive() && known.get().grant().isEmpty()) {
      draft.set(known.get().given(grant, draft.now()));
    } else {
      draft.release(grant.containerId());
    }
  }
}
