package dev.heddle.appmaster.https;

import static java.util.Objects.requireNonNull;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.heddle.appmaster.protocol.PortRange;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/** Listens for the operator. The port is taken below the range of outgoing connections. */
public final class AgentServer {
  private static final int THREADS = 3;
  private static final int STACK_BYTES = 256 * 1024;
  private static final int PORTS_TRIED = 64;

  private final HttpsServer server;

  private AgentServer(HttpsServer server) {
    this.server = server;
  }

  /**
   * @param address where to listen; the wildcard address for all interfaces
   * @param preferred the port an earlier agent of this container had, which is on record with YARN
   */
  public static AgentServer start(
      SSLContext tls,
      InetAddress address,
      PortRange ports,
      int firstTried,
      Optional<Integer> preferred,
      Routes routes)
      throws IOException {
    requireNonNull(routes, "routes is null");
    HttpsServer server = bind(address, ports, firstTried, preferred);
    server.setHttpsConfigurator(
        new HttpsConfigurator(tls) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters ssl = tls.getDefaultSSLParameters();
            ssl.setNeedClientAuth(true);
            ssl.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
            parameters.setSSLParameters(ssl);
          }
        });
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            30,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(null, task, "https", STACK_BYTES);
              thread.setDaemon(true);
              return thread;
            });
    executor.allowCoreThreadTimeOut(true);
    server.setExecutor(executor);
    for (Routes.Route route : routes.list()) {
      server.createContext(route.path(), new GuardedRoute(route.handler(), route.callers()));
    }
    server.start();
    return new AgentServer(server);
  }

  public int port() {
    return server.getAddress().getPort();
  }

  public void stop() {
    server.stop(0);
  }

  private static HttpsServer bind(
      InetAddress address, PortRange ports, int firstTried, Optional<Integer> preferred)
      throws IOException {
    if (preferred.isPresent()) {
      try {
        return HttpsServer.create(new InetSocketAddress(address, preferred.get()), 0);
      } catch (BindException e) {
        // Somebody took it in the moment between two agents; any other port will have to do.
      }
    }
    for (int i = 0; i < Math.min(PORTS_TRIED, ports.size()); i++) {
      int port = ports.first() + Math.floorMod(firstTried + i, ports.size());
      try {
        return HttpsServer.create(new InetSocketAddress(address, port), 0);
      } catch (BindException e) {
        // Taken: the next one.
      }
    }
    return HttpsServer.create(new InetSocketAddress(address, 0), 0);
  }
}
