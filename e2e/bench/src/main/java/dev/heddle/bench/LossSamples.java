package dev.heddle.bench;

import static java.util.Objects.requireNonNull;

import dev.heddle.cli.jupyter.JupyterClient;
import dev.heddle.cli.jupyter.Kernel;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;

/** A notebook in its application master's container: its Jupyter is killed, and quit. */
final class LossSamples {

  private static final String NAME = "loss";
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final BenchCluster cluster;
  private final YarnReports yarn;
  private final HttpClient http;
  private final LongSupplier nanos;

  LossSamples(BenchCluster cluster, YarnReports yarn, HttpClient http, LongSupplier nanos) {
    this.cluster = requireNonNull(cluster, "cluster is null");
    this.yarn = requireNonNull(yarn, "yarn is null");
    this.http = requireNonNull(http, "http is null");
    this.nanos = requireNonNull(nanos, "nanos is null");
  }

  List<Row> rows(int n) throws IOException, InterruptedException {
    double[] killed = new double[n];
    double[] quit = new double[n];
    double[] quitLive = new double[n];
    for (int i = -1; i < n; i++) { // one round warms the page cache
      // A life of its own for each: the second kill within minutes waits on purpose.
      JupyterClient first = start();
      ApplicationId id = cluster.applicationId(NAME);
      double back = kill(first.url(), id);
      double over = quit(first, id);
      cluster.delete(NAME, LIMIT);

      JupyterClient second = start();
      Kernel kernel = second.startKernel();
      String unused = kernel.evaluate("1", LIMIT);
      double overLive = quit(second, cluster.applicationId(NAME));
      kernel.close();
      cluster.delete(NAME, LIMIT);
      if (i >= 0) {
        killed[i] = back;
        quit[i] = over;
        quitLive[i] = overLive;
      }
    }
    return List.of(
        Row.of("kill-notebook", killed, "s"),
        Row.of("quit", quit, "s"),
        Row.of("quit-live-kernel", quitLive, "s"));
  }

  private JupyterClient start() throws IOException, InterruptedException {
    cluster.create(NAME, "/user/alice/bench-loss");
    cluster.awaitReady(NAME, LIMIT);
    return cluster.awaitJupyter(NAME, LIMIT);
  }

  /** From the kill to the first answer at the same address. */
  private double kill(URI url, ApplicationId id) throws IOException, InterruptedException {
    ProcessHandle jupyter = ContainerProcesses.of(id, ContainerProcesses.JUPYTER);
    long begin = nanos.getAsLong();
    if (!jupyter.destroyForcibly()) {
      throw new IOException("Jupyter could not be killed");
    }
    jupyter.onExit().join();
    long end = new HttpReadiness(http, nanos).awaitOk(url.resolve("api"), LIMIT);
    cluster.awaitReady(NAME, LIMIT);
    return (end - begin) / 1e9;
  }

  /** From the click to the end on YARN's record. */
  private double quit(JupyterClient jupyter, ApplicationId id)
      throws IOException, InterruptedException {
    long begin = nanos.getAsLong();
    jupyter.quit();
    long end =
        yarn.await(id, r -> r.getYarnApplicationState() == YarnApplicationState.FINISHED, LIMIT);
    return (end - begin) / 1e9;
  }
}
