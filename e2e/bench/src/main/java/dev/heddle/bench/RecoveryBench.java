package dev.heddle.bench;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * How soon what was lost is back and what was saved is safe: processes killed and quit, saves until
 * they are in HDFS, a thousand small files saved and restored.
 */
final class RecoveryBench {

  private static final BenchCluster.Ports PORTS = new BenchCluster.Ports(21_001, 21_040);

  private final Path distribution;
  private final Path home;
  private final HttpClient http;
  private final Clock clock;
  private final LongSupplier nanos;

  RecoveryBench(Path distribution, Path home, HttpClient http, Clock clock, LongSupplier nanos) {
    this.distribution = requireNonNull(distribution, "distribution is null");
    this.home = requireNonNull(home, "home is null");
    this.http = requireNonNull(http, "http is null");
    this.clock = requireNonNull(clock, "clock is null");
    this.nanos = requireNonNull(nanos, "nanos is null");
  }

  /** What can be measured alone. */
  enum Part {
    LOSS,
    BARE,
    CONTAINER,
    SAVES
  }

  Report run(int n, Set<Part> parts) throws IOException, InterruptedException {
    List<Row> rows = new ArrayList<>();
    try (BenchCluster cluster = BenchCluster.start(distribution, home, http, clock, PORTS);
        BareYarn bare = new BareYarn(cluster.hadoopConf(), "notebooks");
        YarnReports yarn = new YarnReports(cluster.hadoopConf(), nanos)) {
      if (parts.contains(Part.LOSS)) {
        rows.addAll(new LossSamples(cluster, yarn, http, nanos).rows(n));
      }
      if (parts.contains(Part.BARE)) {
        rows.addAll(new BareSamples(bare, yarn, http, clock, nanos).rows(n));
      }
      if (parts.contains(Part.CONTAINER)) {
        rows.addAll(new ContainerShapeSamples(cluster, yarn, http, clock, nanos, PORTS).rows(n));
      }
      if (parts.contains(Part.SAVES)) {
        rows.addAll(new SaveSamples(cluster, http, clock, nanos, PORTS).rows(n));
      }
    }
    return new Report(
        "recovery",
        rows,
        List.of(
            "kill-notebook: aim 0.8; kill-am*: aim 0 s away; quit: aim 0.15, live kernel 0.25",
            "save-2k, -1m, -20m: aim 0.3; save-1000, restore-1000: aim 3",
            "start-two-containers: aim 1.6; am-rss: aim 75",
            "*-bare: the same with a YARN application that is nothing but Jupyter",
            "*-direct: the same bytes written, synced and renamed by an HDFS client alone"));
  }
}
