package dev.heddle.appmaster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.container.ContainerEnvironment;
import dev.heddle.appmaster.container.LaunchScript;
import dev.heddle.appmaster.jupyter.JupyterServer;
import dev.heddle.appmaster.jupyter.ServiceProbe;
import dev.heddle.appmaster.kv.KeyValueStore;
import dev.heddle.appmaster.protocol.AgentPlace;
import dev.heddle.appmaster.protocol.AgentStatus;
import dev.heddle.appmaster.protocol.Check;
import dev.heddle.appmaster.protocol.Phase;
import dev.heddle.appmaster.protocol.ProbeSpec;
import dev.heddle.appmaster.protocol.ProcessStatus;
import dev.heddle.appmaster.protocol.ServiceAddress;
import dev.heddle.appmaster.service.Service;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What the world is told of the service: its address to YARN and to the key-value store, and the
 * status for whoever asks. Changed by the agent's thread alone; the status is read by others.
 */
final class Publication {
  private static final int MAX_LOOK_DETAIL = 200;

  private final ContainerEnvironment environment;
  private final LaunchScript script;
  private final KeyValueStore store;
  private final Surroundings surroundings;
  private Optional<JupyterServer> jupyter = Optional.empty();
  private Optional<Instant> lastProbeOk = Optional.empty();
  private String lastDetail = "";
  private String announcedUrl = "";
  private volatile AgentStatus status;

  Publication(
      ContainerEnvironment environment,
      LaunchScript script,
      KeyValueStore store,
      Surroundings surroundings,
      Service service) {
    this.environment = requireNonNull(environment, "environment is null");
    this.script = requireNonNull(script, "script is null");
    this.store = requireNonNull(store, "store is null");
    this.surroundings = requireNonNull(surroundings, "surroundings is null");
    this.status = statusOf(service);
  }

  AgentStatus status() {
    return status;
  }

  /** Shows the service as it is now. */
  void update(Service service) {
    AgentStatus before = status;
    status = statusOf(service);
    if (!status.withoutProbeTime().equals(before.withoutProbeTime())) {
      surroundings.statusChanged();
    }
  }

  /** A look that was not answered; says whether it is worth a line in the log. */
  boolean unanswered(String detail) {
    // A refused connection is what a starting service looks like.
    boolean news = !shortened(detail).equals(lastDetail) && !detail.contains("refused");
    lastDetail = shortened(detail);
    return news;
  }

  /** A declared question was answered as it should be. */
  void healthy(Instant now) {
    lastDetail = "";
    lastProbeOk = Optional.of(now);
  }

  void answered(ServiceProbe.Finding finding, Instant now) throws IOException {
    lastDetail = finding.detail();
    lastProbeOk = Optional.of(now);
    if (!finding.server().equals(jupyter)) {
      jupyter = finding.server();
      if (jupyter.isPresent()) {
        store.publish(
            environment.instance(),
            environment.spec().infoKey(),
            jupyter.get().info(environment.host()).getBytes(UTF_8));
      }
    }
  }

  /** Tells where a ready service is, once for each place. */
  void announce(Service service) throws IOException {
    String url = trackingUrl();
    if (service.phase() == Phase.READY && !url.equals(announcedUrl)) {
      announcedUrl = url;
      surroundings.announce(url, true);
    }
  }

  /** Takes back all that was said of a process that is gone. */
  void withdraw() throws IOException {
    jupyter = Optional.empty();
    lastProbeOk = Optional.empty();
    store.ownerEnded(environment.instance());
    retract();
  }

  /** Takes back where the service answers, for as long as it does not. */
  void retract() {
    announcedUrl = "";
    surroundings.announce("", false);
  }

  /** Empty unless something answers HTTP. */
  private String trackingUrl() throws IOException {
    if (jupyter.isPresent()) {
      JupyterServer server = jupyter.get();
      return server.scheme() + "://" + environment.host() + ":" + server.port() + server.baseUrl();
    }
    int port = port();
    return port == 0
        ? ""
        : scheme() + "://" + environment.host() + ":" + port + environment.spec().baseUrl();
  }

  /** Of what answers HTTP, as far as it is declared; 0 when nothing is. */
  private int port() throws IOException {
    if (environment.spec().probe().isPresent()) {
      return script.port().orElse(0);
    }
    Optional<Check.Http> check = check();
    if (check.isEmpty()) {
      return 0;
    }
    String port = check.get().port();
    if (port.isEmpty()) {
      return script.port().orElse(0);
    }
    return port.matches("\\d+")
        ? Integer.parseInt(port)
        : Optional.ofNullable(script.ports().get(port)).orElse(0);
  }

  private String scheme() {
    Optional<Check.Http> check = check();
    return check.isPresent() && check.get().secure() ? "https" : "http";
  }

  private Optional<Check.Http> check() {
    Optional<ProbeSpec> readiness = environment.spec().upkeep().readiness();
    return readiness.isPresent() && readiness.get().check() instanceof Check.Http http
        ? Optional.of(http)
        : Optional.empty();
  }

  private AgentStatus statusOf(Service service) {
    int port = 0;
    String baseUrl = environment.spec().baseUrl();
    String scheme = scheme();
    if (jupyter.isPresent()) {
      port = jupyter.get().port();
      baseUrl = jupyter.get().baseUrl();
      scheme = jupyter.get().scheme();
    } else {
      port = portOrNone();
    }
    return new AgentStatus(
        service.phase(),
        new AgentPlace(
            environment.applicationId(),
            environment.attempt(),
            environment.containerId(),
            environment.agentStarts() - 1),
        new ServiceAddress(environment.host(), port, baseUrl, scheme),
        new ProcessStatus(
            service.pid(),
            service.restarts(),
            service.lastExit(),
            service.startedAt(),
            service.readyAt(),
            lastProbeOk,
            portsOrNone(),
            service.lastFailure()),
        Optional.empty(),
        service.phase() == Phase.STARTING && !service.message().endsWith(lastDetail)
            ? service.message() + "; " + lastDetail
            : service.message());
  }

  private int portOrNone() {
    try {
      return port();
    } catch (IOException e) {
      return 0;
    }
  }

  private Map<String, Integer> portsOrNone() {
    try {
      return environment.spec().upkeep().ports().isEmpty() ? Map.of() : script.ports();
    } catch (IOException e) {
      return Map.of();
    }
  }

  private static String shortened(String text) {
    return text.length() <= MAX_LOOK_DETAIL ? text : text.substring(0, MAX_LOOK_DETAIL);
  }
}
