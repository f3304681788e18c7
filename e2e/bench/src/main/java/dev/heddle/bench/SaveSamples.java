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
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;

/**
 * How soon work is safe and back: from the moment Jupyter says that a file is saved until it is in
 * HDFS under its name, whole and on the disk; a thousand small files written at once; and how much
 * longer a notebook's start takes when it has a thousand files to bring back.
 */
final class SaveSamples {

  private static final String NAME = "saves";
  private static final String WORKSPACE = "/user/alice/bench-saves";
  private static final String DIRECT = "/user/alice/bench-direct";
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration STEP = Duration.ofMillis(2);

  /** Each look at many files keeps the NameNode busy, which is what is measured. */
  private static final Duration STEP_OF_MANY = Duration.ofMillis(100);

  private static final int FILES = 1000;

  private final BenchCluster cluster;
  private final HttpClient http;
  private final Clock clock;
  private final LongSupplier nanos;
  private final BenchCluster.Ports ports;

  SaveSamples(
      BenchCluster cluster,
      HttpClient http,
      Clock clock,
      LongSupplier nanos,
      BenchCluster.Ports ports) {
    this.cluster = requireNonNull(cluster, "cluster is null");
    this.http = requireNonNull(http, "http is null");
    this.clock = requireNonNull(clock, "clock is null");
    this.nanos = requireNonNull(nanos, "nanos is null");
    this.ports = requireNonNull(ports, "ports is null");
  }

  List<Row> rows(int n) throws IOException, InterruptedException {
    List<Row> rows = new ArrayList<>();
    try (FileSystem files = files(cluster)) {
      double[] without = starts(n);
      cluster.create(NAME, WORKSPACE);
      JupyterClient jupyter = cluster.awaitJupyter(NAME, LIMIT);
      String token = cluster.token(NAME);
      for (Size size : Size.values()) {
        double[] saved = new double[n];
        double[] direct = new double[n];
        for (int i = -1; i < n; i++) { // the first makes the file
          double here = save(files, jupyter, token, size.bytes, i + 1);
          double there = direct(files, size.bytes, size.label + "-" + i);
          if (i >= 0) {
            saved[i] = here;
            direct[i] = there;
          }
        }
        rows.add(Row.of("save-" + size.label, saved, "s"));
        rows.add(Row.of("save-" + size.label + "-direct", direct, "s"));
      }
      rows.add(Row.of("save-1000", manyFiles(files, jupyter, n), "s"));
      List<Row> memory = new ArrayList<>();
      AgentMemory.settled(clock)
          .ifPresent(rss -> memory.add(Row.of("agent-rss-saving", new double[] {rss}, "MB")));
      cluster.delete(NAME, LIMIT);
      double[] with = starts(n);
      Row none = Row.of("start-no-files", without, "s");
      double[] more = new double[n];
      for (int i = 0; i < n; i++) {
        more[i] = with[i] - none.median();
      }
      rows.add(Row.of("restore-1000", more, "s"));
      rows.add(Row.of("start-1000-files", with, "s"));
      rows.add(none);
      rows.addAll(memory);
    }
    return rows;
  }

  private enum Size {
    SMALL("2k", 2_000),
    MEDIUM("1m", 1_000_000),
    LARGE("20m", 20_000_000);

    private final String label;
    private final int bytes;

    Size(String label, int bytes) {
      this.label = label;
      this.bytes = bytes;
    }
  }

  /**
   * From the answer of Jupyter's save.
   *
   * @param version tells this one from the others, by its length
   */
  private double save(FileSystem files, JupyterClient jupyter, String token, int bytes, int version)
      throws IOException, InterruptedException {
    String name = bytes + ".txt";
    String content = "x".repeat(bytes + version);
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
    awaitLength(files, name, content.length(), begin);
    return seconds(nanos.getAsLong() - begin);
  }

  /** The floor: as many bytes, written to the disks and renamed, by a client that runs already. */
  private double direct(FileSystem files, int bytes, String name) throws IOException {
    byte[] content = new byte[bytes];
    org.apache.hadoop.fs.Path place = new org.apache.hadoop.fs.Path(DIRECT, "new");
    long begin = nanos.getAsLong();
    try (FSDataOutputStream output = files.create(place, true)) {
      output.write(content);
      output.hsync();
    }
    if (!files.rename(place, new org.apache.hadoop.fs.Path(DIRECT, name))) {
      throw new IOException(place + " could not be renamed");
    }
    return seconds(nanos.getAsLong() - begin);
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
  private double[] starts(int n) throws IOException, InterruptedException {
    double[] samples = new double[n];
    HttpReadiness readiness = new HttpReadiness(http, nanos);
    for (int i = -1; i < n; i++) { // one round warms the page cache
      long begin = nanos.getAsLong();
      cluster.create(NAME, WORKSPACE);
      long end = readiness.awaitAnswers(ports, BenchCluster.path(NAME), 1, LIMIT);
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
      pause(STEP, begin, file + " has not come");
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
      pause(STEP_OF_MANY, begin, there + " of " + FILES + " files, " + written);
    }
  }

  private void pause(Duration step, long begin, String what) throws IOException {
    if (nanos.getAsLong() - begin > LIMIT.toNanos()) {
      throw new IOException(what + " within " + LIMIT.toSeconds() + " s");
    }
    LockSupport.parkNanos(step.toNanos());
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
