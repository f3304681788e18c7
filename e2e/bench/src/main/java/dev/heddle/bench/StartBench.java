package dev.heddle.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.heddle.cli.local.WebHdfs;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.hadoop.yarn.client.api.YarnClientApplication;

/**
 * From the wish to the notebook: how long until Jupyter answers, beside a bare YARN application
 * whose master is Jupyter itself. The two are measured in turn, so that a drift of the machine hits
 * both.
 */
final class StartBench {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int BARE_PORT = 21_000;
  private static final BenchCluster.Ports PORTS = new BenchCluster.Ports(21_001, 21_010);

  private final Path distribution;
  private final Path home;
  private final HttpClient http;
  private final Clock clock;
  private final LongSupplier nanos;
  private final HttpReadiness readiness;

  StartBench(Path distribution, Path home, HttpClient http, Clock clock, LongSupplier nanos) {
    this.distribution = requireNonNull(distribution, "distribution is null");
    this.home = requireNonNull(home, "home is null");
    this.http = requireNonNull(http, "http is null");
    this.clock = requireNonNull(clock, "clock is null");
    this.nanos = requireNonNull(nanos, "nanos is null");
    this.readiness = new HttpReadiness(http, nanos);
  }

  /**
   * Measures.
   *
   * @param n samples of each
   * @param fromFile whether Heddle's notebooks come as files in HDFS instead of API calls
   * @param peer the jars of YARN Services, to be measured too
   */
  Report run(int n, boolean fromFile, Optional<Path> peer)
      throws IOException, InterruptedException {
    double[] heddle = new double[n];
    double[] ready = new double[n];
    double[] bare = new double[n];
    double[] services = new double[n];
    List<Double> agents = new ArrayList<>();
    try (BenchCluster cluster = BenchCluster.start(distribution, home, http, clock, PORTS);
        BareYarn yarn = new BareYarn(cluster.hadoopConf(), "notebooks")) {
      Optional<YarnServices> other = Optional.empty();
      if (peer.isPresent()) {
        other = Optional.of(YarnServices.start(peer.get(), cluster.hadoopConf(), home));
      }
      try {
        Wish wish = fromFile ? FileWish.beside(cluster, http) : new ApiWish(cluster);
        for (int i = -2; i < n; i++) { // two rounds warm the page cache, the daemons and the agent
          int at = Math.max(i, 0);
          bare[at] = bareOnce(yarn);
          Waits waits = heddleOnce(cluster, wish, i + 2, agents);
          heddle[at] = waits.answers();
          ready[at] = waits.ready();
          if (other.isPresent()) {
            services[at] = servicesOnce(other.get(), yarn, i + 2);
          }
        }
      } finally {
        other.ifPresent(YarnServices::close);
      }
    }
    List<Row> rows = new ArrayList<>();
    rows.add(Row.of("heddle", heddle, "s"));
    rows.add(Row.of("heddle-ready", ready, "s"));
    rows.add(Row.of("bare", bare, "s"));
    if (peer.isPresent()) {
      rows.add(Row.of("yarn-services", services, "s"));
    }
    double[] rss = agents.stream().mapToDouble(Double::doubleValue).toArray();
    if (rss.length > 0) {
      rows.add(Row.of("agent-rss", rss, "MB"));
    }
    String note =
        String.format(
            Locale.ROOT,
            "heddle / bare = %.2f (aim 1.15)",
            rows.get(0).median() / rows.get(2).median());
    return new Report(fromFile ? "start --from-file" : "start", rows, List.of(note));
  }

  /** From the wish to the first answer, and to the moment from which the API says so. */
  private record Waits(double answers, double ready) {}

  private double bareOnce(BareYarn yarn) throws IOException, InterruptedException {
    YarnClientApplication application = yarn.reserve();
    long begin = nanos.getAsLong();
    yarn.submit(application, BARE_PORT);
    long end = readiness.awaitOk(URI.create("http://127.0.0.1:" + BARE_PORT + "/api"), LIMIT);
    yarn.killAll();
    yarn.awaitNone(clock, LIMIT);
    return seconds(end - begin);
  }

  private Waits heddleOnce(BenchCluster cluster, Wish wish, int number, List<Double> agents)
      throws IOException, InterruptedException {
    String name = "n" + number;
    long begin = wish.make(name, nanos);
    long answers = readiness.awaitAnswers(PORTS, BenchCluster.path(name), 1, LIMIT);
    cluster.awaitReady(name, LIMIT);
    long ready = nanos.getAsLong();
    AgentMemory.settled(clock).ifPresent(agents::add);
    wish.unmake(name);
    return new Waits(seconds(answers - begin), seconds(ready - begin));
  }

  private double servicesOnce(YarnServices services, BareYarn yarn, int number)
      throws IOException, InterruptedException {
    String name = "peer" + number;
    long begin = nanos.getAsLong();
    services.submit(name, BARE_PORT);
    long end = readiness.awaitOk(URI.create("http://127.0.0.1:" + BARE_PORT + "/api"), LIMIT);
    services.remove(name);
    yarn.awaitNone(clock, LIMIT);
    return seconds(end - begin);
  }

  private static double seconds(long nanoseconds) {
    return nanoseconds / 1e9;
  }

  /** A way to ask for a notebook. */
  private interface Wish {
    /** Asks; the clock's value from which the user waits. */
    long make(String name, LongSupplier nanos) throws IOException, InterruptedException;

    void unmake(String name) throws IOException, InterruptedException;
  }

  /** Through the API: the wait begins with the request. */
  private record ApiWish(BenchCluster cluster) implements Wish {
    @Override
    public long make(String name, LongSupplier nanos) throws IOException, InterruptedException {
      long begin = nanos.getAsLong();
      cluster.create(name);
      return begin;
    }

    @Override
    public void unmake(String name) throws IOException, InterruptedException {
      cluster.delete(name, LIMIT);
    }
  }

  /** Through a file in HDFS: the wait begins when the file has its name. */
  private record FileWish(BenchCluster cluster, HttpClient http) implements Wish {

    /** A source that loses its last file deletes nothing unasked, so one file stays. */
    static FileWish beside(BenchCluster cluster, HttpClient http)
        throws IOException, InterruptedException {
      FileWish wish = new FileWish(cluster, http);
      String stays =
          BenchCluster.manifest("stays").replace("\"queue\"", "\"suspend\": true, \"queue\"");
      wish.files().put(path("stays"), stays.getBytes(UTF_8));
      return wish;
    }

    @Override
    public long make(String name, LongSupplier nanos) throws IOException, InterruptedException {
      files().put(path(name), BenchCluster.manifest(name).getBytes(UTF_8));
      return nanos.getAsLong();
    }

    @Override
    public void unmake(String name) throws IOException, InterruptedException {
      files().delete(path(name));
      cluster.awaitGone(name, LIMIT);
    }

    private static String path(String name) {
      return "/heddle/specs/" + BenchCluster.NAMESPACE + "/" + name + ".yaml";
    }

    private WebHdfs files() {
      return new WebHdfs(http, cluster.nameNode(), "alice");
    }
  }
}
