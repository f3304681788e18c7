package dev.heddle.appmaster.script;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.appmaster.protocol.SkeinFiles;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launch script under a real bash, with real processes and a shell script as the agent. */
class LaunchScriptTest {
  private static final String FOREVER = "exec sleep 1000";

  /** A process in a session of its own that ignores TERM, as a busy kernel may. */
  private static final String STRAY =
      "setsid bash -c 'trap : TERM; echo stray $$ >>strays; while :; do sleep 1; done' &\n";

  @TempDir private Path directory;

  private TestContainer container(String script) {
    return new TestContainer(directory, script);
  }

  @Test
  void theServiceDoesNotWaitForTheAgent() throws Exception {
    try (TestContainer container =
        container("echo here >started; " + FOREVER).with("HEDDLE_AGENT_COMMAND", FOREVER).start()) {
      container.awaitText("started", "here");
    }
  }

  @Test
  void theServiceFindsItsEnvironmentAndTheUsersValuesLiterally() throws Exception {
    String script =
        """
        echo "home=$HOME port=$HEDDLE_PORT app=$HEDDLE_APPLICATION_ID greeting=$GREETING" >env
        echo "spec=${HEDDLE_SPEC:-none} token=$JUPYTER_TOKEN runtime=$JUPYTER_RUNTIME_DIR" >>env
        echo "tmp=$TMPDIR api=$HEDDLE_API python=$PYTHONPATH" >>env
        echo "skein=$SKEIN_APPLICATION_ID $SKEIN_CONTAINER_ID" >>env
        """;
    try (TestContainer container =
        container(script)
            .with(
                "HEDDLE_ENV",
                TestContainer.encoded(
                    "export GREETING='it'\\''s `x` \"$y\"'\nexport PYTHONPATH='/theirs'\n"))
            .with("HADOOP_TOKEN_FILE_LOCATION", directory.resolve("tokens").toString())
            .file("tokens", "HDTS\0\0\u0001\fheddle.token\u0012JUPYTER_TOKEN=s3-cr.3t\nrest\0")
            .start()) {
      assertThat(container.awaitExit()).isZero();
      String home = directory.toRealPath().toString();
      assertThat(container.text("env"))
          .contains("home=" + home + " ")
          .containsPattern("port=2\\d{4} app=application_\\d+_\\d+ ")
          .contains("greeting=it's `x` \"$y\"")
          .contains("spec=none token=s3-cr.3t runtime=" + home + "/.heddle/runtime")
          .contains("tmp=" + home + "/tmp api=" + home + "/.heddle/api python=/theirs:/")
          .contains("src/main/agent/python\n")
          .containsPattern("skein=application_\\d+_\\d+ notebook_0");
    }
  }

  @Test
  void whatTheServiceStartedEndsWithTheApplication() throws Exception {
    try (TestContainer container =
        container(STRAY + "env -i setsid sleep 1000 & sleep 0.2; exit 3")
            .file("end", "20")
            .start()) {
      assertThat(container.awaitExit()).isEqualTo(1);
      assertThat(container.text(".heddle/service")).isEqualTo("1 exited 3");
      container.awaitNothingLeft();
    }
  }

  @Test
  void aServiceThatDiesIsStartedAgainOnceTheAgentSaysSo() throws Exception {
    String script = STRAY + "echo $HEDDLE_PORT >>ports; " + FOREVER;
    try (TestContainer container = container(script).file("restart", "").start()) {
      long first = container.awaitRun(1);
      container.awaitText("ports", "2");
      container.awaitText("strays", "stray");
      container.signal(first, "KILL");

      long second = container.awaitRun(2);

      assertThat(second).isNotEqualTo(first);
      container.awaitText("ports", "\n");
      assertThat(container.text("ports").lines().distinct()).as("one port").hasSize(1);
      assertThat(container.agents()).as("the same agent").hasSize(1);
      assertThat(container.text(".heddle/service")).startsWith("2 running");
    }
  }

