package dev.heddle.appmaster.probe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.heddle.appmaster.container.CommandRunner;
import dev.heddle.appmaster.jupyter.ListeningSockets;
import dev.heddle.appmaster.protocol.Check;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** This test's own process is the service, or somebody else. */
class LocalCheckerTest {
  private static final Duration SECOND = Duration.ofSeconds(10);
  private static final long OWN = ProcessHandle.current().pid();
  private static final long NOBODY = Long.MAX_VALUE;

  @TempDir private Path directory;
  private HttpServer server;
  private int port;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String path = exchange.getRequestURI().getPath();
          String shown = exchange.getRequestHeaders().getFirst("Authorization");
          int status =
              path.equals("/moved")
                  ? 302
                  : path.equals("/guarded") && shown == null ? 403 : path.equals("/") ? 200 : 500;
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    server.start();
    port = server.getAddress().getPort();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private LocalChecker checker(Set<Long> members) {
    Path proc = Path.of("/proc");
    return new LocalChecker(
        name -> Optional.ofNullable(Map.of("http", port).get(name)),
        new ListeningSockets(proc),
        () -> members,
        CommandRunner.replacing(proc, directory, directory.resolve("probe.out")));
  }

  private Optional<String> asked(Check check) throws InterruptedException {
    return checker(Set.of()).fault(check, OWN, SECOND);
  }

  private Check.Http get(String path, int status) {
    return new Check.Http(path, "http", false, status, Optional.empty());
  }

  @Test
  void anAnswerIsRightByItsStatus() throws Exception {
    assertThat(asked(get("/", 0))).isEmpty();
    assertThat(asked(get("/moved", 0))).isEmpty();
    assertThat(asked(get("/moved", 200)).orElseThrow())
        .isEqualTo("GET /moved on port " + port + " was answered with 302");
    assertThat(asked(get("/broken", 0)).orElseThrow()).endsWith("answered with 500");
    assertThat(asked(get("/broken", 500))).isEmpty();
  }

  @Test
  void whoeverElseListensOnThePortIsNotTheService() throws Exception {
    Optional<String> http = checker(Set.of()).fault(get("/", 0), NOBODY, SECOND);
    Optional<String> tcp =
        checker(Set.of()).fault(new Check.Tcp(Integer.toString(port)), NOBODY, SECOND);

    assertThat(http).contains("port " + port + " is taken by a process that is not this service's");
    assertThat(tcp).isEqualTo(http);
  }

  @Test
  void aProcessThatTheServiceStartedListensForIt() throws Exception {
    assertThat(checker(Set.of(1L, OWN)).fault(new Check.Tcp("http"), NOBODY, SECOND)).isEmpty();
  }

  @Test
  void aPortOnWhichNobodyListensIsToldAsSuch() throws Exception {
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }

    assertThat(asked(new Check.Tcp(Integer.toString(free))))
        .contains("nothing listens on port " + free);
    assertThat(asked(new Check.Tcp("other"))).contains("no port other");
  }

  @Test
  void aCommandIsJudgedByItsEndAndItsLastLineIsTold() throws Exception {
    assertThat(asked(new Check.Exec(List.of("true")))).isEmpty();
    assertThat(asked(new Check.Exec(List.of("bash", "-c", "echo one; echo two >&2; exit 3"))))
        .contains("the command ended with exit code 3: two");
    assertThat(asked(new Check.Exec(List.of("no-such-program"))).orElseThrow())
        .contains("exit code 127");
  }

  @Test
  void aCommandThatTakesTooLongIsKilledWithWhatItStarted() throws Exception {
    Optional<String> fault =
        checker(Set.of())
            .fault(
                new Check.Exec(List.of("bash", "-c", "sleep 1000 & echo $! >child; wait")),
                OWN,
                Duration.ofMillis(700));

    assertThat(fault).contains("the command did not end in its time");
    long child =
        Long.parseLong(new String(Files.readAllBytes(directory.resolve("child")), UTF_8).strip());
    await().until(() -> ProcessHandle.of(child).filter(ProcessHandle::isAlive).isEmpty());
  }

  @Test
  void aCommandHasTheEnvironmentAndTheDirectoryOfTheService() throws Exception {
    Process service =
        new ProcessBuilder("env", "-i", "PATH=/bin:/usr/bin", "COLOUR=green", "sleep", "100")
            .start();
    try {
      await()
          .until(
              () ->
                  Files.readString(Path.of("/proc/" + service.pid() + "/environ"))
                      .contains("COLOUR"));

      assertThat(
              checker(Set.of())
                  .fault(
                      new Check.Exec(
                          List.of(
                              "bash", "-c", "[ $COLOUR = green ] && [ $PWD = " + directory + " ]")),
                      service.pid(),
                      SECOND))
          .isEmpty();
    } finally {
      service.destroyForcibly();
    }
  }
}
