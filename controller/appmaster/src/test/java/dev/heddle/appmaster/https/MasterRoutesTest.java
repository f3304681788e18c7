package dev.heddle.appmaster.https;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.appmaster.container.AgentLog;
import dev.heddle.appmaster.container.StateFile;
import dev.heddle.appmaster.kv.KeyValueStore;
import dev.heddle.appmaster.kv.StoreForTests;
import dev.heddle.appmaster.master.Master;
import dev.heddle.appmaster.protocol.AgentPlace;
import dev.heddle.appmaster.protocol.AgentStatus;
import dev.heddle.appmaster.protocol.ContainerReport;
import dev.heddle.appmaster.protocol.Phase;
import dev.heddle.appmaster.protocol.PortRange;
import dev.heddle.appmaster.protocol.ProcessStatus;
import dev.heddle.appmaster.protocol.ReportToken;
import dev.heddle.appmaster.protocol.ServiceAddress;
import dev.heddle.appmaster.protocol.ServicesSpec;
import dev.heddle.appmaster.protocol.ShutdownRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a container's certificate opens at its application master, and what it does not. */
class MasterRoutesTest {
  private static final byte[] SECRET = "s3cr3t".getBytes(UTF_8);
  private static final String CONTAINER = "container_1_0007_01_000002";
  private static final AgentStatus STATUS =
      new AgentStatus(
          Phase.READY,
          new AgentPlace("application_1_0007", 1, CONTAINER, 0),
          new ServiceAddress("node7", 20017, "/", "http"),
          new ProcessStatus(
              4711, 0, Optional.empty(), Instant.EPOCH, Optional.empty(), Optional.empty()),
          Optional.empty(),
          "the service runs");

  private static SSLContext application;
  private static SSLContext containers;
  private static SSLContext strangers;

  @TempDir private Path directory;
  private final List<ShutdownRequest> shutdowns = new CopyOnWriteArrayList<>();
  private Master master;
  private AgentServer server;

  @BeforeAll
  static void issueCertificates() throws Exception {
    TestAuthority authority = new TestAuthority("CN=authority");
    application = authority.context("CN=application_1_0007");
    containers = authority.context("CN=containers.application_1_0007");
    strangers = authority.context("CN=containers.application_1_0008");
  }

  @BeforeEach
  void startServer() throws IOException {
    Clock clock = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
    KeyValueStore store = StoreForTests.open(directory);
    master =
        new Master(
            new ServicesSpec(List.of(), 1, Map.of()),
            new StateFile(directory.resolve("fleet.json")),
            Optional.empty(),
            false,
            () -> {},
            store,
            new AgentLog(new PrintStream(new ByteArrayOutputStream(), true, UTF_8), clock),
            clock,
            () -> 0);
    server =
        AgentServer.start(
            application,
            InetAddress.getLoopbackAddress(),
            PortRange.DEFAULT,
            directory.hashCode(),
            Optional.empty(),
            Routes.master(
                new AgentRoutes(() -> STATUS, store, Map.of(), shutdowns::add),
                new MasterRoutes(master, SECRET),
                "application_1_0007"));
  }

  @AfterEach
  void stopServer() {
    server.stop();
  }

  private int call(SSLContext caller, String method, String path, String body) throws Exception {
    HttpClient client =
        HttpClient.newBuilder().sslContext(caller).version(HttpClient.Version.HTTP_1_1).build();
    return client
        .send(
            HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + server.port() + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .statusCode();
  }

  private static String report() {
    return new ContainerReport("web", 0, 20443, STATUS, Optional.empty(), Optional.empty())
        .toJson();
  }

  private int postReport(SSLContext caller, String containerId, String token) throws IOException {
    return new PeerClient(caller, "application_1_0007", Duration.ofSeconds(5))
        .post(
            "127.0.0.1",
            server.port(),
            "/v1/reports/" + containerId,
            Map.of(ReportToken.HEADER, token),
            report());
  }

  @Test
  void aContainerReadsTheStatusAndUsesTheStore() throws Exception {
    assertThat(call(containers, "GET", "/v1/status", "")).isEqualTo(200);
    assertThat(call(containers, "PUT", "/v1/kv/answer", "42")).isEqualTo(204);
    assertThat(call(containers, "GET", "/v1/kv/answer", "")).isEqualTo(200);
  }

  @Test
  void aContainerCannotActAsTheApplicationMaster() throws Exception {
    assertThat(call(containers, "POST", "/v1/shutdown", "{\"status\":\"killed\"}")).isEqualTo(403);
    assertThat(call(containers, "POST", "/v1/scale", "{\"instances\":{\"web\":0}}")).isEqualTo(403);
    assertThat(call(containers, "DELETE", "/v1/containers/web_0", "")).isEqualTo(403);
    assertThat(call(containers, "GET", "/v1/logs?file=agent", "")).isEqualTo(403);
    assertThat(shutdowns).isEmpty();
  }

  @Test
  void anotherApplicationsContainerGetsNothing() throws Exception {
    assertThat(call(strangers, "GET", "/v1/status", "")).isEqualTo(403);
    assertThat(call(strangers, "GET", "/v1/kv?prefix=", "")).isEqualTo(403);
    assertThat(postReport(strangers, CONTAINER, ReportToken.of(SECRET, CONTAINER))).isEqualTo(403);
  }

  @Test
  void aContainerReportsOnItselfOnly() throws Exception {
    String own = ReportToken.of(SECRET, CONTAINER);

    assertThat(postReport(containers, CONTAINER, own))
        .as("before YARN has said which containers live, none is turned away")
        .isEqualTo(503);
    assertThat(postReport(containers, "container_1_0007_01_000003", own)).isEqualTo(403);
    assertThat(postReport(containers, CONTAINER, "")).isEqualTo(403);

    master.reattached();
    assertThat(postReport(containers, CONTAINER, own))
        .as("a container that is on no record should end")
        .isEqualTo(410);
  }

  @Test
  void aContainerTellsNothingToWhoeverAnswersInItsMastersPlace() {
    PeerClient client = new PeerClient(containers, "application_1_0008", Duration.ofSeconds(5));

    assertThatThrownBy(
            () -> client.post("127.0.0.1", server.port(), "/v1/reports/x", Map.of(), report()))
        .hasMessageContaining("answers where application_1_0008 was");
  }
}
