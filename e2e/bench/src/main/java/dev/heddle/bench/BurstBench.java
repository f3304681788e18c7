package dev.heddle.bench;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.apache.hadoop.yarn.client.api.YarnClientApplication;

/** Several notebooks at once: how long until the last one answers, beside as many bare ones. */
final class BurstBench {

  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final int BARE_PORTS = 21_100;
  private static final BenchCluster.Ports PORTS = new BenchCluster.Ports(21_200, 21_399);

  private final Path distribution;
  private final Path home;
  private final HttpClient http;
  private final Clock clock;
  private final LongSupplier nanos;
  private final HttpReadiness readiness;

  BurstBench(Path distribution, Path home, HttpClient http, Clock clock, LongSupplier nanos) {
    this.distribution = requireNonNull(distribution, "distribution is null");
    this.home = requireNonNull(home, "home is null");
    this.http = requireNonNull(http, "http is null");
    this.clock = requireNonNull(clock, "clock is null");
    this.nanos = requireNonNull(nanos, "nanos is null");
    this.readiness = new HttpReadiness(http, nanos);
  }

  Report run(int n, int size) throws IOException, InterruptedException {
    double[] heddle = new double[n];
    double[] bare = new double[n];
    try (BenchCluster cluster = BenchCluster.start(distribution, home, http, clock, PORTS);
        BareYarn yarn = new BareYarn(cluster.hadoopConf(), "notebooks")) {
      for (int i = -1; i < n; i++) { // one round to warm up
        double bareSeconds = bareOnce(yarn, size);
        double heddleSeconds = heddleOnce(cluster, size, i + 1);
        if (i >= 0) {
          bare[i] = bareSeconds;
          heddle[i] = heddleSeconds;
        }
      }
    }
    Row first = Row.of("heddle-" + size, heddle, "s");
    Row second = Row.of("bare-" + size, bare, "s");
    String note =
        String.format(
            Locale.ROOT, "heddle / bare = %.2f (aim 1.4)", first.median() / second.median());
    return new Report("burst", List.of(first, second), List.of(note));
  }

  private double bareOnce(BareYarn yarn, int size) throws IOException, InterruptedException {
    List<YarnClientApplication> reserved = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      reserved.add(yarn.reserve());
    }
    long begin = nanos.getAsLong();
    for (int i = 0; i < size; i++) {
      yarn.submit(reserved.get(i), BARE_PORTS + i);
    }
    long last = begin;
    for (int i = 0; i < size; i++) {
      URI address = URI.create("http://127.0.0.1:" + (BARE_PORTS + i) + "/api");
      last = Math.max(last, readiness.awaitOk(address, LIMIT));
    }
    yarn.killAll();
    yarn.awaitNone(clock, LIMIT);
    return (last - begin) / 1e9;
  }

  private double heddleOnce(BenchCluster cluster, int size, int round)
      throws IOException, InterruptedException {
    long begin = nanos.getAsLong();
    for (int i = 0; i < size; i++) {
      cluster.create(name(round, i));
    }
    // Any answer will do: which notebook took which port is not known yet.
    long last = readiness.awaitAnswers(PORTS, "/", size, LIMIT);
    for (int i = 0; i < size; i++) {
      cluster.delete(name(round, i), LIMIT);
    }
    return (last - begin) / 1e9;
  }

  private static String name(int round, int index) {
    return "b" + round + "-" + index;
  }
}
