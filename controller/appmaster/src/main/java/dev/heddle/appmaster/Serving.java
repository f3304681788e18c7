package dev.heddle.appmaster;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.container.ContainerEnvironment;
import dev.heddle.appmaster.container.StateFile;
import dev.heddle.appmaster.https.AgentRoutes;
import dev.heddle.appmaster.https.AgentServer;
import dev.heddle.appmaster.https.Routes;
import dev.heddle.appmaster.https.StreamRoute;
import dev.heddle.appmaster.kv.KeyValueStore;
import dev.heddle.appmaster.protocol.AgentStatus;
import dev.heddle.appmaster.protocol.ShutdownRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/** Where this agent listens: at the port an earlier agent of this container had, if it can. */
final class Serving {
  private final ContainerEnvironment environment;
  private final Clock clock;
  private final StateFile portFile;

  Serving(ContainerEnvironment environment, Clock clock) {
    this.clock = requireNonNull(clock, "clock is null");
    this.environment = requireNonNull(environment, "environment is null");
    this.portFile = new StateFile(environment.stateDir().resolve("rpc.port"));
  }

  /** What every agent answers, whatever its role: status, keys, its logs, a stop. */
  AgentRoutes routes(
      Supplier<AgentStatus> status, KeyValueStore store, Consumer<ShutdownRequest> shutdown) {
    return routes(status, () -> {}, store, shutdown);
  }

  /** The same where there is something to look at. */
  AgentRoutes routes(
      Supplier<AgentStatus> status,
      Runnable look,
      KeyValueStore store,
      Consumer<ShutdownRequest> shutdown) {
    return new AgentRoutes(status, look, store, ContainerLogs.open(environment, clock), shutdown);
  }

  /** Listens, and returns the port. */
  int start(SSLContext tls, Routes routes) throws IOException {
    AgentServer server =
        AgentServer.start(
            tls,
            listenAddress(environment),
            environment.ports(),
            environment.containerId().hashCode(),
            portFile.read().map(String::strip).map(Integer::valueOf),
            routes.with(
                new StreamRoute(
                    tls,
                    listenAddress(environment),
                    environment.ports(),
                    environment.containerId(),
                    new ContainerStreams(environment)::open)));
    portFile.write(server.port() + "\n");
    return server.port();
  }

  /** All interfaces, except on a machine that YARN itself knows only by its loopback. */
  static InetAddress listenAddress(ContainerEnvironment environment) throws IOException {
    InetAddress host = InetAddress.getByName(environment.host());
    return host.isLoopbackAddress() ? host : new InetSocketAddress(0).getAddress();
  }
}
