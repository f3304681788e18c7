package dev.heddle.operator.pod;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.application.Application;
import dev.heddle.crd.application.ApplicationStatus;
import dev.heddle.crd.application.Phase;
import dev.heddle.crd.application.Run;
import dev.heddle.crd.application.ServiceStatus;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where a pod of an application is to be found.
 *
 * @param pod the pod's name
 * @param container the name of its one container: the service's, or {@code master}
 * @param instance as the application calls it; empty for the application master's own container
 * @param host the node, once there is one
 * @param agentPort port of the agent that runs in the container; 0 when unknown
 * @param ports the ports of the process by name
 */
public record PodPlace(
    String pod,
    String container,
    Optional<ServiceStatus.Instance> instance,
    Optional<String> host,
    int agentPort,
    Map<String, Integer> ports) {

  /** The container of an application master that has no service beside it. */
  public static final String MASTER = "master";

  public PodPlace {
    requireNonNull(pod, "pod is null");
    requireNonNull(container, "container is null");
    requireNonNull(instance, "instance is null");
    requireNonNull(host, "host is null");
    ports = Map.copyOf(ports);
  }

  /** All of an application's newest run, the application master's first. */
  public static List<PodPlace> of(Application application) {
    ApplicationStatus status = application.status();
    if (status.run().isEmpty() || !shows(status)) {
      return List.of();
    }
    Run run = status.run().get();
    String name = application.metadata().name();
    List<PodPlace> places = new ArrayList<>();
    places.add(
        new PodPlace(
            PodNames.master(name, run.number(), status.attempt()),
            process(application),
            Optional.empty(),
            status.host(),
            status.agentPort(),
            status.services().isEmpty() ? withPage(status, status.ports()) : status.ports()));
    for (ServiceStatus service : status.services()) {
      for (ServiceStatus.Instance instance : service.instances()) {
        if (instance.state() != ServiceStatus.State.KILLED) {
          places.add(
              new PodPlace(
                  PodNames.instance(name, instance.id()),
                  service.name(),
                  Optional.of(instance),
                  instance.host(),
                  instance.agentPort(),
                  status.services().size() == 1
                      ? withPage(status, instance.ports())
                      : instance.ports()));
        }
      }
    }
    return places;
  }

  /** What the process has reported, and the port of the application's page. */
  private static Map<String, Integer> withPage(
      ApplicationStatus status, Map<String, Integer> reported) {
    Map<String, Integer> ports = new TreeMap<>(reported);
    status
        .url()
        .flatMap(PodPlace::port)
        .filter(port -> !ports.containsValue(port))
        .ifPresent(port -> ports.putIfAbsent("http", port));
    return ports;
  }

  private static Optional<Integer> port(String url) {
    try {
      URI uri = URI.create(url);
      return uri.getPort() > 0 ? Optional.of(uri.getPort()) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // It is somebody's word, not ours.
    }
  }

  /** What is stopped on purpose has no pods; what ended by itself leaves them to be looked at. */
  private static boolean shows(ApplicationStatus status) {
    return switch (status.phase()) {
      case PENDING, STOPPED -> false;
      case SUBMITTING, ACCEPTED, STARTING, READY, STOPPING, SUCCEEDED -> true;
      case FAILED, BACK_OFF -> status.attempt() > 0;
    };
  }

  /** The process in the application master's container. */
  private static String process(Application application) {
    boolean driver = application.spec().master().filter(m -> m.script().isPresent()).isPresent();
    return driver || !application.status().services().isEmpty()
        ? MASTER
        : new TreeMap<>(application.spec().services()).keySet().stream().findFirst().orElse(MASTER);
  }

  /** Whether the application it belongs to has ended. */
  static boolean isOver(ApplicationStatus status) {
    return status.finishedAt().isPresent()
        || status.phase() == Phase.SUCCEEDED
        || status.phase() == Phase.FAILED
        || status.phase() == Phase.BACK_OFF;
  }
}