  @Test
  void aServiceThatIsStartedAgainFindsTheApplicationMasterWhereItIsNow() throws Exception {
    try (TestContainer container =
        container("echo $HEDDLE_APPMASTER_ADDRESS >>seen; " + FOREVER)
            .with("HEDDLE_APPMASTER_ADDRESS", "lost:1")
            .file("restart", "")
            .start()) {
      long first = container.awaitRun(1);
      container.awaitText("seen", "lost:1");
      container.file(".heddle/api/address", "found:2\n");
      container.signal(first, "KILL");

      container.awaitText("seen", "lost:1\nfound:2");
    }
  }

  @Test
  void aRunWaitsUntilTheAgentLetsItBegin() throws Exception {
    try (TestContainer container =
        container("echo run >>runs; exit 1")
            .with("HEDDLE_AGENT_COMMAND", "while read -r l; do echo $l >>heard; done")
            .start()) {
      container.awaitText(".heddle/service", "1 exited 1");
      container.awaitText("heard", "service\nservice");
      assertThat(container.text("runs")).isEqualTo("run");

      Files.writeString(directory.resolve(".heddle/go"), "7\n1\n2\n");

      container.awaitText(".heddle/service", "2 exited 1");
      assertThat(container.text("runs")).isEqualTo("run\nrun");
    }
  }

  @Test
  void anAgentThatIsKilledIsReplacedAndTheServiceNeverNotices() throws Exception {
    try (TestContainer container = container(FOREVER).start()) {
      long service = container.awaitRun(1);
      for (int kills = 1; kills <= 5; kills++) {
        container.awaitText("heard", "agent " + kills + " ");
        container.signal(container.agents().get(kills - 1), "KILL");
      }
      container.awaitText("heard", "agent 6 ");

      assertThat(TestContainer.alive(service)).isTrue();
      assertThat(container.text(".heddle/service")).isEqualTo("1 running " + service);
    }
  }

  @Test
  void agentAndServiceKilledTogetherBothComeBack() throws Exception {
    try (TestContainer container = container(FOREVER).file("restart", "").start()) {
      for (int round = 1; round <= 5; round++) {
        long service = container.awaitRun(round);
        container.awaitText("heard", "agent " + round + " ");
        container.killTogether(service, container.agents().get(round - 1));
      }
      container.awaitText("heard", "agent 6 ");
      assertThat(TestContainer.alive(container.awaitRun(6))).isTrue();
    }
  }

  @Test
  void onTermNothingIsLeftNotEvenWhatIgnoresIt() throws Exception {
    try (TestContainer container =
        container(STRAY + "trap : TERM; while :; do sleep 1; done").start()) {

      container.awaitRun(1);
      container.awaitText("strays", "stray");
      container.awaitText("heard", "agent 1");

      container.signal(container.pid(), "TERM");

      assertThat(container.awaitExit()).isEqualTo(143);
      container.awaitNothingLeft();
      assertThat(container.text("heard")).contains("term");
    }
  }

  @Test
  void theAgentHearsThatTheScriptWasKilled() throws Exception {
    try (TestContainer container = container(FOREVER).start()) {
      container.awaitRun(1);
      container.awaitText("heard", "service");

      container.signal(container.pid(), "KILL");

      container.awaitText("heard", "eof");
    }
  }

  @Test
  void anAgentThatCannotStartEndsTheContainerWithAReason() throws Exception {
    try (TestContainer container =
        container(FOREVER).with("HEDDLE_AGENT_COMMAND", "exit 9").start()) {
      assertThat(container.awaitExit()).isEqualTo(70);
      assertThat(container.text("out")).contains("times in a row, last with code 9");
      container.awaitNothingLeft();
    }
  }

