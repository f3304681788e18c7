package dev.heddle.operator.yarn;

import dev.heddle.appmaster.protocol.Check;
import dev.heddle.appmaster.protocol.Hook;
import dev.heddle.appmaster.protocol.PortWish;
import dev.heddle.appmaster.protocol.ProbeSpec;
import dev.heddle.appmaster.protocol.Upkeep;
import dev.heddle.crd.application.Exec;
import dev.heddle.crd.application.Hooks;
import dev.heddle.crd.application.HttpGet;
import dev.heddle.crd.application.Port;
import dev.heddle.crd.application.PortRef;
import dev.heddle.crd.application.Probe;
import dev.heddle.crd.application.Readiness;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** A launch's probes, ports and hooks in the agent's terms. Pure. */
final class Upkeeps {

  private Upkeeps() {}

  static Upkeep of(LaunchUpkeep upkeep) {
    List<PortWish> ports = new ArrayList<>();
    new TreeMap<>(upkeep.ports()).forEach((name, port) -> ports.add(wish(name, port)));
    return new Upkeep(
        upkeep.startup().map(Upkeeps::probe),
        upkeep.readiness().flatMap(Readiness::probe).map(Upkeeps::probe),
        upkeep.liveness().map(Upkeeps::probe),
        ports,
        upkeep.hooks().flatMap(Hooks::preStart).map(Upkeeps::hook),
        upkeep.hooks().flatMap(Hooks::preStop).map(Upkeeps::hook));
  }

  private static PortWish wish(String name, Port port) {
    if (port.range().isEmpty()) {
      return new PortWish(name, port.port(), port.port());
    }
    int hyphen = port.range().indexOf('-');
    return new PortWish(
        name,
        Integer.parseInt(port.range().substring(0, hyphen)),
        Integer.parseInt(port.range().substring(hyphen + 1)));
  }

  private static Hook hook(dev.heddle.crd.application.Hook hook) {
    return new Hook(hook.command(), hook.timeout());
  }

  private static ProbeSpec probe(Probe probe) {
    return new ProbeSpec(
        check(probe),
        probe.initialDelay(),
        probe.period(),
        probe.timeout(),
        probe.failureThreshold(),
        probe.successThreshold());
  }

  private static Check check(Probe probe) {
    if (probe.httpGet().isPresent()) {
      HttpGet get = probe.httpGet().get();
      return new Check.Http(
          get.path(),
          get.port().map(PortRef::text).orElse(""),
          get.scheme() == HttpGet.Scheme.HTTPS,
          get.status(),
          Optional.of(get.tokenEnv()).filter(variable -> !variable.isEmpty()));
    }
    return probe
        .tcpSocket()
        .<Check>map(tcp -> new Check.Tcp(tcp.port().text()))
        .orElseGet(() -> new Check.Exec(probe.exec().map(Exec::command).orElse(List.of())));
  }
}
