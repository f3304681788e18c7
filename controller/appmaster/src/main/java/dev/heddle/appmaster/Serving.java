package dev.heddle.appmaster;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.container.ContainerEnvironment;
import dev.heddle.appmaster.container.StateFile;
import dev.heddle.appmaster.https.AgentServer;
import dev.heddle.appmaster.https.Routes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import javax.net.ssl.SSLContext;

/** Where this agent listens: at the port an earlier agent of this container had, if it can. */
final class Serving {
  private final ContainerEnvironment environment;
  private final StateFile portFile;

  Serving(ContainerEnvironment environment) {
    this.environment = requireNonNull(environment, "environment is null");
    this.portFile = new StateFile(environment.stateDir().resolve("rpc.port"));
  }

  /** Listens, and returns the port. */
  int start(SSLContext tls, Routes routes) throws IOException {
    AgentServer server =
        AgentServer.start(
            tls,
            listenAddress(),
            environment.ports(),
            environment.containerId().hashCode(),
            portFile.read().map(String::strip).map(Integer::valueOf),
            routes);
    portFile.write(server.port() + "\n");
    return server.port();
  }

  /** All interfaces, except on a machine that YARN itself knows only by its loopback. */
  private InetAddress listenAddress() throws IOException {
    InetAddress host = InetAddress.getByName(environment.host());
    return host.isLoopbackAddress() ? host : new InetSocketAddress(0).getAddress();
  }
}
