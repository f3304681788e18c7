package dev.heddle.skein;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.protocol.InstanceState;
import dev.heddle.appmaster.protocol.InstanceStatus;
import dev.heddle.appmaster.protocol.ServiceStatus;
import dev.heddle.appmaster.skein.SkeinApplication;
import dev.heddle.skein.proto.Skein;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Skein's calls about containers. */
final class ContainerCalls {
  private static final Set<Skein.Container.State> LIVE =
      EnumSet.of(
          Skein.Container.State.WAITING,
          Skein.Container.State.REQUESTED,
          Skein.Container.State.RUNNING);

  private final SkeinApplication application;

  ContainerCalls(SkeinApplication application) {
    this.application = requireNonNull(application, "application is null");
  }

  Skein.ContainersResponse list(Skein.ContainersRequest request) {
    Set<String> wanted = new HashSet<>(request.getServicesList());
    wanted.forEach(this::requireService);
    Set<Skein.Container.State> states =
        request.getStatesCount() == 0 ? LIVE : EnumSet.copyOf(request.getStatesList());
    Skein.ContainersResponse.Builder all = Skein.ContainersResponse.newBuilder();
    for (ServiceStatus service : application.services()) {
      if (wanted.isEmpty() || wanted.contains(service.name())) {
        for (InstanceStatus instance : service.instances()) {
          if (states.contains(state(instance.state()))) {
            all.addContainers(container(instance));
          }
        }
      }
    }
    return all.build();
  }

  void kill(Skein.ContainerInstance request) {
    String service = request.getServiceName();
    requireService(service);
    boolean known =
        application.services().stream()
            .filter(each -> each.name().equals(service))
            .flatMap(each -> each.instances().stream())
            .anyMatch(instance -> instance.id().equals(Instances.name(request)));
    if (!known) {
      throw new IllegalArgumentException(
          "Service '" + service + "' has no container instance " + request.getInstance());
    }
    application.kill(Instances.name(request));
  }

  Skein.ContainersResponse scale(Skein.ScaleRequest request) {
    String service = request.getServiceName();
    requireService(service);
    if (request.getDelta() != 0 && request.getCount() != 0) {
      throw new IllegalArgumentException("Can't specify both count and delta");
    }
    if (request.getCount() < 0) {
      throw new IllegalArgumentException("count must be >= 0");
    }
    List<InstanceStatus> changed =
        request.getDelta() != 0
            ? application.scaleBy(service, request.getDelta())
            : application.scale(service, request.getCount());
    Skein.ContainersResponse.Builder all = Skein.ContainersResponse.newBuilder();
    changed.forEach(instance -> all.addContainers(container(instance)));
    return all.build();
  }

  Skein.Container add(Skein.AddContainerRequest request) {
    requireService(request.getServiceName());
    return container(application.add(request.getServiceName(), request.getEnvMap()));
  }

  private void requireService(String name) {
    if (!application.spec().services().containsKey(name)) {
      throw new IllegalArgumentException("Unknown service '" + name + "'");
    }
  }

  private static Skein.Container container(InstanceStatus instance) {
    Skein.ContainerInstance id = Instances.of(instance.id());
    Skein.Container.Builder container =
        Skein.Container.newBuilder()
            .setServiceName(id.getServiceName())
            .setInstance(id.getInstance())
            .setState(state(instance.state()))
            .setYarnContainerId(instance.containerId().orElse(""))
            .setStartTime(instance.startedAt().map(Instant::toEpochMilli).orElse(0L));
    if (!LIVE.contains(state(instance.state()))) {
      container.setFinishTime(instance.since().toEpochMilli()).setExitMessage(instance.message());
    }
    return container.build();
  }

  /**
   * Running means that the process runs, which Skein said as soon as it had a container. What is
   * being stopped has been killed as far as Skein is concerned: it does not count any more.
   */
  private static Skein.Container.State state(InstanceState state) {
    return switch (state) {
      case WAITING -> Skein.Container.State.WAITING;
      case REQUESTED, LAUNCHING -> Skein.Container.State.REQUESTED;
      case RUNNING, READY -> Skein.Container.State.RUNNING;
      case SUCCEEDED -> Skein.Container.State.SUCCEEDED;
      case FAILED -> Skein.Container.State.FAILED;
      case STOPPING, KILLED -> Skein.Container.State.KILLED;
    };
  }
}
