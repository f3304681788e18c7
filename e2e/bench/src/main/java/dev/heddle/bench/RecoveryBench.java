package dev.heddle.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.heddle.cli.jupyter.JupyterClient;
import dev.heddle.cli.jupyter.Kernel;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;

/**
 * How soon work is safe and back: from the moment Jupyter says that a file is saved until it is in
 * HDFS under its name, whole and on the disk; a thousand small files written at once; and a
 * notebook's start with and without a thousand files to bring back.
 */
final class RecoveryBench {

  private static final String NAME = "saves";
  private static final String WORKSPACE = "/user/alice/bench-saves";
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration STEP = Duration.ofMillis(2);
  private static final BenchCluster.Ports PORTS = new BenchCluster.Ports(21_001, 21_010);
  private static final int FILES = 1000;

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

  Report run(int n) throws IOException, InterruptedException {
    List<Row> rows = new ArrayList<>();
    try (BenchCluster cluster = BenchCluster.start(distribution, home, http, clock, PORTS);
        FileSystem files = files(cluster)) {
      double[] without = starts(cluster, n);
      cluster.create(NAME, WORKSPACE);
      JupyterClient jupyter = cluster.awaitJupyter(NAME, LIMIT);
      String token = cluster.token(NAME);
      rows.add(Row.of("save-2k", saves(files, jupyter, token, 2_000, n), "s"));
      rows.add(Row.of("save-1m", saves(files, jupyter, token, 1_000_000, n), "s"));
      rows.add(Row.of("save-20m", saves(files, jupyter, token, 20_000_000, n), "s"));
      rows.add(Row.of("save-1000-files", manyFiles(files, jupyter, n), "s"));
      List<Row> memory = new ArrayList<>();
      AgentMemory.settled(clock)
          .ifPresent(rss -> memory.add(Row.of("agent-rss-saving", new double[] {rss}, "MB")));
      cluster.delete(NAME, LIMIT);
      rows.add(Row.of("start-with-1000-files", starts(cluster, n), "s"));
      rows.add(Row.of("start-with-none", without, "s"));
      rows.addAll(memory);
    }
    return new Report(
        "recovery",
        rows,
        List.of("save-*: aim 0.3; save-1000-files: aim 3; both starts have a workspace"));
  }

  private double[] saves(FileSystem files, JupyterClient jupyter, String token, int bytes, int n)
      throws IOException, InterruptedException {
    double[] samples = new double[n];
    String name = bytes + ".txt";
    for (int i = -1; i < n; i++) { // the first makes the file
      int size = bytes + i + 1; // tells this version from the others
      String content = "x".repeat(size);
      HttpRequest save =
          HttpRequest.newBuilder(jupyter.url().resolve("api/contents/" + name))
              .header("Authorization", "token " + token)
              .timeout(LIMIT)
              .PUT(
                  BodyPublishers.ofString(
                      "{\"type\":\"file\",\"format\":\"text\",\"content\":\"" + content + "\"}",
                      UTF_8))
              .build();
      int status = http.send(save, BodyHandlers.discarding()).statusCode();
      long begin = nanos.getAsLong();
      if (status / 100 != 2) {
        throw new IOException("Jupyter did not save: HTTP " + status);
      }
      awaitLength(files, name, size, begin);
      if (i >= 0) {
        samples[i] = seconds(nanos.getAsLong() - begin);
      }
    }
    return samples;
  }

  private double[] manyFiles(FileSystem files, JupyterClient jupyter, int n)
      throws IOException, InterruptedException {
    double[] samples = new double[n];
    try (Kernel kernel = jupyter.startKernel()) {
      String unused =
          kernel.evaluate("import os; os.chdir(os.environ['HEDDLE_WORKSPACE']); 0", LIMIT);
      for (int i = 0; i < n; i++) {
        String code =
            "os.makedirs('many', exist_ok=True); [open(f'many/{i}.txt','w').write('x' * %d)"
                + " for i in range(%d)]; 0";
        String written = kernel.evaluate(code.formatted(i + 1, FILES), LIMIT);
        long begin = nanos.getAsLong();
        awaitAll(files, i + 1, begin, written);
        samples[i] = seconds(nanos.getAsLong() - begin);
      }
    }
    return samples;
  }

  /** From the wish to the notebook's first answer. */
  private double[] starts(BenchCluster cluster, int n) throws IOException, InterruptedException {
    double[] samples = new double[n];
    HttpReadiness readiness = new HttpReadiness(http, nanos);
    for (int i = -1; i < n; i++) { // one round warms the page cache
      long begin = nanos.getAsLong();
      cluster.create(NAME, WORKSPACE);
      long end = readiness.awaitAnswers(PORTS, BenchCluster.path(NAME), 1, LIMIT);
      cluster.delete(NAME, LIMIT);
      if (i >= 0) {
        samples[i] = seconds(end - begin);
      }
    }
    return samples;
  }

  private void awaitLength(FileSystem files, String name, long length, long begin)
      throws IOException {
    org.apache.hadoop.fs.Path file = new org.apache.hadoop.fs.Path(WORKSPACE, name);
    while (!files.exists(file) || files.getFileStatus(file).getLen() != length) {
      pause(begin, file + " has not come");
    }
  }

  private void awaitAll(FileSystem files, long length, long begin, String written)
      throws IOException {
    org.apache.hadoop.fs.Path directory = new org.apache.hadoop.fs.Path(WORKSPACE, "many");
    for (int there = 0; there < FILES; ) {
      there = 0;
      if (files.exists(directory)) {
        for (FileStatus each : files.listStatus(directory)) {
          there += each.getLen() == length ? 1 : 0;
        }
      }
      pause(begin, there + " of " + FILES + " files, " + written);
    }
  }

  private void pause(long begin, String what) throws IOException {
    if (nanos.getAsLong() - begin > LIMIT.toNanos()) {
      throw new IOException(what + " within " + LIMIT.toSeconds() + " s");
    }
    LockSupport.parkNanos(STEP.toNanos());
  }

  private static FileSystem files(BenchCluster cluster) throws IOException, InterruptedException {
    Configuration configuration = new Configuration();
    for (String file : List.of("core-site.xml", "hdfs-site.xml")) {
      configuration.addResource(
          new org.apache.hadoop.fs.Path(cluster.hadoopConf().resolve(file).toUri()));
    }
    return FileSystem.newInstance(FileSystem.getDefaultUri(configuration), configuration, "alice");
  }

  private static double seconds(long nanoseconds) {
    return nanoseconds / 1e9;
  }
}
