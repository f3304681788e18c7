package dev.heddle.appmaster.jupyter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.heddle.appmaster.protocol.JsonObject;
import dev.heddle.appmaster.protocol.Probe;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceProbeTest {
  private static final String TOKEN = "s3cr3t";

  @TempDir private Path directory;
  private final List<String> requests = new ArrayList<>();
  private HttpServer server;

  @BeforeEach
  void startServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stopServer() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
    boolean ours =
        ("token " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"));
    byte[] body = "{\"kernels\":0}".getBytes(UTF_8);
    exchange.sendResponseHeaders(ours ? 200 : 403, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private int port() {
    return server.getAddress().getPort();
  }

  private ServiceProbe declared(Optional<String> token) {
    Probe probe = new Probe("/api/status", Optional.of("JUPYTER_TOKEN"), Duration.ofSeconds(5));
    return new ServiceProbe(
        Optional.of(probe),
        Optional.of("/api/shutdown"),
        "/notebooks/team-a/churn/",
        token,
        () -> Optional.of(port()),
        new RuntimeDirectory(directory, pid -> pid != 13, sockets()),
        new LocalHttp(Duration.ofSeconds(2)));
  }

  private static ListeningSockets sockets() {
    return new ListeningSockets(Path.of("/proc"));
  }

  private ServiceProbe discovering() {
    return new ServiceProbe(
        Optional.empty(),
        Optional.empty(),
        "/",
        Optional.empty(),
        Optional::empty,
        new RuntimeDirectory(directory, pid -> pid != 13, sockets()),
        new LocalHttp(Duration.ofSeconds(2)));
  }

  private void runtimeFile(String name, int pid, String token, long age) throws IOException {
    runtimeFile(name, pid, port(), token, age);
  }

  private void runtimeFile(String name, long pid, int port, String token, long age)
      throws IOException {
    Path file = directory.resolve(name);
    Files.writeString(
        file,
        JsonObject.create()
            .put("pid", pid)
            .put("port", port)
            .put("base_url", "/own/")
            .put("hostname", "localhost")
            .put("secure", false)
            .put("token", token)
            .toString());
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_700_000_000_000L - age));
  }

  @Test
  void aDeclaredProbeIsSentWithTheTokenBelowTheBaseUrl() {
    assertThat(declared(Optional.of(TOKEN)).look().answered()).isTrue();
    assertThat(requests).containsExactly("GET /notebooks/team-a/churn/api/status");
  }

  @Test
  void anotherServerThatRefusesTheTokenIsNotOurs() {
    ServiceProbe.Finding finding = declared(Optional.of("other")).look();

    assertThat(finding.answered()).isFalse();
    assertThat(finding.detail()).isEqualTo("the probe was answered with 403");
  }

  @Test
  void nobodyListeningIsNoAnswer() {
    ServiceProbe probe = declared(Optional.of(TOKEN));
    server.stop(0);

    assertThat(probe.look().answered()).isFalse();
  }

  @Test
  void aJupyterThatAScriptStartedByItselfIsFoundByItsRuntimeFile() throws IOException {
    assertThat(discovering().look().detail())
        .isEqualTo("no Jupyter server has written its address");
    runtimeFile("jpserver-40.json", 40, TOKEN, 0);

    ServiceProbe.Finding finding = discovering().look();

    assertThat(finding.answered()).isTrue();
    assertThat(finding.server().orElseThrow().info("node7"))
        .isEqualTo(
            "{\"protocol\":\"http\",\"host\":\"node7\",\"port\":"
                + port()
                + ",\"base_url\":\"/own/\",\"token\":\"s3cr3t\"}");
    assertThat(requests).containsExactly("GET /own/api/status");
  }

  @Test
  void aJupyterThatChoseItsPortItselfIsFoundWhereItsProcessListens() throws IOException {
    long ownPid = ProcessHandle.current().pid(); // this test's server listens in this process
    try (ServerSocket later = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(later.getLocalPort()).isNotEqualTo(port());
      runtimeFile("nbserver-" + ownPid + ".json", ownPid, 0, TOKEN, 0);

      ServiceProbe.Finding finding = discovering().look();

      assertThat(finding.answered()).isTrue();
      assertThat(finding.server().orElseThrow().info("node7")).contains("\"port\":" + port() + ",");
    }
  }

  @Test
  void aJupyterThatDoesNotListenYetHasNoAddress() throws IOException {
    runtimeFile("nbserver-40.json", 1L << 30, 0, TOKEN, 0);

    assertThat(discovering().look().answered()).isFalse();
  }

  @Test
  void theNewestLivingServerCountsAndTornFilesAreSkipped() throws IOException {
    runtimeFile("nbserver-13.json", 13, "of a dead server", 0);
    runtimeFile("nbserver-40.json", 40, "old", 60_000);
    runtimeFile("jpserver-41.json", 41, TOKEN, 1_000);
    Files.writeString(directory.resolve("nbserver-42.json"), "{\"pid\": 4");
    Files.writeString(directory.resolve("nbserver-41-open.html"), "<html>");

    assertThat(
            new RuntimeDirectory(directory, pid -> pid != 13, sockets())
                .server()
                .orElseThrow()
                .pid())
        .isEqualTo(41);
  }

  @Test
  void stoppingPostsToTheDeclaredPathOrToTheJupyterThatWasFound() throws IOException {
    assertThat(declared(Optional.of(TOKEN)).askToStop()).isTrue();
    assertThat(discovering().askToStop()).as("nothing to ask").isFalse();
    runtimeFile("nbserver-40.json", 40, TOKEN, 0);
    assertThat(discovering().askToStop()).isTrue();

    assertThat(requests)
        .containsExactly("POST /notebooks/team-a/churn/api/shutdown", "POST /own/api/shutdown");
  }

  @Test
  void aServersTextShowsNoToken() throws IOException {
    runtimeFile("nbserver-40.json", 40, TOKEN, 0);

    assertThat(
            new RuntimeDirectory(directory, pid -> true, sockets())
                .server()
                .orElseThrow()
                .toString())
        .doesNotContain(TOKEN);
  }
}
