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
import dev.heddle.appmaster.protocol.Phase;
import dev.heddle.appmaster.protocol.ProcessStatus;
import dev.heddle.appmaster.protocol.ServiceAddress;
import dev.heddle.appmaster.service.Service;
import java.io.IOException;
import java.time.Instant;
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
    announcedUrl = "";
    surroundings.announce("", false);
  }

  /** Empty unless something answers HTTP. */
  private String trackingUrl() throws IOException {
    if (jupyter.isPresent()) {
      JupyterServer server = jupyter.get();
      return server.scheme() + "://" + environment.host() + ":" + server.port() + server.baseUrl();
    }
    Optional<Integer> port =
        environment.spec().probe().isPresent() ? script.port() : Optional.empty();
    return port.map(p -> "http://" + environment.host() + ":" + p + environment.spec().baseUrl())
        .orElse("");
  }

  private AgentStatus statusOf(Service service) {
    int port = 0;
    String baseUrl = environment.spec().baseUrl();
    String scheme = "http";
    if (jupyter.isPresent()) {
      port = jupyter.get().port();
      baseUrl = jupyter.get().baseUrl();
      scheme = jupyter.get().scheme();
    } else if (environment.spec().probe().isPresent()) {
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
            lastProbeOk),
        Optional.empty(),
        service.phase() == Phase.STARTING && !lastDetail.isEmpty()
            ? service.message() + "; " + lastDetail
            : service.message());
  }

  private int portOrNone() {
    try {
      return script.port().orElse(0);
    } catch (IOException e) {
      return 0;
    }
  }

  private static String shortened(String text) {
    return text.length() <= MAX_LOOK_DETAIL ? text : text.substring(0, MAX_LOOK_DETAIL);
  }
}
