package dev.heddle.appmaster.master;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.protocol.InstanceState;
import dev.heddle.appmaster.protocol.Phase;
import dev.heddle.appmaster.protocol.ServiceSpec;
import dev.heddle.appmaster.protocol.ServiceStatus;
import dev.heddle.appmaster.protocol.ServicesSpec;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The services as others see them.
 *
 * @param phase of the application as a whole
 * @param url where it is opened: the only instance of the only service, when that answers HTTP
 * @param readyAt since when all that should be ready is
 * @param restarts over all services
 * @param lastFailure why a process or container was last replaced after a failure; empty before
 * @param message one sentence for people
 * @param generation of the resource whose numbers of instances are in force
 */
public record MasterView(
    Phase phase,
    String url,
    Optional<Instant> readyAt,
    int restarts,
    String lastFailure,
    String message,
    long generation,
    List<ServiceStatus> services) {
  public MasterView {
    requireNonNull(phase, "phase is null");
    requireNonNull(url, "url is null");
    requireNonNull(readyAt, "readyAt is null");
    requireNonNull(lastFailure, "lastFailure is null");
    requireNonNull(message, "message is null");
    services = List.copyOf(services);
  }

  public boolean ready() {
    return phase == Phase.READY;
  }

  static MasterView of(ServicesSpec spec, Fleet fleet) {
    List<ServiceStatus> services = fleet.status();
    int restarts = 0;
    StringBuilder missing = new StringBuilder();
    for (ServiceStatus service : services) {
      restarts += service.restarts();
      if (service.ready() < service.desired()) {
        missing
            .append(missing.isEmpty() ? "" : ", ")
            .append(service.name())
            .append(' ')
            .append(service.ready())
            .append(" of ")
            .append(service.desired());
      }
    }
    Phase phase =
        fleet.ended()
            ? Phase.ENDED
            : fleet.stop().isPresent()
                ? Phase.STOPPING
                : missing.isEmpty() ? Phase.READY : Phase.STARTING;
    String message =
        switch (phase) {
          case ENDED, STOPPING -> "the services are ending";
          case STARTING, RESTARTING -> "ready are: " + missing;
          case READY -> "all services are ready";
        };
    return new MasterView(
        phase,
        url(spec, fleet),
        phase == Phase.READY ? newestReady(fleet) : Optional.empty(),
        restarts,
        fleet.lastFailure(),
        message,
        fleet.generation(),
        services);
  }

  private static Optional<Instant> newestReady(Fleet fleet) {
    Optional<Instant> newest = Optional.empty();
    for (Instance instance : fleet.instances()) {
      if (instance.is(InstanceState.READY)
          && (newest.isEmpty() || newest.get().isBefore(instance.since()))) {
        newest = Optional.of(instance.since());
      }
    }
    return newest;
  }

  private static String url(ServicesSpec spec, Fleet fleet) {
    if (spec.services().size() != 1) {
      return "";
    }
    ServiceSpec only = spec.services().get(0);
    String url = "";
    int ready = 0;
    for (Instance instance : fleet.of(only.name())) {
      if (instance.is(InstanceState.READY)) {
        url = instance.url();
        ready++;
      }
    }
    return ready == 1 ? url : "";
  }
}
