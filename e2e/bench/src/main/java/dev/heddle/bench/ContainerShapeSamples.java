package dev.heddle.bench;

import static java.util.Objects.requireNonNull;

import dev.heddle.cli.jupyter.JupyterClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ApplicationReport;

/**
 * A notebook in a container of its own: its start, and its application master's JVM and container
 * killed while the notebook is asked all the time.
 */
final class ContainerShapeSamples {

  private static final String NAME = "two";
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration STEP = Duration.ofMillis(5);
  private static final Duration SETTLE = Duration.ofSeconds(3);

  private final BenchCluster cluster;
  private final YarnReports yarn;
  private final HttpClient http;
  private final Clock clock;
  private final LongSupplier nanos;
  private final BenchCluster.Ports ports;

  ContainerShapeSamples(
      BenchCluster cluster,
      YarnReports yarn,
      HttpClient http,
      Clock clock,
      LongSupplier nanos,
      BenchCluster.Ports ports) {
    this.cluster = requireNonNull(cluster, "cluster is null");
    this.yarn = requireNonNull(yarn, "yarn is null");
    this.http = requireNonNull(http, "http is null");
    this.clock = requireNonNull(clock, "clock is null");
    this.nanos = requireNonNull(nanos, "nanos is null");
    this.ports = requireNonNull(ports, "ports is null");
  }

  List<Row> rows(int n) throws IOException, InterruptedException {
    double[] starts = new double[n];
    double[] memory = new double[n];
    double[] jvmAway = new double[n];
    double[] jvmBack = new double[n];
    double[] containerAway = new double[n];
    double[] containerBack = new double[n];
    for (int i = -1; i < n; i++) { // one round warms the page cache
      long begin = nanos.getAsLong();
      cluster.createInContainer(NAME);
      long end =
          new HttpReadiness(http, nanos).awaitAnswers(ports, BenchCluster.path(NAME), 1, LIMIT);
      cluster.awaitReady(NAME, LIMIT);
      JupyterClient jupyter = cluster.awaitJupyter(NAME, LIMIT);
      ApplicationId id = cluster.applicationId(NAME);
      double rss = settledMemory(id);

      Watched jvm = kill(id, jupyter.url(), ContainerProcesses.AGENT);
      Watched container = kill(id, jupyter.url(), ContainerProcesses.SCRIPT);
      cluster.delete(NAME, LIMIT);
      if (i >= 0) {
        starts[i] = (end - begin) / 1e9;
        memory[i] = rss;
        jvmAway[i] = jvm.away();
        jvmBack[i] = jvm.back();
        containerAway[i] = container.away();
        containerBack[i] = container.back();
      }
    }
    return List.of(
        Row.of("start-two-containers", starts, "s"),
        Row.of("kill-am", jvmAway, "s"),
        Row.of("kill-am-back", jvmBack, "s"),
        Row.of("kill-am-container", containerAway, "s"),
        Row.of("kill-am-container-back", containerBack, "s"),
        Row.of("am-rss", memory, "MB"));
  }

  private double settledMemory(ApplicationId id) throws IOException {
    Instant until = clock.instant().plus(SETTLE);
    while (clock.instant().isBefore(until)) {
      LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
    }
    ProcessHandle agent = ContainerProcesses.ofMaster(id, 1, ContainerProcesses.AGENT);
    return ContainerProcesses.memory(agent)
        .orElseThrow(() -> new IOException("the application master has ended"));
  }

  /**
   * @param away how long the notebook gave no answer, all in all
   * @param back until the application master could be called again
   */
  private record Watched(double away, double back) {}

  /** Asks the notebook until the application master is back. */
  private Watched kill(ApplicationId id, URI url, String what)
      throws IOException, InterruptedException {
    ApplicationReport before = yarn.report(id);
    int attempt = before.getCurrentApplicationAttemptId().getAttemptId();
    ProcessHandle killed = ContainerProcesses.ofMaster(id, attempt, what);
    ProcessHandle jvm = ContainerProcesses.ofMaster(id, attempt, ContainerProcesses.AGENT);
    HttpReadiness readiness = new HttpReadiness(http, nanos);
    long begin = nanos.getAsLong();
    if (!killed.destroyForcibly()) {
      throw new IOException("the application master could not be killed");
    }
    long away = 0;
    long last = begin;
    while (true) {
      boolean answers = readiness.isOk(url.resolve("api"));
      long now = nanos.getAsLong();
      away += answers ? 0 : now - last;
      last = now;
      if (!jvm.isAlive()
          && isBack(yarn.report(id), what.equals(ContainerProcesses.SCRIPT), attempt)) {
        return new Watched(away / 1e9, (nanos.getAsLong() - begin) / 1e9);
      }
      if (now - begin > LIMIT.toNanos()) {
        throw new IOException("the application master did not come back");
      }
      LockSupport.parkNanos(STEP.toNanos());
    }
  }

  private static boolean isBack(ApplicationReport report, boolean next, int attempt) {
    boolean isNext = report.getCurrentApplicationAttemptId().getAttemptId() > attempt;
    if (next != isNext || report.getRpcPort() <= 0) {
      return false;
    }
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(report.getHost(), report.getRpcPort()), 500);
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }
}
