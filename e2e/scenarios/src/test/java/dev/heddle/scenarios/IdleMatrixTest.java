package dev.heddle.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.heddle.appmaster.activity.ActivityWatch;
import dev.heddle.appmaster.jupyter.ListeningSockets;
import dev.heddle.appmaster.jupyter.LocalHttp;
import dev.heddle.appmaster.jupyter.RuntimeDirectory;
import dev.heddle.crd.application.ActivityStatus.State;
import dev.heddle.crd.application.Culling;
import dev.heddle.operator.culling.IdleRule;
import dev.heddle.operator.culling.Seen;
import dev.heddle.operator.culling.Verdict;
import dev.heddle.scenarios.harness.JupyterProcess;
import dev.heddle.scenarios.harness.KernelChannel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each situation in which a Jupyter server can be, against the decision whether it is to be stopped
 * (I5): real servers and kernels, looked at as the agent looks, judged as the operator judges. All
 * situations are looked at side by side, each on a server of its own.
 */
final class IdleMatrixTest {

  private static final Duration LIMIT = Duration.ofSeconds(6);
  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final Duration WATCHED = LIMIT.multipliedBy(2);
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String REFUSES = "a server that refuses";
  private static final Culling RULE =
      new Culling(LIMIT, Duration.ZERO, Duration.ZERO, Optional.empty());

  @TempDir static Path directory;

  private static final ExecutorService THREADS = Executors.newCachedThreadPool();
  private static final Map<String, CompletableFuture<Outcome>> OUTCOMES = new HashMap<>();
  private static final List<AutoCloseable> OPEN = new ArrayList<>();

  /** What was seen of one. */
  private record Outcome(boolean stopped, Verdict last) {}

  interface Arrangement {
    void arrange(JupyterProcess server) throws IOException, InterruptedException;
  }

  /**
   * One row.
   *
   * @param stopped whether it is to be stopped
   * @param state what is to be seen of it in the end
   */
  record Situation(String name, boolean stopped, State state, Arrangement arrangement) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static final List<Situation> SITUATIONS =
      List.of(
          new Situation(
              "nobody but pollers that leave no trace",
              true,
              State.IDLE,
              server -> {
                kernel(server).close();
                repeat(server, "api/status", "api/kernels?no_track_activity=1");
              }),
          new Situation(
              "an open tab with nobody there",
              true,
              State.IDLE,
              server -> {
                kernel(server); // stays connected
                repeat(server, "api/sessions", "api/terminals", "api/contents?type=directory");
              }),
          new Situation(
              "a kernel to which nobody ever connected",
              true,
              State.IDLE,
              JupyterProcess::startKernel),
          new Situation(
              "a silent cell",
              false,
              State.BUSY,
              server -> kernel(server).run("import time; time.sleep(900)")),
          new Situation(
              "a silent cell whose tab was closed",
              false,
              State.BUSY,
              server -> {
                KernelChannel channel = kernel(server);
                channel.run("import time; time.sleep(900)");
                seesBusy(server);
                channel.close();
              }),
          new Situation(
              "a cell that prints",
              false,
              State.BUSY,
              server -> kernel(server).run("import time\nwhile True: print(1); time.sleep(0.5)")),
          new Situation(
              "a cell that waits for input",
              false,
              State.BUSY,
              server -> kernel(server).run("input()")),
          new Situation(
              "a computing cell that a debugger makes look idle",
              false,
              State.BUSY,
              server -> {
                KernelChannel channel = kernel(server);
                channel.run("while True: sum(range(100000)); __import__('time').sleep(0.01)");
                seesBusy(server);
                channel.askOnControl();
              }),
          new Situation(
              "a busy kernel that was killed with nobody there",
              true,
              State.IDLE,
              server -> {
                KernelChannel channel = kernel(server);
                channel.run("import time; time.sleep(900)");
                seesBusy(server);
                channel.close(); // an open tab may make its new kernel look busy again
                server.kernelProcess().destroyForcibly();
              }),
          new Situation(
              "a thread of an idle kernel",
              false,
              State.BUSY,
              server ->
                  kernel(server)
                      .run(
                          """
                    import threading, time
                    def burn():
                      while True: sum(range(100000)); time.sleep(0.01)
                    threading.Thread(target=burn, daemon=True).start()
                    """)),
          new Situation(
              "a silent command in a terminal",
              false,
              State.BUSY,
              server -> server.jupyter().typeInNewTerminal("sleep 900")),
          new Situation(
              "a terminal at its prompt",
              true,
              State.IDLE,
              server -> server.jupyter().typeInNewTerminal("echo done")),
          new Situation(
              "a server that hangs",
              false,
              State.UNKNOWN,
              server -> {
                kernel(server).close();
                new ProcessBuilder("kill", "-STOP", Long.toString(server.pid())).start().waitFor();
              }),
          new Situation(REFUSES, false, State.UNKNOWN, server -> kernel(server).close()));

