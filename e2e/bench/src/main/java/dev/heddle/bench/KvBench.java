package dev.heddle.bench;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.appmaster.protocol.AgentApi;
import dev.heddle.operator.agent.InstallationAuthority;
import dev.heddle.operator.yarn.ApplicationKeys;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * The key-value store of a notebook that runs: puts and gets of 100 bytes by one client that asks
 * one thing after the other over one TLS connection, and how long a watcher waits for a put.
 */
final class KvBench {

  private static final String NAME = "kv";
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(50);
  private static final BenchCluster.Ports PORTS = new BenchCluster.Ports(21_001, 21_010);
  private static final int REQUESTS = 2_000;
  private static final int WATCHED = 200;
  private static final byte[] VALUE = new byte[100];

  private final Path distribution;
  private final Path home;
  private final HttpClient http;
  private final Clock clock;
  private final LongSupplier nanos;

  KvBench(Path distribution, Path home, HttpClient http, Clock clock, LongSupplier nanos) {
    this.distribution = requireNonNull(distribution, "distribution is null");
    this.home = requireNonNull(home, "home is null");
    this.http = requireNonNull(http, "http is null");
    this.clock = requireNonNull(clock, "clock is null");
    this.nanos = requireNonNull(nanos, "nanos is null");
  }

  /** Measures n samples of each; two more before them warm both sides. */
  Report run(int n) throws IOException, InterruptedException {
    double[] puts = new double[n];
    double[] gets = new double[n];
    double[] watches = new double[n];
    try (BenchCluster cluster = BenchCluster.start(distribution, home, http, clock, PORTS)) {
      cluster.create(NAME);
      JsonNode status = ready(cluster);
      String host = status.path("host").asText();
      int port = status.path("agentPort").asInt();
      SSLContext tls = tls(AgentApi.containersName(status.at("/run/applicationId").asText()));
      try (WireClient client = new WireClient(socket(tls, host, port), host);
          Watcher watcher = new Watcher(tls, host, port, nanos)) {
        for (int i = -2; i < n; i++) {
          double put = rate(() -> client.ask("PUT", AgentApi.KEY_VALUES + "/bench", VALUE));
          double get = rate(() -> client.ask("GET", AgentApi.KEY_VALUES + "/bench", new byte[0]));
          double watch = watched(client, watcher);
          if (i >= 0) {
            puts[i] = put;
            gets[i] = get;
            watches[i] = watch;
          }
        }
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("no certificate for the benchmark", e);
    }
    return new Report(
        "kv",
        List.of(
            Row.of("put", puts, "1/s"), Row.of("get", gets, "1/s"), Row.of("watch", watches, "ms")),
        List.of(
            String.format(
                Locale.ROOT,
                "one client, one request after the other over TLS, %d bytes; a sample is %d requests,"
                    + " or the median of %d events (aim: put 5,000/s, get 8,000/s, watch 0.2 ms)",
                VALUE.length,
                REQUESTS,
                WATCHED)));
  }

  private JsonNode ready(BenchCluster cluster) throws IOException {
    Instant deadline = clock.instant().plus(LIMIT);
    while (clock.instant().isBefore(deadline)) {
      for (ObjectNode application : cluster.applications()) {
        JsonNode status = application.path("status");
        if (status.path("phase").asText().equals("Ready") && status.path("agentPort").asInt() > 0) {
          return status;
        }
      }
      LockSupport.parkNanos(LOOK_AGAIN.toNanos());
    }
    throw new IOException("the notebook is not ready in " + LIMIT);
  }

  /** What a process in the notebook's container has, made by the operator's own authority. */
  private SSLContext tls(String name) throws GeneralSecurityException, IOException {
    ApplicationKeys.KeyStoreFile file =
        InstallationAuthority.open(home.resolve("operator/state"), clock, new SecureRandom())
            .issue(name);
    char[] password = file.password().toCharArray();
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(new ByteArrayInputStream(file.pkcs12()), password);
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(store, password);
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(store);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return tls;
  }

  private static Socket socket(SSLContext tls, String host, int port) throws IOException {
    return tls.getSocketFactory().createSocket(host, port);
  }

  private interface Request {
    void ask() throws IOException;
  }

  private double rate(Request request) throws IOException {
    long begin = nanos.getAsLong();
    for (int i = 0; i < REQUESTS; i++) {
      request.ask();
    }
    return REQUESTS / ((nanos.getAsLong() - begin) / 1e9);
  }

  /** From the moment a put is sent to the moment its event is read. */
  private double watched(WireClient client, Watcher watcher)
      throws IOException, InterruptedException {
    double[] millis = new double[WATCHED];
    for (int i = 0; i < WATCHED; i++) {
      long begin = nanos.getAsLong();
      client.ask("PUT", AgentApi.KEY_VALUES + "/watched", VALUE);
      millis[i] = (watcher.next() - begin) / 1e6;
    }
    return Row.of("watch", millis, "ms").median();
  }

  /** Notes when events arrive. */
  private static final class Watcher implements AutoCloseable {
    private final WireClient connection;
    private final LongSupplier nanos;
    private final BlockingQueue<Long> arrivals = new LinkedBlockingQueue<>();

    Watcher(SSLContext tls, String host, int port, LongSupplier nanos) throws IOException {
      this.connection = new WireClient(socket(tls, host, port), host);
      this.nanos = nanos;
      connection.send("GET", AgentApi.WATCH + "?key=watched", new byte[0]);
      for (String line = connection.line(); !line.contains("READY"); line = connection.line()) {
        // Head of the answer and of the first chunk.
      }
      Thread reader = new Thread(this::read, "watcher");
      reader.setDaemon(true);
      reader.start();
    }

    private void read() {
      try {
        while (true) {
          if (connection.line().contains("\"PUT\"")) {
            arrivals.add(nanos.getAsLong());
          }
        }
      } catch (IOException e) {
        arrivals.add(-1L);
      }
    }

    long next() throws IOException, InterruptedException {
      long arrival = arrivals.take();
      if (arrival < 0) {
        throw new IOException("the watch ended: use a smaller -n");
      }
      return arrival;
    }

    @Override
    public void close() throws IOException {
      connection.close();
    }
  }
}
