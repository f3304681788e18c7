package dev.heddle.operator.pod;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.application.Application;
import dev.heddle.crd.application.ApplicationStatus;
import dev.heddle.crd.application.ContainerRuntime;
import dev.heddle.crd.application.Phase;
import dev.heddle.crd.application.Resources;
import dev.heddle.crd.application.RestartPolicy;
import dev.heddle.crd.application.Run;
import dev.heddle.crd.application.Service;
import dev.heddle.crd.application.ServiceStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Draws the pods of an application. */
final class PodPicture {

  private static final String TRUE = "True";
  private static final String FALSE = "False";

  private final Application application;
  private final ApplicationStatus status;
  private final Run run;

  private PodPicture(Application application, Run run) {
    this.application = application;
    this.status = application.status();
    this.run = run;
  }

  static List<ObjectNode> of(Application application) {
    List<ObjectNode> pods = new ArrayList<>();
    for (PodPlace place : PodPlace.of(application)) {
      pods.add(new PodPicture(application, application.status().run().orElseThrow()).draw(place));
    }
    return pods;
  }

  private ObjectNode draw(PodPlace place) {
    State state = place.instance().map(this::state).orElseGet(this::ofMaster);
    ObjectNode pod = JsonNodeFactory.instance.objectNode();
    pod.put("kind", "Pod").put("apiVersion", "v1");
    ObjectNode metadata =
        PodMetadata.of(application, place.pod(), run.reservedAt(), run.applicationId());
    PodMetadata.labels(application).forEach(metadata.withObjectProperty("labels")::put);
    if (place.instance().isPresent() || !place.container().equals(PodPlace.MASTER)) {
      metadata.withObjectProperty("labels").put(PodMetadata.SERVICE, place.container());
    }
    place
        .instance()
        .flatMap(ServiceStatus.Instance::containerId)
        .ifPresent(
            id -> metadata.withObjectProperty("annotations").put(PodMetadata.CONTAINER_ID, id));
    state.ending().ifPresent(time -> metadata.put("deletionTimestamp", time.toString()));
    pod.set("metadata", metadata);
    pod.set("spec", spec(place));
    pod.set("status", status(place, state));
    return pod;
  }

  private ObjectNode spec(PodPlace place) {
    ObjectNode spec = JsonNodeFactory.instance.objectNode();
    place.host().ifPresent(host -> spec.put("nodeName", host));
    spec.put("restartPolicy", policy(application.spec().restartPolicy()));
    ObjectNode container = spec.putArray("containers").addObject();
    container.put("name", place.container());
    Optional<Service> service =
        Optional.ofNullable(application.spec().services().get(place.container()));
    image(place, service).ifPresent(image -> container.put("image", image));
    container.putArray("command").add("bash");
    if (!place.ports().isEmpty()) {
      ArrayNode ports = container.putArray("ports");
      new TreeMap<>(place.ports())
          .forEach(
              (name, port) ->
                  ports
                      .addObject()
                      .put("name", name)
                      .put("containerPort", port)
                      .put("protocol", "TCP"));
    }
    service
        .map(Service::resources)
        .or(() -> application.spec().master().flatMap(m -> m.resources()))
        .ifPresent(resources -> reserves(resources, container.putObject("resources")));
    return spec;
  }

  private Optional<String> image(PodPlace place, Optional<Service> service) {
    return (place.container().equals(PodPlace.MASTER)
            ? application.spec().master().flatMap(m -> m.runtime())
            : service.flatMap(Service::runtime))
        .flatMap(ContainerRuntime::image);
  }

  private static void reserves(Resources resources, ObjectNode target) {
    for (String kind : List.of("limits", "requests")) {
      ObjectNode amounts = target.putObject(kind);
      amounts.put("cpu", Integer.toString(resources.vcores()));
      amounts.put("memory", ((resources.memory().bytes() + (1 << 20) - 1) >> 20) + "Mi");
      resources.countable().forEach((name, count) -> amounts.put(name, Long.toString(count)));
    }
  }

  private static String policy(RestartPolicy policy) {
    return switch (policy) {
      case NEVER -> "Never";
      case ON_FAILURE -> "OnFailure";
      case ALWAYS -> "Always";
    };
  }

  private ObjectNode status(PodPlace place, State state) {
    ObjectNode drawn = JsonNodeFactory.instance.objectNode();
    drawn.put("phase", state.phase().word);
    state
        .message()
        .filter(message -> state.phase() != PodPhase.RUNNING)
        .ifPresent(message -> drawn.put("reason", state.reason()).put("message", message));
    place
        .host()
        .filter(PodPicture::isAddress)
        .ifPresent(
            host -> {
              drawn.put("hostIP", host).put("podIP", host);
              drawn.putArray("podIPs").addObject().put("ip", host);
            });
    state.since().ifPresent(time -> drawn.put("startTime", time.toString()));
    String since = state.since().orElse(run.reservedAt()).toString();
    boolean placed = place.host().isPresent();
    ArrayNode conditions = drawn.putArray("conditions");
    condition(conditions, "PodScheduled", placed, since, state);
    condition(conditions, "Initialized", placed, since, state);
    condition(conditions, "ContainersReady", state.ready(), since, state);
    condition(conditions, "Ready", state.ready(), since, state);
    ObjectNode container = drawn.putArray("containerStatuses").addObject();
    container.put("name", place.container()).put("image", "").put("imageID", "");
    place
        .instance()
        .flatMap(ServiceStatus.Instance::containerId)
        .ifPresent(id -> container.put("containerID", "yarn://" + id));
    container.put("ready", state.ready()).put("started", state.phase() == PodPhase.RUNNING);
    container.put("restartCount", state.restarts());
    inState(container.putObject("state"), state);
    return drawn;
  }

