package dev.heddle.appmaster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.heddle.appmaster.container.AgentLog;
import dev.heddle.appmaster.container.ContainerEnvironment;
import dev.heddle.appmaster.container.LaunchScript;
import dev.heddle.appmaster.container.ProcessTable;
import dev.heddle.appmaster.jupyter.JupyterServer;
import dev.heddle.appmaster.jupyter.ListeningSockets;
import dev.heddle.appmaster.jupyter.LocalHttp;
import dev.heddle.appmaster.jupyter.ProbeLoop;
import dev.heddle.appmaster.jupyter.RuntimeDirectory;
import dev.heddle.appmaster.jupyter.ServiceProbe;
import dev.heddle.appmaster.kv.KeyValueStore;
import dev.heddle.appmaster.kv.StoreForTests;
import dev.heddle.appmaster.protocol.AgentSpec;
import dev.heddle.appmaster.protocol.FinalStatus;
import dev.heddle.appmaster.protocol.Phase;
import dev.heddle.appmaster.protocol.Probe;
import dev.heddle.appmaster.protocol.RestartLimits;
import dev.heddle.appmaster.protocol.Role;
import dev.heddle.appmaster.protocol.ShutdownRequest;
import dev.heddle.appmaster.service.Supervision;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The agent between the files of the launch script and a cluster that only takes notes. */
@Timeout(60)
class AgentTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir private Path directory;
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private final List<String> told = new ArrayList<>();
  private final List<String> lastWords = new ArrayList<>();
  private Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
  private boolean restoring;
  private boolean yarnRecords = true;
  private KeyValueStore store;
  private ProbeLoop probeLoop;

  @BeforeEach
  void setUp() throws IOException {
    Files.createDirectories(directory.resolve(".heddle/runtime"));
    Files.createFile(directory.resolve(".heddle/go"));
    Files.writeString(directory.resolve(".heddle/port"), "20017\n");
  }

  private Agent agent(int maxRestarts) throws IOException {
    AgentSpec spec =
        new AgentSpec(
            "team-a",
            "churn",
            "7b1e",
            "alice",
            "notebook",
            "/notebooks/team-a/churn/",
            Optional.of(new Probe("/api/status", Optional.empty(), Duration.ofSeconds(5))),
            Optional.empty(),
            new RestartLimits(
                maxRestarts, Duration.ofMinutes(10), Duration.ofMillis(200), Duration.ofSeconds(1)),
            Duration.ofSeconds(10),
            Optional.empty(),
            Optional.empty(),
            AgentSpec.JUPYTER_INFO_KEY,
            AgentSpec.USUAL_ACTIVITY_INTERVAL,
            new Role.Alone(),
            Map.of());
    ContainerEnvironment environment =
        ContainerEnvironment.of(
            Map.of(
                "CONTAINER_ID",
                "container_1_0007_01_000001",
                "HEDDLE_SCRIPT_PID",
                "1",
                "NM_HOST",
                "node7",
                "HEDDLE_SPEC",
                Base64.getEncoder().encodeToString(spec.toJson().getBytes(UTF_8))),
            directory);
    LaunchScript script = new LaunchScript(environment.stateDir());
    ServiceProbe probe =
        new ServiceProbe(
            spec.probe(),
            spec.shutdownPath(),
            spec.baseUrl(),
            Optional.empty(),
            Optional::empty,
            new RuntimeDirectory(
                environment.runtimeDir(), pid -> true, new ListeningSockets(Path.of("/proc"))),
            new LocalHttp(Duration.ofSeconds(1)));
    store = StoreForTests.open(directory);
    Notes notes = new Notes();
    AgentLog agentLog = new AgentLog(new PrintStream(log, true, UTF_8), clock);
    Agent agent =
        new Agent(
            environment,
            new Supervision(spec.service(), true, spec.restart(), spec.stopGrace()),
            script,
            new Processes(
                script,
                environment.scriptPid(),
                probe,
                Optional.empty(),
                new ProcessTable(directory, environment.containerId()),
                agentLog),
            store,
            notes,
            agentLog,
            clock);
    notes.agent = Optional.of(agent);
    probeLoop = new ProbeLoop(probe, Duration.ofSeconds(5), agent);
    return agent;
  }

  /** Takes notes of what YARN is told, and puts ends on record when it is meant to. */
  private final class Notes implements Surroundings {
    private Optional<Agent> agent = Optional.empty();

    @Override
    public void announce(String trackingUrl, boolean ready) {
      told.add((ready ? "ready at " : "not ready ") + trackingUrl);
    }

    @Override
    public void finish(FinalStatus status, String diagnostics) {
      told.add(status + ": " + diagnostics);
      if (yarnRecords) {
        agent.orElseThrow().yarnListener().finished(status);
      } else {
        agent.orElseThrow().terminated();
      }
    }

    @Override
    public boolean isRestoring() {
      return restoring;
    }

    @Override
    public void giveUpRestoring() {
      restoring = false;
      told.add("not restored");
    }

    @Override
    public void starting() {}

    @Override
    public void stopping() {}

    @Override
    public void lastCall(Runnable then) {
      then.run();
    }

    @Override
    public void connect(Agent connected, KeyValueStore connectedStore) {}

    @Override
    public void storeChanged() {}

    @Override
    public void run() {}

    @Override
    public void statusChanged() {}

    @Override
    public void abandoned(String why) {
      lastWords.add(why);
    }

    @Override
    public String lastLogLines(int count) {
      return "; the last lines of its log:\nno module named notebook";
    }
  }

  private void service(String line) throws IOException {
    Files.writeString(directory.resolve(".heddle/service"), line + "\n");
  }

  private static ServiceProbe.Finding answered() {
    return new ServiceProbe.Finding(
        true,
        Optional.of(
            new JupyterServer(
                4711, false, "127.0.0.1", 20017, "/notebooks/team-a/churn/", "s3cr3t")),
        "the probe was answered");
  }

  @Test
  void aReadyNotebookIsPublishedAndItsTokenShowsNowhereElse() throws Exception {
    service("1 running 4711");
    Agent agent = agent(3);
    agent.looked(1, answered());
    agent.shutdown(new ShutdownRequest(FinalStatus.SUCCEEDED, "done", Optional.empty()));
    agent.terminated();

    assertThat(agent.run(probeLoop, Optional.empty())).isEqualTo(Ending.ABANDONED);

    assertThat(told).containsExactly("ready at http://node7:20017/notebooks/team-a/churn/");
    assertThat(new String(store.get("jupyter.notebook.info").orElseThrow(), UTF_8))
        .contains("\"host\":\"node7\"")
        .contains("\"token\":\"s3cr3t\"");
    assertThat(agent.status().phase()).isEqualTo(Phase.STOPPING);
    assertThat(agent.status().toJson()).doesNotContain("s3cr3t");
    assertThat(log.toString(UTF_8)).doesNotContain("s3cr3t");
  }

  @Test
  void anExitThatMayNotBeRestartedIsReportedWithTheLog() throws Exception {
    service("1 exited 1");

    Agent agent = agent(0);
    assertThat(agent.run(probeLoop, Optional.empty())).isEqualTo(Ending.FAILED);

    assertThat(told)
        .last()
        .asString()
        .startsWith("failed: service notebook ended with exit code 1 before it was ready")
        .endsWith("no module named notebook");
    assertThat(agent.status().phase()).isEqualTo(Phase.ENDED);
  }

  @Test
  void anEndThatAKilledAgentHadDecidedIsPutOnRecordByTheNext() throws Exception {
    service("1 exited 1");
    yarnRecords = false;
    assertThat(agent(0).run(probeLoop, Optional.empty())).isEqualTo(Ending.ABANDONED);
    String first = told.get(told.size() - 1);

    yarnRecords = true;
    assertThat(agent(0).run(probeLoop, Optional.empty())).isEqualTo(Ending.FAILED);

    assertThat(told).last().isEqualTo(first);
  }

  @Test
  void aRestartThatAKilledAgentHadPlannedIsCarriedOutByTheNext() throws Exception {
    service("1 exited 137");
    Agent killed = agent(3);
    killed.terminated();
    killed.run(probeLoop, Optional.empty());
    assertThat(Files.readString(directory.resolve(".heddle/go"))).isEqualTo("2\n");
    service("2 exited 137");
    Agent waiting = agent(3);
    waiting.terminated();
    waiting.run(probeLoop, Optional.empty());
    assertThat(waiting.status().phase()).isEqualTo(Phase.RESTARTING);
    Files.writeString(directory.resolve(".heddle/go"), "");

    clock = Clock.fixed(NOW.plusSeconds(1), ZoneOffset.UTC);
    Agent next = agent(3);
    Thread stopper =
        new Thread(
            () -> {
              await().until(() -> Files.readString(directory.resolve(".heddle/go")).equals("3\n"));
              next.terminated();
            });
    stopper.start();
    next.run(probeLoop, Optional.empty());
    stopper.join();

    assertThat(next.status().process().restarts()).isEqualTo(2);
    assertThat(next.status().process().lastExit().orElseThrow().code()).isEqualTo(137);
  }

  @Test
  void whenTheLaunchScriptIsGoneSoIsTheAgent() throws Exception {
    service("1 running 4711");
    Agent agent = agent(3);
    agent.scriptDied();

    assertThat(agent.run(probeLoop, Optional.empty())).isEqualTo(Ending.ABANDONED);
    assertThat(told).as("YARN must start the next attempt").isEmpty();
    assertThat(lastWords).containsExactly("the launch script of its container was killed");
  }

  @Test
  void aStopDoesNotWaitForFilesThatNobodyWillSee() throws Exception {
    restoring = true;
    Agent agent = agent(3);
    agent.shutdown(new ShutdownRequest(FinalStatus.SUCCEEDED, "done", Optional.empty()));
    agent.terminated();
    agent.run(probeLoop, Optional.empty());
    assertThat(told).containsExactly("not restored");

    // The agent is killed then, and the next one restores until it hears of the stop.
    restoring = true;
    Agent next = agent(3);
    next.terminated();
    next.run(probeLoop, Optional.empty());

    assertThat(told).containsExactly("not restored", "not restored");
  }

  @Test
  void anAttemptThatYarnHasGivenUpEnds() throws Exception {
    service("1 running 4711");
    Agent agent = agent(3);
    agent.yarnListener().disowned();

    assertThat(agent.run(probeLoop, Optional.empty())).isEqualTo(Ending.ABANDONED);
    assertThat(told).isEmpty();
  }

  @Test
  void anAddressIsTakenBackWhenItsJupyterIsGone() throws Exception {
    service("1 running 4711");
    Agent agent = agent(3);
    agent.looked(1, answered());
    Ending ending =
        runUntilInboxDone(
            agent,
            () -> {
              service("1 exited 137");
              agent.serviceChanged();
            });

    assertThat(ending).isEqualTo(Ending.ABANDONED);
    assertThat(store.get("jupyter.notebook.info")).isEmpty();
    assertThat(told).endsWith("not ready ");
    assertThat(agent.status().process().restarts()).isEqualTo(1);
  }

  private interface Change {
    void make() throws IOException;
  }

  /** Runs the agent beside a change that is made once it is ready. */
  private Ending runUntilInboxDone(Agent agent, Change change) throws Exception {
    Thread changer =
        new Thread(
            () -> {
              await().until(() -> agent.status().phase() == Phase.READY);
              try {
                change.make();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
              agent.terminated();
            });
    changer.start();
    Ending ending = agent.run(probeLoop, Optional.empty());
    changer.join();
    return ending;
  }
}
