package dev.heddle.bench;

import dev.heddle.reconciler.queue.Priority;
import dev.heddle.reconciler.queue.QueueObserver;
import dev.heddle.reconciler.queue.QueueOptions;
import dev.heddle.reconciler.queue.RateLimit;
import dev.heddle.reconciler.queue.WorkQueue;
import dev.heddle.reconciler.time.ExecutorScheduler;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * The work queue: a thousand keys added, then taken and done, as controller-runtime measures its
 * own; beside a plain queue of java.util.concurrent, which neither dedups nor orders nor times.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class QueueBench {

  private static final int KEYS = 1000;

  private ScheduledExecutorService timer;
  private WorkQueue<Integer> queue;
  private ConcurrentLinkedQueue<Integer> reference;

  /** Keys of one thread, so that two threads don't fight for the same ones. */
  @State(Scope.Thread)
  public static class Keys {
    private final Integer[] keys = new Integer[KEYS];

    @Setup
    public void fill(org.openjdk.jmh.infra.ThreadParams thread) {
      for (int i = 0; i < KEYS; i++) {
        keys[i] = thread.getThreadIndex() * KEYS + i;
      }
    }
  }

  @Setup
  public void open() {
    timer = Executors.newSingleThreadScheduledExecutor();
    queue =
        new WorkQueue<>(
            new ExecutorScheduler(Clock.systemUTC(), System::nanoTime, timer, timer),
            RandomGenerator.getDefault(),
            QueueOptions.DEFAULT.withRateLimit(RateLimit.NONE),
            QueueObserver.NONE,
            () -> {});
    reference = new ConcurrentLinkedQueue<>();
  }

  @TearDown
  public void close() {
    timer.shutdownNow();
  }

  @Benchmark
  @OperationsPerInvocation(KEYS)
  public void heddle(Keys keys) {
    for (Integer key : keys.keys) {
      queue.add(key, Priority.LIVE);
    }
    for (int i = 0; i < KEYS; i++) {
      Optional<Integer> key = queue.take();
      key.ifPresent(queue::done);
    }
  }

  @Benchmark
  @OperationsPerInvocation(KEYS)
  public int reference(Keys keys) {
    int sum = 0;
    for (Integer key : keys.keys) {
      reference.add(key);
    }
    for (int i = 0; i < KEYS; i++) {
      Integer key = reference.poll();
      sum += key == null ? 0 : key;
    }
    return sum;
  }

  static Report run(int n) throws RunnerException {
    List<Row> rows = new ArrayList<>();
    for (int threads : new int[] {1, 2}) {
      OptionsBuilder options = new OptionsBuilder();
      options
          .include(QueueBench.class.getName() + ".(heddle|reference)")
          .forks(1)
          .threads(threads)
          .warmupIterations(5)
          .warmupTime(TimeValue.seconds(1))
          .measurementIterations(n)
          .measurementTime(TimeValue.seconds(1))
          .verbosity(VerboseMode.SILENT);
      for (RunResult result : new Runner(options.build()).run()) {
        String name = result.getParams().getBenchmark();
        String suffix = threads == 1 ? "" : "-contended-" + threads;
        rows.add(
            Row.of(name.substring(name.lastIndexOf('.') + 1) + suffix, samples(result), "keys/s"));
      }
    }
    String note =
        String.format(
            Locale.ROOT,
            "aim: 1,000,000 keys/s a core; measured %,.0f on one",
            rows.get(0).median());
    return new Report("queue", rows, List.of(note));
  }

  private static double[] samples(RunResult result) {
    List<Double> scores = new ArrayList<>();
    for (BenchmarkResult fork : result.getBenchmarkResults()) {
      for (IterationResult iteration : fork.getIterationResults()) {
        scores.add(iteration.getPrimaryResult().getScore());
      }
    }
    return scores.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