  private static void condition(
      ArrayNode conditions, String type, boolean holds, String since, State state) {
    ObjectNode condition = conditions.addObject();
    condition.put("type", type).put("status", holds ? TRUE : FALSE);
    condition.put("lastTransitionTime", since);
    if (!holds) {
      condition.put("reason", state.reason());
      state.message().ifPresent(message -> condition.put("message", message));
    }
  }

  private static void inState(ObjectNode target, State state) {
    switch (state.phase()) {
      case PENDING -> {
        ObjectNode waiting = target.putObject("waiting").put("reason", state.reason());
        state.message().ifPresent(message -> waiting.put("message", message));
      }
      case RUNNING -> {
        ObjectNode running = target.putObject("running");
        state.since().ifPresent(time -> running.put("startedAt", time.toString()));
      }
      case SUCCEEDED, FAILED -> {
        ObjectNode terminated = target.putObject("terminated");
        terminated.put("exitCode", state.phase() == PodPhase.SUCCEEDED ? 0 : 1);
        terminated.put("reason", state.reason());
        state.message().ifPresent(message -> terminated.put("message", message));
        state.finished().ifPresent(time -> terminated.put("finishedAt", time.toString()));
      }
    }
  }

  /** A name of a host is no address, and Kubernetes' clients want one. */
  private static boolean isAddress(String host) {
    return host.matches("\\d{1,3}(\\.\\d{1,3}){3}") || host.contains(":");
  }

  /** Kubernetes' phases of a pod. */
  private enum PodPhase {
    PENDING("Pending"),
    RUNNING("Running"),
    SUCCEEDED("Succeeded"),
    FAILED("Failed");

    private final String word;

    PodPhase(String word) {
      this.word = word;
    }
  }

  /** How a pod stands; {@code ending} is when it was asked to stop. */
  private record State(
      PodPhase phase,
      boolean ready,
      String reason,
      Optional<String> message,
      int restarts,
      Optional<Instant> since,
      Optional<Instant> finished,
      Optional<Instant> ending) {}

  private State ofMaster() {
    boolean ready = status.phase() == Phase.READY;
    Optional<Instant> ending =
        status.phase() == Phase.STOPPING
            ? run.stopRequestedAt().or(() -> application.metadata().deletionTimestamp())
            : Optional.empty();
    int restarts = Math.max(0, status.restarts() - status.earlierRestarts());
    return new State(
        masterPhase(),
        ready,
        masterReason(),
        status.diagnostics(),
        restarts,
        status.startedAt(),
        status.finishedAt(),
        ending);
  }

  private PodPhase masterPhase() {
    return switch (status.phase()) {
      case PENDING, SUBMITTING, ACCEPTED, STOPPED -> PodPhase.PENDING;
      case STARTING, READY, STOPPING -> PodPhase.RUNNING;
      case SUCCEEDED -> PodPhase.SUCCEEDED;
      case FAILED, BACK_OFF -> PodPhase.FAILED;
    };
  }

  private String masterReason() {
    return switch (status.phase()) {
      case PENDING, SUBMITTING, ACCEPTED, STOPPED -> "ContainerRequested";
      case STARTING -> "Starting";
      case READY -> "Ready";
      case STOPPING -> "Stopping";
      case SUCCEEDED -> "Completed";
      case FAILED, BACK_OFF -> "Error";
    };
  }

  private State state(ServiceStatus.Instance instance) {
    boolean over = PodPlace.isOver(status);
    PodPhase phase =
        switch (instance.state()) {
          case SUCCEEDED -> PodPhase.SUCCEEDED;
          case FAILED, KILLED -> PodPhase.FAILED;
          case WAITING, REQUESTED, LAUNCHING, RUNNING, READY, STOPPING ->
              over ? masterPhase() : live(instance.state());
        };
    boolean ended = phase == PodPhase.SUCCEEDED || phase == PodPhase.FAILED;
    String reason =
        switch (phase) {
          case SUCCEEDED -> "Completed";
          case FAILED -> "Error";
          case PENDING, RUNNING -> word(instance.state());
        };
    return new State(
        phase,
        phase == PodPhase.RUNNING && instance.state() == ServiceStatus.State.READY,
        reason,
        instance.message(),
        instance.restarts(),
        instance.since().filter(time -> !ended),
        ended ? (over ? status.finishedAt() : instance.since()) : Optional.empty(),
        instance.state() == ServiceStatus.State.STOPPING && !over
            ? instance.since()
            : Optional.empty());
  }

  private static PodPhase live(ServiceStatus.State state) {
    return state == ServiceStatus.State.RUNNING
            || state == ServiceStatus.State.READY
            || state == ServiceStatus.State.STOPPING
        ? PodPhase.RUNNING
        : PodPhase.PENDING;
  }

  private static String word(ServiceStatus.State state) {
    return switch (state) {
      case WAITING -> "Waiting";
      case REQUESTED -> "ContainerRequested";
      case LAUNCHING -> "ContainerCreating";
      case RUNNING -> "NotReady";
      case READY -> "Ready";
      case STOPPING -> "Stopping";
      case SUCCEEDED -> "Completed";
      case FAILED, KILLED -> "Error";
    };
  }
}