  @Test
  void aPortThatIsTakenIsPassedOver() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      try (TestContainer container =
          container("echo $HEDDLE_PORT >port")
              .with("HEDDLE_PORT_RANGE", port + "-" + (port + 1))
              .start()) {
        assertThat(container.awaitExit()).isZero();
        assertThat(container.text("port")).isEqualTo(Integer.toString(port + 1));
      }
    }
  }

  @Test
  void kernelspecsOfAnotherMachineAreRepairedOnJupyterPath() throws Exception {
    String kernel =
        "{\"argv\": [\"/build/envs/ds/bin/%s\", \"-f\", \"{connection_file}\"],"
            + " \"env\": {\"R_HOME\": \"/build/envs/ds/lib/R\"}, \"language\": \"x\"}";
    String kernels = "environment/share/jupyter/kernels/";
    try (TestContainer container =
        container("echo $JUPYTER_PATH >path")
            .file(kernels + "python3/kernel.json", String.format(kernel, "python3"))
            .file(kernels + "python3/logo-64x64.png", "logo")
            .file(kernels + "gone/kernel.json", String.format(kernel, "gone"))
            .file(kernels + "fine/kernel.json", "{\"argv\": [\"/bin/bash\"], \"language\": \"b\"}")
            .file("environment/bin/python3", "#!/bin/bash\n")) {
      assertThat(directory.resolve("environment/bin/python3").toFile().setExecutable(true))
          .isTrue();
      container.start();
      assertThat(container.awaitExit()).isZero();

      Path fixed = directory.resolve(".heddle/jupyter");
      String here = directory.toRealPath() + "/environment";
      assertThat(container.text("path")).isEqualTo(directory.toRealPath() + "/.heddle/jupyter");
      assertThat(fixed.resolve("kernels/python3/kernel.json"))
          .content()
          .contains("[\"" + here + "/bin/python3\", \"-f\"")
          .contains("\"R_HOME\": \"" + here + "/lib/R\"");
      assertThat(fixed.resolve("kernels/python3/logo-64x64.png")).hasContent("logo");
      assertThat(fixed.resolve("kernels/gone/kernel.json")).content().contains("[\"gone\", \"-f\"");
      assertThat(fixed.resolve("kernels/fine")).doesNotExist();
      assertThat(directory.resolve(kernels + "python3/kernel.json"))
          .as("the environment stays as it is")
          .hasContent(String.format(kernel, "python3"));
    }
  }

  @Test
  void withoutAPackedEnvironmentJupyterPathIsLeftAlone() throws Exception {
    try (TestContainer container = container("echo \"[${JUPYTER_PATH:-}]\" >path").start()) {
      assertThat(container.awaitExit()).isZero();
      assertThat(container.text("path")).isEqualTo("[]");
    }
  }

  @Test
  void theStateIsTheUsersAlone() throws Exception {
    try (TestContainer container = container("true").start()) {
      assertThat(container.awaitExit()).isZero();
      assertThat(Files.getPosixFilePermissions(directory.resolve(".heddle")))
          .map(Enum::name)
          .containsExactlyInAnyOrder("OWNER_READ", "OWNER_WRITE", "OWNER_EXECUTE");
    }
  }

  @Test
  void namedPortsAreChosenToldAndKeptFromRunToRun() throws Exception {
    String script = "echo $HEDDLE_PORT_HTTP $HEDDLE_PORT_DEBUG_2 $HEDDLE_PORT >>ports; " + FOREVER;
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    try (TestContainer container =
        container(script)
            .with("HEDDLE_PORTS", "http=21000-21999/debug-2=" + free + "-" + free)
            .with("HEDDLE_PORT_RANGE", "21000-21999")
            .file("restart", "")
            .start()) {
      String first = container.awaitText("ports", " 21");
      String[] ports = first.split(" ");
      assertThat(ports[0]).matches("21\\d{3}").isNotEqualTo(ports[2]);
      assertThat(ports[1]).isEqualTo(Integer.toString(free));
      assertThat(container.text(".heddle/ports"))
          .isEqualTo("http " + ports[0] + "\ndebug-2 " + free);

      container.signal(container.awaitRun(1), "KILL");
      container.awaitRun(2);

      container.awaitText("ports", "\n");
      assertThat(container.text("ports").lines().distinct()).hasSize(1);
    }
  }

  @Test
  void theNextPortOfARangeIsTakenWhenOneIsInUse() throws Exception {
    try (ServerSocket socket = new ServerSocket(0)) {
      int taken = socket.getLocalPort();
      try (TestContainer container =
          container("echo $HEDDLE_PORT_A >port")
              .with("HEDDLE_PORTS", "a=" + taken + "-" + (taken + 40))
              .start()) {
        assertThat(container.awaitExit()).isZero();
        assertThat(Integer.parseInt(container.text("port"))).isBetween(taken + 1, taken + 40);
      }
    }
  }

  @Test
  void aPortThatCannotBeHadKeepsTheProcessFromBeingStarted() throws Exception {
    try (ServerSocket socket = new ServerSocket(0)) {
      int taken = socket.getLocalPort();
      try (TestContainer container =
          container("touch started")
              .with("HEDDLE_PORTS", "a=" + taken + "-" + taken)
              .file("end", "20")
              .start()) {
        assertThat(container.awaitExit()).isEqualTo(1);
        assertThat(container.text(".heddle/service")).isEqualTo("1 exited 98");
        assertThat(container.text(".heddle/refused"))
            .isEqualTo("1 was not started: port a cannot be had: " + taken + " is taken");
        assertThat(container.text("notebook.log")).contains("port a cannot be had");
        assertThat(directory.resolve("started")).doesNotExist();
      }
    }
  }

  @Test
  void whatComesBeforeTheStartIsDoneFirstInTheSameEnvironment() throws Exception {
    try (TestContainer container =
        container("cat made")
            .with("HEDDLE_ENV", TestContainer.encoded("export COLOUR='green'\n"))
            .with(
                "HEDDLE_PRE_START",
                TestContainer.encoded("exec 'bash' '-c' 'echo $COLOUR $HEDDLE_PORT >made'\n"))
            .with("HEDDLE_PRE_START_TIMEOUT", "30.000")
            .start()) {
      assertThat(container.awaitExit()).isZero();
      assertThat(container.text("notebook.log")).matches("green 2\\d{4}");
    }
  }

  @Test
  void aStartThatIsNotPreparedIsNone() throws Exception {
    try (TestContainer container =
        container("touch started")
            .with("HEDDLE_PRE_START", TestContainer.encoded("exec 'bash' '-c' 'exit 3'\n"))
            .with("HEDDLE_PRE_START_TIMEOUT", "30.000")
            .file("end", "20")
            .start()) {
      assertThat(container.awaitExit()).isEqualTo(1);
      assertThat(container.text(".heddle/refused"))
          .isEqualTo("1 was not started: its preStart command ended with exit code 3");
      assertThat(directory.resolve("started")).doesNotExist();
    }
  }

  @Test
  void whatComesBeforeTheStartIsKilledWhenItTakesTooLong() throws Exception {
    try (TestContainer container =
        container("touch started")
            .with("HEDDLE_PRE_START", TestContainer.encoded("exec 'sleep' '1000'\n"))
            .with("HEDDLE_PRE_START_TIMEOUT", "0.300")
            .file("end", "20")
            .start()) {
      assertThat(container.awaitExit()).isEqualTo(1);
      assertThat(container.text(".heddle/refused"))
          .isEqualTo("1 was not started: its preStart command did not end within 0.300 s");
      container.awaitNothingLeft();
    }
  }

  @Test
  void aProgramWrittenForSkeinFindsTheAddressTheCertificateAndTheKeyWhenItStarts()
      throws Exception {
    String script =
        """
        echo "$SKEIN_APPMASTER_ADDRESS ${HEDDLE_SKEIN:-none} $HADOOP_USER_NAME" >found
        cat .skein.crt >>found; stat -c %a .skein.crt .skein.pem >>found
        """;
    try (TestContainer container =
        container(script)
            .with("HEDDLE_SKEIN", "serve")
            .with("NM_HOST", "node7")
            .with("USER", "alice")
            .with("HADOOP_TOKEN_FILE_LOCATION", directory.resolve("tokens").toString())
            .file(
                "tokens",
                "HDTS\0\0\u0001\u0012heddle.skein.files "
                    + new String(new SkeinFiles("CERT 1\nCERT 2\n", "KEY\n").toSecret(), US_ASCII)
                    + "rest\0\n")
            .start()) {
      container.awaitText("heard", "agent 1");
      assertThat(container.text("found")).as("it waits for the port").isEmpty();

      Files.writeString(directory.resolve(".heddle/skein.port"), "20443\n");

      assertThat(container.awaitExit()).isZero();
      assertThat(container.text("found"))
          .isEqualTo("node7:20443 none alice\nCERT 1\nCERT 2\n600\n600");
      assertThat(container.text(".skein.pem")).isEqualTo("KEY");
    }
  }
}
