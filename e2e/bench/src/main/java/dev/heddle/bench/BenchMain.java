package dev.heddle.bench;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.openjdk.jmh.runner.RunnerException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code heddle bench} */
@Command(
    name = "heddle bench",
    mixinStandardHelpOptions = true,
    description = "Measure Heddle beside a reference in the same run; medians of n samples.",
    footer = {
      "",
      "Examples:",
      "  heddle bench start              submit to HTTP 200, beside a bare YARN application",
      "  heddle bench start --from-file  file closed in HDFS to HTTP 200",
      "  heddle bench burst              ten notebooks at once, beside ten bare ones",
      "  heddle bench recovery           killed, quit, saved to HDFS, brought back",
      "  heddle bench queue -o json      the work queue beside java.util.concurrent's",
      "  heddle bench store              10,000 objects: create, list, watch, memory",
      "  heddle bench kv                 a notebook's key-value store: put, get, watch",
      "  heddle bench activity           10,000 notebooks asked whether they are used",
      "  heddle bench api                10,000 notebooks: get, patch, list, watch over HTTP"
    })
public final class BenchMain {

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();
  private final Clock clock = Clock.systemUTC();
  private final LongSupplier nanos = System::nanoTime;

  private BenchMain() {}

  public static void main(String[] arguments) {
    CommandLine commandLine = new CommandLine(new BenchMain());
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.setExecutionExceptionHandler(
        (exception, command, parsed) -> {
          command.getErr().println("heddle bench: " + exception.getMessage());
          return 1;
        });
    System.exit(commandLine.execute(arguments));
  }

  @Command(name = "start", description = "One notebook, from the wish to HTTP 200.")
  int start(
      @Mixin Samples samples,
      @Option(names = "--from-file", description = "The wish is a file in HDFS.") boolean fromFile,
      @Option(
              names = "--without-peer",
              description = "Leave out YARN Services, which take some 15 s a sample.")
          boolean withoutPeer)
      throws IOException, InterruptedException {
    return inHome(
        home ->
            samples.print(
                new StartBench(distribution(), home, http, clock, nanos)
                    .run(
                        samples.n(),
                        fromFile,
                        withoutPeer ? Optional.empty() : YarnServices.jars(System.getenv()))));
  }

  @Command(name = "burst", description = "Several notebooks at once, until the last answers.")
  int burst(
      @Mixin Samples samples,
      @Option(names = "--size", defaultValue = "10", description = "How many (${DEFAULT-VALUE}).")
          int size)
      throws IOException, InterruptedException {
    return inHome(
        home ->
            samples.print(
                new BurstBench(distribution(), home, http, clock, nanos).run(samples.n(), size)));
  }

  @Command(
      name = "recovery",
      description = "What is lost and back: processes killed and quit, work saved and restored.")
  int recovery(
      @Mixin Samples samples,
      @Option(
              names = "--only",
              split = ",",
              description = "Some of ${COMPLETION-CANDIDATES}; all of it takes some minutes.")
          Set<RecoveryBench.Part> only)
      throws IOException, InterruptedException {
    Set<RecoveryBench.Part> parts = only == null ? EnumSet.allOf(RecoveryBench.Part.class) : only;
    return inHome(
        home ->
            samples.print(
                new RecoveryBench(distribution(), home, http, clock, nanos)
                    .run(samples.n(), parts)));
  }

  @Command(name = "queue", description = "The work queue: add, get, done.")
  int queue(@Mixin Samples samples) throws RunnerException {
    samples.print(QueueBench.run(samples.n()));
    return 0;
  }

  @Command(name = "store", description = "The store on an embedded ZooKeeper.")
  int store(
      @Mixin Samples samples,
      @Option(
              names = "--objects",
              defaultValue = "10000",
              description = "How many (${DEFAULT-VALUE}).")
          int objects)
      throws IOException, InterruptedException {
    return inHome(home -> samples.print(new StoreBench(nanos, objects).run(home, samples.n())));
  }

  @Command(name = "kv", description = "The key-value store of a notebook: put, get, watch.")
  int kv(@Mixin Samples samples) throws IOException, InterruptedException {
    return inHome(
        home ->
            samples.print(new KvBench(distribution(), home, http, clock, nanos).run(samples.n())));
  }

  @Command(name = "activity", description = "Watching whether thousands of notebooks are used.")
  int activity(
      @Mixin Samples samples,
      @Option(
              names = "--notebooks",
              defaultValue = "10000",
              description = "How many (${DEFAULT-VALUE}).")
          int notebooks)
      throws InterruptedException {
    samples.print(new ActivityBench(clock, nanos, notebooks).run(samples.n()));
    return 0;
  }

  @Command(name = "api", description = "The HTTP API on an embedded ZooKeeper.")
  int api(
      @Mixin Samples samples,
      @Option(
              names = "--notebooks",
              defaultValue = "10000",
              description = "How many (${DEFAULT-VALUE}).")
          int notebooks)
      throws IOException, InterruptedException {
    return inHome(
        home -> samples.print(new ApiBench(clock, nanos, notebooks).run(home, samples.n())));
  }

  private static Path distribution() {
    String home = System.getenv("HEDDLE_HOME");
    if (home == null) {
      throw new IllegalStateException("HEDDLE_HOME is not set; run this as `heddle bench`");
    }
    return Path.of(home);
  }

  private static int inHome(Measurement measurement) throws IOException, InterruptedException {
    Path home = Files.createTempDirectory("heddle-bench");
    measurement.run(home);
    try (Stream<Path> tree = Files.walk(home)) {
      for (Path each : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    }
    return 0;
  }

  /** Needs a folder that is kept when it fails, for its logs. */
  private interface Measurement {
    void run(Path home) throws IOException, InterruptedException;
  }
}
