package dev.heddle.operator.yarn;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.quantity.DataSize;
import java.util.Optional;
import org.apache.hadoop.yarn.api.records.Resource;

/** What one container may have on this cluster, as YARN says with each new application's id. */
final class ContainerLimits {

  private final DataSize agentMemory;
  private volatile Optional<Resource> largest = Optional.empty();

  ContainerLimits(DataSize agentMemory) {
    this.agentMemory = requireNonNull(agentMemory, "agentMemory is null");
  }

  void heard(Resource newLargest) {
    largest = Optional.ofNullable(newLargest);
  }

  /** YARN would let an application wait for ever whose containers no node may hold. */
  void requireFits(Launch launch, Submissions submissions) {
    requireFits("", submissions.resource(launch));
    for (LaunchService service : launch.services()) {
      requireFits("service " + service.name() + ": ", submissions.resource(service.process()));
    }
  }

  private void requireFits(String what, Resource wanted) {
    if (largest.isEmpty()) {
      return;
    }
    Resource most = largest.get();
    if (wanted.getMemorySize() > most.getMemorySize()
        || wanted.getVirtualCores() > most.getVirtualCores()) {
      throw new YarnRejectedException(
          YarnRejectedException.Reason.RESOURCE_TOO_LARGE,
          String.format(
              "%s%d MiB (%s of them for the agent) and %d vcores are more than one container"
                  + " may have on this cluster: %d MiB and %d vcores",
              what,
              wanted.getMemorySize(),
              agentMemory,
              wanted.getVirtualCores(),
              most.getMemorySize(),
              most.getVirtualCores()));
    }
  }
}
