package dev.heddle.operator.application;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.protocol.AgentSpec;
import dev.heddle.crd.application.ApplicationSpec;
import dev.heddle.crd.application.Master;
import dev.heddle.crd.application.Resources;
import dev.heddle.crd.application.RestartBackoff;
import dev.heddle.crd.application.RunIn;
import dev.heddle.crd.application.Service;
import dev.heddle.crd.quantity.DataSize;
import dev.heddle.operator.yarn.LaunchProcess;
import dev.heddle.operator.yarn.LaunchService;
import dev.heddle.operator.yarn.LaunchUpkeep;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which processes of an Application run where. Pure.
 *
 * @param process beside the application master: its script, or the only instance of the only
 *     service
 * @param services in containers of their own, each after those it depends on
 * @param nodeLabel of the application master's container
 */
record Shape(Optional<LaunchProcess> process, List<LaunchService> services, String nodeLabel) {

  private static final String MASTER = "master";
  private static final Resources MASTER_RESOURCES = new Resources(DataSize.ofMebibytes(512), 1);
  private static final Duration WINDOW = Duration.ofMinutes(10);
  private static final int LOOKS_A_LIMIT = 10;
  private static final Duration SHORTEST_INTERVAL = Duration.ofSeconds(1);

  Shape {
    requireNonNull(process, "process is null");
    services = List.copyOf(services);
    requireNonNull(nodeLabel, "nodeLabel is null");
  }

  /** Empty when there is nothing to run. */
  static Optional<Shape> of(ApplicationSpec spec) {
    Optional<LaunchProcess> script =
        spec.master().filter(m -> m.script().isPresent()).map(m -> script(m, spec));
    if (spec.services().isEmpty()) {
      return script.map(process -> new Shape(script, List.of(), spec.nodeLabel()));
    }
    if (script.isEmpty() && spec.services().size() == 1) {
      Map.Entry<String, Service> only = spec.services().entrySet().iterator().next();
      if (spec.runIn() == RunIn.APPLICATION_MASTER && fitsBesideTheMaster(only.getValue())) {
        return Optional.of(
            new Shape(
                Optional.of(process(only.getKey(), only.getValue(), spec)),
                List.of(),
                label(only.getValue(), spec)));
      }
    }
    return Optional.of(inContainers(spec));
  }

  /** All services in containers of their own, whatever their number. */
  static Shape inContainers(ApplicationSpec spec) {
    Optional<LaunchProcess> script =
        spec.master().filter(m -> m.script().isPresent()).map(m -> script(m, spec));
    List<LaunchService> services = new ArrayList<>();
    for (String name : inOrder(spec.services())) {
      services.add(service(name, spec.services().get(name), spec));
    }
    return new Shape(script, services, spec.nodeLabel());
  }

  private static boolean fitsBesideTheMaster(Service service) {
    return service.instances() == 1
        && service.nodes().isEmpty()
        && service.racks().isEmpty()
        && service.placement().isEmpty();
  }

  private static LaunchProcess script(Master master, ApplicationSpec spec) {
    return new LaunchProcess(
        MASTER,
        master.resources().orElse(MASTER_RESOURCES),
        master.script().orElse(""),
        master.files(),
        master.env(),
        master.runtime(),
        0,
        WINDOW,
        Optional.empty(),
        Optional.empty(),
        spec.stopGrace(),
        activityInterval(spec));
  }

  private static LaunchService service(String name, Service service, ApplicationSpec spec) {
    return new LaunchService(
        process(name, service, spec),
        service.instances(),
        service.depends(),
        service.allowFailures(),
        label(service, spec),
        service.nodes(),
        service.racks(),
        service.relaxLocality(),
        service.placement());
  }

  private static LaunchProcess process(String name, Service service, ApplicationSpec spec) {
    return new LaunchProcess(
        name,
        service.resources(),
        service.script().orElseGet(() -> script(service.commands())),
        service.files(),
        service.env(),
        service.runtime(),
        service.maxRestarts(),
        service.restartWindow(),
        new LaunchUpkeep(
            service.readiness(),
            service.startup(),
            service.liveness(),
            service.ports(),
            service.hooks(),
            service.restartBackoff().orElseGet(RestartBackoff::usual)),
        service.workspace(),
        service.stopGrace().orElse(spec.stopGrace()),
        activityInterval(spec));
  }

  /** A short limit needs a closer look, as the last of several looks decides. */
  private static Duration activityInterval(ApplicationSpec spec) {
    Duration wanted =
        spec.culling()
            .map(culling -> culling.idleAfter().dividedBy(LOOKS_A_LIMIT))
            .orElse(AgentSpec.USUAL_ACTIVITY_INTERVAL);
    if (wanted.compareTo(AgentSpec.USUAL_ACTIVITY_INTERVAL) > 0) {
      return AgentSpec.USUAL_ACTIVITY_INTERVAL;
    }
    return wanted.compareTo(SHORTEST_INTERVAL) < 0 ? SHORTEST_INTERVAL : wanted;
  }

  /** Skein's older form: in order, shown as they run, ending with the first that fails. */
  static String script(List<String> commands) {
    return "set -e -x\n" + String.join("\n", commands) + "\n";
  }

  private static String label(Service service, ApplicationSpec spec) {
    return service.nodeLabel().isEmpty() ? spec.nodeLabel() : service.nodeLabel();
  }

  /** By name, but each after those it depends on: the same for the same spec. */
  private static Set<String> inOrder(Map<String, Service> services) {
    Set<String> order = new LinkedHashSet<>();
    Map<String, Service> sorted = new TreeMap<>(services);
    sorted.keySet().forEach(name -> visit(name, sorted, order, new LinkedHashSet<>()));
    return order;
  }

  private static void visit(
      String name, Map<String, Service> services, Set<String> order, Set<String> above) {
    Service service = services.get(name);
    if (service == null || order.contains(name) || !above.add(name)) {
      return;
    }
    service.depends().forEach(each -> visit(each, services, order, above));
    order.add(name);
  }
}
