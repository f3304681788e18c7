package dev.heddle.scenarios.harness;

import static java.util.Objects.requireNonNull;
import static org.awaitility.Awaitility.await;

import dev.heddle.lab.LabHome;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The processes that run in the cluster's containers, found by their environment. */
public final class Containers {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

  private final String mark;

  Containers(LabHome home) {
    this.mark = "=" + requireNonNull(home, "home is null").data().toAbsolutePath() + "/nm";
  }

  /** All processes of an application, oldest first. */
  public List<ContainerProcess> of(String applicationId) {
    // application_1410901177871_0042 -> container_e17_1410901177871_0042_01_000001
    String container = applicationId.substring("application".length()) + "_";
    return having(List.of("CONTAINER_ID=container_", container, mark));
  }

  /** All processes of one container, oldest first. */
  public List<ContainerProcess> in(String containerId) {
    return having(List.of("CONTAINER_ID=" + containerId + "\0", mark));
  }

  /** All processes that containers have on this node, such as nm1, oldest first. */
  public List<ContainerProcess> on(String nodeManager) {
    String number = nodeManager.substring("nm".length());
    return having(List.of("CONTAINER_ID=container_", mark + number + "/"));
  }

  private static List<ContainerProcess> having(List<String> marks) {
    return ProcessHandle.allProcesses()
        .map(handle -> ContainerProcess.read(handle.pid(), marks))
        .flatMap(Optional::stream)
        .sorted(
            Comparator.comparingLong(ContainerProcess::born)
                .thenComparingLong(ContainerProcess::pid))
        .toList();
  }

  /** The launch script: the container's own process, and not a child it has forked. */
  public ContainerProcess script(String applicationId) {
    return found(
        "launch script",
        () -> {
          List<ContainerProcess> scripts =
              of(applicationId).stream().filter(each -> each.runs("/run.sh")).toList();
          return scripts.stream()
              .filter(each -> scripts.stream().noneMatch(other -> other.pid() == each.parent()))
              .findFirst();
        });
  }

  /** One container's own process. */
  public ContainerProcess scriptIn(String containerId) {
    return found(
        "launch script of " + containerId,
        () -> {
          List<ContainerProcess> scripts =
              in(containerId).stream().filter(each -> each.runs("/run.sh")).toList();
          return scripts.stream()
              .filter(each -> scripts.stream().noneMatch(other -> other.pid() == each.parent()))
              .findFirst();
        });
  }

  /** The process of one container that runs this. */
  public ContainerProcess processIn(String containerId, String text) {
    return found(
        text + " in " + containerId,
        () -> in(containerId).stream().filter(each -> each.runs(text)).findFirst());
  }

  /** The agent's JVM in one container. */
  public ContainerProcess agentIn(String containerId) {
    return processIn(containerId, "dev.heddle.appmaster.Main");
  }

  /** The Jupyter server. */
  public ContainerProcess jupyter(String applicationId) {
    return found("Jupyter", () -> first(applicationId, "base_url="));
  }

  /** How many Jupyter servers an application has, on all nodes. */
  public int jupyters(String applicationId) {
    return (int) of(applicationId).stream().filter(each -> each.runs("base_url=")).count();
  }

  /** The agent's JVM. */
  public ContainerProcess agent(String applicationId) {
    return found("agent", () -> first(applicationId, "dev.heddle.appmaster.Main"));
  }

  /** The kernels that run now. */
  public List<ContainerProcess> kernels(String applicationId) {
    return of(applicationId).stream().filter(each -> each.runs("ipykernel")).toList();
  }

  /** Waits until nothing of the application is left on this machine. */
  public void awaitNone(String applicationId) {
    await("no process of " + applicationId)
        .atMost(PATIENCE)
        .pollInterval(LOOK_AGAIN)
        .until(() -> of(applicationId), List::isEmpty);
  }

  /** Waits until nothing of one container is left on this machine. */
  public void awaitNoneIn(String containerId) {
    await("no process of " + containerId)
        .atMost(PATIENCE)
        .pollInterval(LOOK_AGAIN)
        .until(() -> in(containerId), List::isEmpty);
  }

  private Optional<ContainerProcess> first(String applicationId, String text) {
    return of(applicationId).stream().filter(each -> each.runs(text)).findFirst();
  }

  /** A process may be just about to be started again. */
  private static ContainerProcess found(String what, Supplier<Optional<ContainerProcess>> look) {
    return await(what)
        .atMost(PATIENCE)
        .pollInterval(LOOK_AGAIN)
        .until(look::get, Optional::isPresent)
        .orElseThrow();
  }
}
