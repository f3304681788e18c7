package dev.heddle.appmaster.https;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.appmaster.container.LogFile;
import dev.heddle.appmaster.kv.KeyValueStore;
import dev.heddle.appmaster.kv.StoreForTests;
import dev.heddle.appmaster.protocol.AgentApi;
import dev.heddle.appmaster.protocol.AgentError;
import dev.heddle.appmaster.protocol.AgentPlace;
import dev.heddle.appmaster.protocol.AgentStatus;
import dev.heddle.appmaster.protocol.FinalStatus;
import dev.heddle.appmaster.protocol.KeyList;
import dev.heddle.appmaster.protocol.Phase;
import dev.heddle.appmaster.protocol.PortRange;
import dev.heddle.appmaster.protocol.ProcessStatus;
import dev.heddle.appmaster.protocol.ServiceAddress;
import dev.heddle.appmaster.protocol.ShutdownRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentServerTest {
  private static final AgentStatus READY =
      new AgentStatus(
          Phase.READY,
          new AgentPlace("application_1_0007", 1, "container_1_0007_01_000001", 0),
          new ServiceAddress("localhost", 20017, "/", "http"),
          new ProcessStatus(
              4711,
              0,
              Optional.empty(),
              Instant.EPOCH,
              Optional.of(Instant.EPOCH),
              Optional.empty()),
          Optional.empty(),
          "the service answers");

  private static TestAuthority authority;
  private static SSLContext application;
  private static HttpClient operator;

  @TempDir private Path directory;
  private final List<ShutdownRequest> shutdowns = new CopyOnWriteArrayList<>();
  private KeyValueStore store;
  private AgentServer server;
  private LogFile log;

  @BeforeAll
  static void issueCertificates() throws Exception {
    authority = new TestAuthority("CN=authority");
    application = authority.context("CN=application_1_0007,O=heddle");
    operator = client(authority.context("CN=heddle-operator"));
  }

  private static HttpClient client(SSLContext tls) {
    return HttpClient.newBuilder().sslContext(tls).version(HttpClient.Version.HTTP_1_1).build();
  }

  @BeforeEach
  void startServer() throws Exception {
    log = new LogFile(directory.resolve("notebook.log"), Clock.systemUTC());
    store = StoreForTests.open(directory);
    server = start(Optional.empty());
  }

  private AgentServer start(Optional<Integer> preferred) throws IOException {
    return AgentServer.start(
        application,
        InetAddress.getLoopbackAddress(),
        PortRange.DEFAULT,
        directory.hashCode(),
        preferred,
        Routes.alone(
            new AgentRoutes(() -> READY, store, Map.of("service", log), shutdowns::add),
            "application_1_0007"));
  }

  @AfterEach
  void stopServer() {
    server.stop();
  }

  private HttpRequest request(String method, String path, String body) {
    return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + server.port() + path))
        .method(method, HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  private HttpResponse<String> call(String method, String path) throws Exception {
    return call(method, path, "");
  }

  private HttpResponse<String> call(String method, String path, String body) throws Exception {
    return operator.send(request(method, path, body), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void theOperatorReadsTheStatus() throws Exception {
    HttpResponse<String> response = call("GET", "/v1/status");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(AgentStatus.fromJson(response.body())).isEqualTo(READY);
    assertThat(server.port()).isBetween(20000, 29999);
  }

  @Test
  void anotherApplicationsCertificateIsRefusedEverywhere() throws Exception {
    HttpClient other = client(authority.context("CN=application_1_0008,O=heddle-operator"));
    for (String path : List.of("/v1/status", "/v1/kv/x", "/v1/logs", "/v1/shutdown", "/")) {
      HttpResponse<String> response =
          other.send(request("GET", path, ""), HttpResponse.BodyHandlers.ofString());
      assertThat(response.statusCode()).as(path).isEqualTo(403);
      assertThat(AgentError.fromJson(response.body()).code()).isEqualTo("Forbidden");
    }
  }

  @Test
  void aContainersCertificateReadsTheStatusAndUsesTheKeysAndNothingElse() throws Exception {
    HttpClient container = client(authority.context("CN=containers.application_1_0007"));
    store.put("a", "1".getBytes(UTF_8));

    assertThat(status(container, "GET", "/v1/status")).isEqualTo(200);
    assertThat(status(container, "GET", "/v1/kv/a")).isEqualTo(200);
    assertThat(status(container, "PUT", "/v1/kv/b")).isEqualTo(204);
    assertThat(status(container, "POST", "/v1/shutdown")).isEqualTo(403);
    assertThat(status(container, "GET", "/v1/logs")).isEqualTo(403);
    assertThat(shutdowns).isEmpty();

    HttpClient other = client(authority.context("CN=containers.application_1_0008"));
    assertThat(status(other, "GET", "/v1/status")).isEqualTo(403);
    assertThat(status(other, "PUT", "/v1/kv/c")).isEqualTo(403);
    assertThat(store.keys("")).containsExactly("a", "b");
  }

  private int status(HttpClient caller, String method, String path) throws Exception {
    return caller
        .send(request(method, path, ""), HttpResponse.BodyHandlers.ofString())
        .statusCode();
  }

  @Test
  void aCertificateOfAnotherAuthorityOrNoneGetsNoConnection() throws Exception {
    TestAuthority stranger = new TestAuthority("CN=authority");
    SSLContext none = SSLContext.getInstance("TLS");
    none.init(null, new TrustManager[] {new TrustEverything()}, null);

    for (SSLContext tls : List.of(stranger.context("CN=heddle-operator"), none)) {
      assertThatThrownBy(
              () ->
                  client(tls)
                      .send(request("GET", "/v1/status", ""), HttpResponse.BodyHandlers.ofString()))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void valuesArePutReadListedAndDeleted() throws Exception {
    assertThat(call("PUT", "/v1/kv/a%2Fb+c%20d", "value").statusCode()).isEqualTo(204);
    assertThat(call("GET", "/v1/kv/a%2Fb+c%20d").body()).isEqualTo("value");
    assertThat(store.keys("")).containsExactly("a/b+c d");
    assertThat(KeyList.fromJson(call("GET", "/v1/kv?prefix=a").body()).keys())
        .containsExactly("a/b+c d");
    assertThat(call("PUT", "/v1/kv/empty").statusCode()).isEqualTo(204);
    assertThat(call("GET", "/v1/kv/empty").body()).isEmpty();
    assertThat(call("DELETE", "/v1/kv/empty").statusCode()).isEqualTo(204);
    assertThat(call("DELETE", "/v1/kv/empty").statusCode()).isEqualTo(404);
  }

  @Test
  void aTransactionIsAnsweredStepByStep() throws Exception {
    call("PUT", "/v1/kv/a?owner=notebook_0", "1");

    HttpResponse<String> answer =
        call(
            "POST",
            "/v1/kv",
            """
            {"conditions": [{"key": "a", "target": "value", "is": "==", "operand": "MQ=="},
                            {"key": "b", "target": "missing"}],
             "onSuccess": [{"op": "put", "key": "b", "value": "Mg=="},
                           {"op": "put", "key": "a", "value": "Mw==", "previous": true},
                           {"op": "get", "prefix": "", "select": "keys"},
                           {"op": "delete", "start": "b", "end": "c", "select": "count"}],
             "onFailure": [{"op": "get", "key": "a"}]}
            """);

    assertThat(answer.body())
        .isEqualTo(
            "{\"succeeded\":true,\"revision\":2,\"results\":[{},{\"previous\":{\"key\":\"a\","
                + "\"value\":\"MQ==\",\"owner\":\"notebook_0\",\"revision\":1}},"
                + "{\"keys\":[\"a\",\"b\"]},{\"count\":1}]}");
    assertThat(call("GET", "/v1/kv/a").headers().firstValue(AgentApi.OWNER_HEADER))
        .contains("notebook_0");
    assertThat(call("GET", "/v1/kv?prefix=a&select=items").body())
        .isEqualTo(
            "{\"items\":[{\"key\":\"a\",\"value\":\"Mw==\",\"owner\":\"notebook_0\","
                + "\"revision\":2}],\"revision\":2}");
    assertThat(call("DELETE", "/v1/kv").statusCode()).as("all, by mistake").isEqualTo(400);
    assertThat(call("DELETE", "/v1/kv?prefix=").body()).contains("\"a\"");
  }

  @Test
  void whatIsWrongWithARequestIsSaid() throws Exception {
    assertThat(call("POST", "/v1/kv", "{\"onSuccess\": [{\"op\": \"increment\"}]}").body())
        .contains("field op is increment; get, put and delete are known");
    assertThat(call("PUT", "/v1/kv/a?owner=worker_9", "x").body())
        .contains("owner worker_9 is not an instance that runs");
    assertThat(call("PUT", "/v1/kv/a?ttl=soon", "x").body()).contains("ttl is soon");
    assertThat(call("GET", "/v1/kv?key=a&prefix=b").body()).contains("exclude each other");
    assertThat(call("POST", "/v1/kv", " ".repeat(AgentApi.MAX_TRANSACTION_BYTES + 1)).statusCode())
        .isEqualTo(413);
    assertThat(store.keys("")).isEmpty();
  }

  @Test
  void aLargeTransactionIsReadWhole() throws Exception {
    String value = Base64.getEncoder().encodeToString(new byte[900_000]);
    String put = "{\"op\":\"put\",\"key\":\"\u00e4\",\"value\":\"" + value + "\"}";

    assertThat(call("POST", "/v1/kv", "{\"onSuccess\":[" + put + "]}").statusCode()).isEqualTo(200);
    assertThat(store.get("\u00e4").orElseThrow()).hasSize(900_000);
  }

  @Test
  void aWatcherHearsWhatItAskedForFromWhereItWas() throws Exception {
    call("PUT", "/v1/kv/a/1", "x");
    long seen = store.revision();
    call("PUT", "/v1/kv/b", "not this one");
    call("PUT", "/v1/kv/a/2", "y");
    HttpResponse<Stream<String>> watch =
        operator.send(
            request("GET", "/v1/watch?prefix=a/&from=" + (seen + 1), ""),
            HttpResponse.BodyHandlers.ofLines());
    Iterator<String> lines = watch.body().iterator();

    assertThat(lines.next()).isEqualTo("{\"type\":\"READY\",\"revision\":" + seen + "}");
    assertThat(lines.next()).contains("PUT", "a/2", "eQ==");
    call("DELETE", "/v1/kv/a/1");
    assertThat(lines.next())
        .isEqualTo("{\"type\":\"DELETE\",\"key\":\"a/1\",\"revision\":" + store.revision() + "}");
    watch.body().close();
  }

  @Test
  void aWatcherThatAsksForTooOldChangesIsToldSo() throws Exception {
    for (int i = 0; i < 100; i++) {
      store.put("a", new byte[10_000]);
    }

    HttpResponse<String> answer = call("GET", "/v1/watch?from=1");

    assertThat(answer.statusCode()).isEqualTo(410);
    assertThat(AgentError.fromJson(answer.body()).code()).isEqualTo("TooOld");
  }

  @Test
  void aWatcherThatDoesNotReadHoldsNobodyUp() throws Exception {
    HttpResponse<InputStream> idle =
        operator.send(
            request("GET", "/v1/watch?prefix=", ""), HttpResponse.BodyHandlers.ofInputStream());
    byte[] value = new byte[200_000];
    for (int i = 0; i < 200; i++) {
      store.put("a", value);
    }
    assertThat(call("GET", "/v1/status").statusCode()).isEqualTo(200);
    String all = new String(idle.body().readAllBytes(), UTF_8);

    assertThat(all.lines().reduce((first, last) -> last).orElseThrow()).contains("LOST");
  }

  @Test
  void aReaderMayWaitForAValueWithoutKeepingOthersWaiting() throws Exception {
    List<CompletableFuture<HttpResponse<String>>> readers = new CopyOnWriteArrayList<>();
    for (int i = 0; i < 20; i++) {
      readers.add(
          operator.sendAsync(
              request("GET", "/v1/kv/later?wait=30s", ""), HttpResponse.BodyHandlers.ofString()));
    }
    assertThat(call("GET", "/v1/status").statusCode()).isEqualTo(200);

    call("PUT", "/v1/kv/later", "now");

    for (CompletableFuture<HttpResponse<String>> reader : readers) {
      assertThat(reader.get(20, TimeUnit.SECONDS).body()).isEqualTo("now");
    }
    assertThat(call("GET", "/v1/kv/never?wait=1").statusCode()).isEqualTo(404);
  }

  @Test
  void aValueThatIsTooLargeIsRefusedWithTheLimit() throws Exception {
    HttpResponse<String> response =
        call("PUT", "/v1/kv/big", "x".repeat(5 * AgentApi.MAX_VALUE_BYTES));

    assertThat(response.statusCode()).isEqualTo(413);
    assertThat(AgentError.fromJson(response.body()).message())
        .contains("at most 1048576 are allowed");
  }

  @Test
  void aLogIsFollowedByItsOffsets() throws Exception {
    Files.writeString(directory.resolve("notebook.log"), "one\ntwo\nthree\n");
    HttpResponse<String> tail = call("GET", "/v1/logs?file=service&tail=1");
    assertThat(tail.body()).isEqualTo("three\n");
    String next = tail.headers().firstValue(AgentApi.LOG_NEXT_HEADER).orElseThrow();

    Files.writeString(directory.resolve("notebook.log"), "one\ntwo\nthree\nfour\n");

    HttpResponse<String> more = call("GET", "/v1/logs?offset=" + next);
    assertThat(more.body()).isEqualTo("four\n");
    assertThat(more.headers().firstValue(AgentApi.LOG_OFFSET_HEADER)).contains("14");
    assertThat(tail.headers().firstValue("Heddle-Log-Container"))
        .contains(READY.place().containerId());
    assertThat(call("GET", "/v1/logs?since=60").body()).as("not noted yet").startsWith("one\n");
    log.note();
    assertThat(call("GET", "/v1/logs?since=0").body()).isEmpty();
    assertThat(call("GET", "/v1/logs?since=99999999999999").body()).startsWith("one\n");
    assertThat(call("GET", "/v1/logs?file=../../etc/passwd").statusCode()).isEqualTo(400);
  }

  @Test
  void aShutdownIsHandedOn() throws Exception {
    ShutdownRequest request = new ShutdownRequest(FinalStatus.KILLED, "bye", Optional.empty());

    assertThat(call("POST", "/v1/shutdown", request.toJson()).statusCode()).isEqualTo(202);
    assertThat(shutdowns).containsExactly(request);
    assertThat(call("POST", "/v1/shutdown", "{}").statusCode()).isEqualTo(400);
    assertThat(call("POST", "/v1/shutdown", "{\"status\":\"paused\"}").body())
        .contains("field status has the unknown value paused");
  }

  @Test
  void whatIsNotServedIsSaid() throws Exception {
    assertThat(call("GET", "/v1/nothing").statusCode()).isEqualTo(404);
    assertThat(call("GET", "/v1/status/more").statusCode()).isEqualTo(404);
    assertThat(call("POST", "/v1/kv/x").statusCode()).isEqualTo(405);
    assertThat(call("DELETE", "/v1/status").statusCode()).isEqualTo(405);
  }

  @Test
  void anAgentThatIsStartedAgainListensWhereYarnKnowsIt() throws Exception {
    int port = server.port();
    call("GET", "/v1/status");
    server.stop();

    server = start(Optional.of(port));

    assertThat(server.port()).isEqualTo(port);
  }

  @Test
  void aPortTakenByAnotherIsPassedOver() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      server.stop();
      server = start(Optional.of(taken.getLocalPort()));
      assertThat(server.port()).isNotEqualTo(taken.getLocalPort());
      assertThat(call("GET", "/v1/status").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void theStoreIsOneWithWhatTheAgentPublishes() throws Exception {
    store.publish("notebook_0", "jupyter.notebook.info", "{}".getBytes(UTF_8));

    assertThat(call("GET", "/v1/kv/jupyter.notebook.info").body()).isEqualTo("{}");
  }
}
