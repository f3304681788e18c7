package dev.heddle.appmaster;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.container.ContainerEnvironment;
import dev.heddle.appmaster.kv.KeyValueStore;
import dev.heddle.appmaster.master.Master;
import dev.heddle.appmaster.protocol.AgentStatus;
import dev.heddle.appmaster.protocol.InstanceState;
import dev.heddle.appmaster.protocol.InstanceStatus;
import dev.heddle.appmaster.protocol.PortRange;
import dev.heddle.appmaster.protocol.ServiceStatus;
import dev.heddle.appmaster.protocol.ShutdownRequest;
import dev.heddle.appmaster.protocol.SkeinSpec;
import dev.heddle.appmaster.skein.Display;
import dev.heddle.appmaster.skein.SkeinApplication;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * This application for Skein's protocol. Services in containers are the master's; a service beside
 * the application master is one instance that can neither be joined by others nor taken away.
 */
final class SkeinView implements SkeinApplication {
  private final ContainerEnvironment environment;
  private final SkeinSpec spec;
  private final KeyValueStore store;
  private final Display display;
  private final Optional<Master> master;
  private final Supplier<AgentStatus> status;
  private final Consumer<ShutdownRequest> shutdown;

  /**
   * @param master of services in containers, if there are any
   */
  SkeinView(
      ContainerEnvironment environment,
      SkeinSpec spec,
      KeyValueStore store,
      Display display,
      Optional<Master> master,
      Supplier<AgentStatus> status,
      Consumer<ShutdownRequest> shutdown) {
    this.environment = requireNonNull(environment, "environment is null");
    this.spec = requireNonNull(spec, "spec is null");
    this.store = requireNonNull(store, "store is null");
    this.display = requireNonNull(display, "display is null");
    this.master = requireNonNull(master, "master is null");
    this.status = requireNonNull(status, "status is null");
    this.shutdown = requireNonNull(shutdown, "shutdown is null");
  }

  @Override
  public String applicationId() {
    return environment.applicationId();
  }

  @Override
  public String host() {
    return environment.host();
  }

  @Override
  public PortRange ports() {
    return environment.ports();
  }

  @Override
  public SkeinSpec spec() {
    return spec;
  }

  @Override
  public KeyValueStore store() {
    return store;
  }

  @Override
  public Display display() {
    return display;
  }

  @Override
  public List<ServiceStatus> services() {
    if (master.isPresent()) {
      return master.get().view().services();
    }
    // Without services there is only a driver, which is none.
    return spec.services().keySet().stream().findFirst().map(this::beside).stream().toList();
  }

  private ServiceStatus beside(String service) {
    AgentStatus now = status.get();
    InstanceState state = state(now);
    Optional<Instant> ended = now.process().lastExit().map(exit -> exit.at());
    InstanceStatus instance =
        new InstanceStatus(
            environment.instance(),
            state,
            Optional.of(now.place().containerId()),
            Optional.of(now.address().host()),
            0,
            now.process().restarts(),
            state.isLive() ? now.process().startedAt() : ended.orElse(now.process().startedAt()),
            Optional.of(now.process().startedAt()),
            state == InstanceState.READY ? "" : now.message(),
            now.process().ports());
    return new ServiceStatus(
        service,
        1,
        state == InstanceState.READY ? 1 : 0,
        now.process().restarts(),
        List.of(instance));
  }

  private static InstanceState state(AgentStatus now) {
    return switch (now.phase()) {
      case READY -> InstanceState.READY;
      case STARTING, RESTARTING ->
          now.process().pid() == 0 ? InstanceState.LAUNCHING : InstanceState.RUNNING;
      case STOPPING -> InstanceState.STOPPING;
      case ENDED ->
          now.process().lastExit().filter(exit -> exit.code() == 0).isPresent()
              ? InstanceState.SUCCEEDED
              : InstanceState.FAILED;
    };
  }

  @Override
  public List<InstanceStatus> scale(String service, int count) {
    return changed(theMaster(service).resize(service, count));
  }

  @Override
  public List<InstanceStatus> scaleBy(String service, int delta) {
    return changed(theMaster(service).resizeBy(service, delta));
  }

  private static List<InstanceStatus> changed(Master.Resized resized) {
    List<InstanceStatus> all = new ArrayList<>(resized.begun());
    all.addAll(resized.stopped());
    return all;
  }

  @Override
  public InstanceStatus add(String service, Map<String, String> env) {
    return theMaster(service).add(service, env);
  }

  @Override
  public void kill(String instance) {
    theMaster(instance.substring(0, Math.max(0, instance.lastIndexOf('_')))).kill(instance);
  }

  private Master theMaster(String service) {
    if (!spec.services().containsKey(service)) {
      throw new IllegalArgumentException("Unknown service '" + service + "'");
    }
    return master.orElseThrow(
        () ->
            new IllegalStateException(
                "service '"
                    + service
                    + "' runs in the application master's own container, and so as one instance:"
                    + " submit the application with runIn: Container to change that"));
  }

  @Override
  public void shutdown(ShutdownRequest request) {
    shutdown.accept(request);
  }
}