  @BeforeAll
  static void arrangeAll() throws IOException {
    for (Situation situation : SITUATIONS) {
      Path own = Files.createDirectories(directory.resolve(situation.name().replace(" ", "-")));
      JupyterProcess server = JupyterProcess.start(own);
      keep(server);
      OUTCOMES.put(
          situation.name(),
          CompletableFuture.supplyAsync(() -> outcome(situation, server), THREADS));
    }
  }

  @AfterAll
  static void endAll() throws Exception {
    THREADS.shutdownNow();
    for (AutoCloseable open : OPEN) {
      open.close();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("situations")
  void onlyWhatNobodyUsesIsStopped(Situation situation) {
    Outcome outcome = OUTCOMES.get(situation.name()).orTimeout(4, TimeUnit.MINUTES).join();

    assertThat(outcome.stopped())
        .as("%s, at last %s", situation, outcome)
        .isEqualTo(situation.stopped);
    assertThat(outcome.last().activity().state()).as("%s", outcome).isEqualTo(situation.state);
  }

  static List<Situation> situations() {
    return SITUATIONS;
  }

  private static Outcome outcome(Situation situation, JupyterProcess server) {
    try {
      server.awaitServing();
      AtomicLong later = new AtomicLong();
      ActivityWatch watch =
          ActivityWatch.of(
              INTERVAL,
              runtime(situation, server),
              new LocalHttp(Duration.ofSeconds(2)),
              server::members,
              () -> System.nanoTime() / 1_000_000 + later.get());
      situation.arrangement.arrange(server);
      THREADS.execute(watch);
      if (situation.stopped) {
        // A kernel that is starting is given a minute, which need not be waited for.
        await("a look").atMost(PATIENCE).until(() -> watch.report().isPresent());
        later.addAndGet(Duration.ofSeconds(61).toMillis());
      }
      return watch(situation, watch);
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(situation + " could not be arranged", e);
    }
  }

  private static Outcome watch(Situation situation, ActivityWatch watch)
      throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    Verdict last = judge(watch);
    long looks = situation.stopped ? PATIENCE.toMillis() : WATCHED.toMillis();
    for (long waited = 0; waited < looks && !last.due(); waited += 250) {
      never.await(250, TimeUnit.MILLISECONDS);
      last = judge(watch);
    }
    return new Outcome(last.due(), last);
  }

  private static Verdict judge(ActivityWatch watch) {
    Instant now = Instant.now();
    return new IdleRule(
            Optional.of(RULE), new IdleRule.Surroundings(Optional.empty(), Optional.empty()), now)
        .judge(watch.report().map(report -> new Seen(report, now)));
  }

  /** Where the agent finds the server; to the one that refuses it comes with another token. */
  private static RuntimeDirectory runtime(Situation situation, JupyterProcess server)
      throws IOException {
    if (!situation.name().equals(REFUSES)) {
      return server.runtimeDirectory();
    }
    Path other = Files.createDirectories(server.runtime().resolveSibling("other"));
    try (var files = Files.newDirectoryStream(server.runtime(), "nbserver-*.json")) {
      for (Path file : files) {
        Files.writeString(
            other.resolve(file.getFileName()),
            Files.readString(file).replace("a-token-of-a-test", "another"));
      }
    }
    return new RuntimeDirectory(other, pid -> true, new ListeningSockets(Path.of("/proc")));
  }

  /** A connection to a new kernel, which has run something. */
  private static KernelChannel kernel(JupyterProcess server) {
    KernelChannel channel = server.connect(server.startKernel());
    keep(channel);
    channel.run("1 + 1");
    return channel;
  }

  private static void seesBusy(JupyterProcess server) {
    await("a busy kernel").atMost(PATIENCE).until(() -> server.kernels().contains("\"busy\""));
  }

  /** What asks again and again, as pages and monitors do. */
  private static void repeat(JupyterProcess server, String... paths) {
    THREADS.execute(
        () -> {
          CountDownLatch never = new CountDownLatch(1);
          try {
            while (!never.await(2, TimeUnit.SECONDS)) {
              for (String path : paths) {
                server.jupyter().status(path);
              }
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  private static synchronized void keep(AutoCloseable open) {
    OPEN.add(open);
  }
}
