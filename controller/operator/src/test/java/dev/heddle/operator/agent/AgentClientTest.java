package dev.heddle.operator.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.heddle.appmaster.protocol.AgentApi;
import dev.heddle.appmaster.protocol.AgentError;
import dev.heddle.appmaster.protocol.AgentPlace;
import dev.heddle.appmaster.protocol.AgentStatus;
import dev.heddle.appmaster.protocol.FinalStatus;
import dev.heddle.appmaster.protocol.Identities;
import dev.heddle.appmaster.protocol.KeyList;
import dev.heddle.appmaster.protocol.KeyStoreSecret;
import dev.heddle.appmaster.protocol.Phase;
import dev.heddle.appmaster.protocol.ProcessStatus;
import dev.heddle.appmaster.protocol.ServiceAddress;
import dev.heddle.appmaster.protocol.ShutdownRequest;
import dev.heddle.operator.yarn.ApplicationKeys.KeyStoreFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The operator's side of the agents' interface, against a server with real certificates. */
class AgentClientTest {

  private static final String APPLICATION = "application_1700000000000_0042";

  @TempDir private Path state;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, byte[]> values = new ConcurrentHashMap<>();
  private final List<String> changes = Collections.synchronizedList(new ArrayList<>());
  private final List<String> queries = Collections.synchronizedList(new ArrayList<>());
  private InstallationAuthority authority;
  private HttpsServer server;
  private AgentClient client;

  @BeforeEach
  void start() throws Exception {
    authority = authority(state);
    server = serve(authority.issue(APPLICATION));
    client = new AgentClient(authority, threads);
  }

  @AfterEach
  void stop() {
    server.stop(0);
    threads.shutdownNow();
  }

  @Test
  void readsTheStatusOfTheApplicationThatWasMeant() {
    assertThat(client.status(agent(APPLICATION)).address().port()).isEqualTo(8888);
  }

  @Test
  void refusesAnotherApplicationAtTheAddress() {
    assertThatThrownBy(() -> client.status(agent("application_1700000000000_0043")))
        .isInstanceOfSatisfying(
            AgentException.class,
            e -> assertThat(e.reason()).isEqualTo(AgentException.Reason.WRONG_APPLICATION));
  }

  @Test
  void asksNothingOfAnotherApplicationAtTheAddress() {
    client.status(agent(APPLICATION));
    assertThatThrownBy(
            () ->
                client.shutdown(
                    agent("application_1700000000000_0043"),
                    new ShutdownRequest(FinalStatus.KILLED, "", Optional.empty())))
        .isInstanceOf(AgentException.class);
    assertThat(changes).isEmpty();
  }

  @Test
  void readsTheLogOfAContainerThatShowsTheContainersCertificate() throws Exception {
    server.stop(0);
    server = serve(authority.issue(AgentApi.containersName(APPLICATION)));

    assertThat(log(container(APPLICATION, "container_1_0042_01_000002"))).isEqualTo("printed\n");
    assertThatThrownBy(() -> log(agent(APPLICATION)))
        .as("in the application master's place")
        .hasMessageContaining("containers." + APPLICATION + " answers where " + APPLICATION);
    assertThatThrownBy(() -> log(container(APPLICATION, "container_1_0042_01_000003")))
        .as("another container of the application has the port now")
        .hasMessageContaining("container_1_0042_01_000002 answers where");
    assertThatThrownBy(
            () -> log(container("application_1700000000000_0043", "container_1_0042_01_000002")))
        .as("of another application")
        .isInstanceOfSatisfying(
            AgentException.class,
            e -> assertThat(e.reason()).isEqualTo(AgentException.Reason.WRONG_APPLICATION));
  }

  @Test
  void passesOnAWatchAsItComes() throws Exception {
    CollectedText text = new CollectedText();
    client.watch(agent(APPLICATION), watch(Map.of())).subscribe(text);

    assertThat(text.whole.get(20, TimeUnit.SECONDS)).isEqualTo("one\ntwo\n");
    assertThatThrownBy(() -> client.watch(agent(APPLICATION), watch(Map.of("from", "1"))))
        .hasMessageContaining("not kept");
    assertThatThrownBy(() -> client.watch(agent("application_1700000000000_0043"), watch(Map.of())))
        .isInstanceOf(AgentException.class);
  }

  private static KeyValueRequest watch(Map<String, String> parameters) {
    return new KeyValueRequest(KeyValueRequest.Kind.WATCH, parameters, "", Duration.ZERO);
  }

  /** All that a stream brings. */
  private static final class CollectedText implements Flow.Subscriber<List<ByteBuffer>> {
    private final CompletableFuture<String> whole = new CompletableFuture<>();
    private final StringBuilder text = new StringBuilder();

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
      buffers.forEach(buffer -> text.append(UTF_8.decode(buffer)));
    }

    @Override
    public void onError(Throwable failure) {
      whole.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
      whole.complete(text.toString());
    }
  }

  private String log(AgentAddress agent) {
    return new String(
        client.log(agent, Agents.Log.SERVICE, new Agents.From.Tail(10)).bytes(), UTF_8);
  }

  private AgentAddress container(String applicationId, String containerId) {
    return new AgentAddress(
        applicationId, "127.0.0.1", server.getAddress().getPort(), Optional.of(containerId));
  }

  @Test
  void asksForAStopWithItsGrace() {
    ShutdownRequest request =
        new ShutdownRequest(
            FinalStatus.SUCCEEDED, "the spec changed", Optional.of(Duration.ofSeconds(7)));
    client.shutdown(agent(APPLICATION), request);
    assertThat(changes).containsExactly("POST " + request.toJson());
  }

  @Test
  void putsListsGetsAndDeletesKeysOfAnyName() {
    client.put(agent(APPLICATION), "a/b c+d", "value".getBytes(UTF_8));
    assertThat(client.keys(agent(APPLICATION), "a/")).containsExactly("a/b c+d");
    assertThat(client.get(agent(APPLICATION), "a/b c+d", Duration.ZERO))
        .hasValueSatisfying(v -> assertThat(v).isEqualTo("value".getBytes(UTF_8)));
    assertThat(client.delete(agent(APPLICATION), "a/b c+d")).isTrue();
    assertThat(client.delete(agent(APPLICATION), "a/b c+d")).isFalse();
    assertThat(client.get(agent(APPLICATION), "a/b c+d", Duration.ZERO)).isEmpty();
  }

  @Test
  void waitsForAKeyInTheAgentsOwnWords() {
    client.put(agent(APPLICATION), "k", "v".getBytes(UTF_8));

    client.get(agent(APPLICATION), "k", Duration.ofSeconds(30));
    client.get(agent(APPLICATION), "k", Duration.ofMillis(1200));

    assertThat(queries)
        .as("whole seconds, as AgentApi says")
        .containsExactly("wait=30s", "wait=2s");
  }

  @Test
  void aRestartedOperatorIsStillKnownToTheAgents() throws Exception {
    AgentClient later = new AgentClient(authority(state), threads);
    assertThat(later.status(agent(APPLICATION)).phase()).isEqualTo(Phase.READY);
  }

  @Test
  void anotherInstallationIsNotTrustedByEitherSide(@TempDir Path elsewhere) throws Exception {
    AgentClient stranger = new AgentClient(authority(elsewhere), threads);
    assertThatThrownBy(() -> stranger.status(agent(APPLICATION)))
        .isInstanceOfSatisfying(
            AgentException.class,
            e -> assertThat(e.reason()).isEqualTo(AgentException.Reason.UNREACHABLE));
  }

  @Test
  void anApplicationWhoseCertificateRunsOutIsGivenAnotherOneAtTheNextLook() throws Exception {
    client.status(agent(APPLICATION));
    assertThat(changes).as("too early").isEmpty();
    Clock nineMonthsAgo = Clock.offset(Clock.systemUTC(), Duration.ofDays(-270));
    server.stop(0);
    server =
        serve(
            InstallationAuthority.open(state, nineMonthsAgo, new SecureRandom())
                .issue(APPLICATION));

    assertThat(client.status(agent(APPLICATION)).phase()).isEqualTo(Phase.READY);
    client.status(agent(APPLICATION));

    assertThat(changes).as("once").hasSize(1);
    Identities brought = Identities.fromJson(changes.get(0).substring("POST ".length()));
    assertThat(names(brought.own())).containsExactly("CN=" + APPLICATION);
    assertThat(names(brought.containers()))
        .containsExactly("CN=" + AgentApi.containersName(APPLICATION));
  }

  private static List<String> names(KeyStoreSecret secret) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(
          new ByteArrayInputStream(secret.keyStore()),
          new String(secret.password(), UTF_8).toCharArray());
      List<String> names = new ArrayList<>();
      for (String alias : Collections.list(store.aliases())) {
        if (store.isKeyEntry(alias)) {
          names.add(
              ((X509Certificate) store.getCertificate(alias)).getSubjectX500Principal().getName());
        }
      }
      return names;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void anAgentThatIsNotThereIsUnreachable() {
    server.stop(0);
    assertThatThrownBy(() -> client.status(agent(APPLICATION)))
        .isInstanceOfSatisfying(
            AgentException.class,
            e -> assertThat(e.reason()).isEqualTo(AgentException.Reason.UNREACHABLE));
  }

  @Test
  void theAuthoritysKeyIsReadableByTheOperatorAlone() throws Exception {
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(state.resolve("authority.p12"))))
        .isEqualTo("rw-------");
    assertThat(state.toFile().list()).containsExactly("authority.p12");
  }

  private AgentAddress agent(String applicationId) {
    return new AgentAddress(applicationId, "127.0.0.1", server.getAddress().getPort());
  }

  private static InstallationAuthority authority(Path directory) {
    return InstallationAuthority.open(directory, Clock.systemUTC(), new SecureRandom());
  }

  /** As the agent does it: the key store's own entries say who it is and whom it trusts. */
  private HttpsServer serve(KeyStoreFile file) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    char[] password = file.password().toCharArray();
    store.load(new ByteArrayInputStream(file.pkcs12()), password);
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(store, password);
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    HttpsServer https =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    https.setHttpsConfigurator(
        new HttpsConfigurator(context) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters ssl = context.getDefaultSSLParameters();
            ssl.setNeedClientAuth(true);
            parameters.setSSLParameters(ssl);
          }
        });
    https.setExecutor(threads);
    https.createContext("/", this::answer);
    https.start();
    return https;
  }

  private void answer(HttpExchange exchange) throws IOException {
    String caller = ((HttpsExchange) exchange).getSSLSession().getPeerPrincipal().getName();
    assertThat(caller).contains("CN=" + AgentApi.OPERATOR_NAME);
    byte[] body = exchange.getRequestBody().readAllBytes();
    String path = exchange.getRequestURI().getPath();
    String method = exchange.getRequestMethod();
    Optional.ofNullable(exchange.getRequestURI().getQuery()).ifPresent(queries::add);
    if (path.equals(AgentApi.STATUS)) {
      send(exchange, 200, status().toJson().getBytes(UTF_8));
    } else if (path.equals(AgentApi.SHUTDOWN) || path.equals(AgentApi.IDENTITY)) {
      changes.add(method + " " + new String(body, UTF_8));
      send(exchange, 202, new byte[0]);
    } else if (path.equals(AgentApi.WATCH)) {
      if ("from=1".equals(exchange.getRequestURI().getQuery())) {
        send(exchange, 410, new AgentError("TooOld", "not kept").toJson().getBytes(UTF_8));
        return;
      }
      exchange.sendResponseHeaders(200, 0);
      exchange.getResponseBody().write("one\n".getBytes(UTF_8));
      exchange.getResponseBody().flush();
      exchange.getResponseBody().write("two\n".getBytes(UTF_8));
      exchange.close();
    } else if (path.equals(AgentApi.LOGS)) {
      exchange
          .getResponseHeaders()
          .set(AgentApi.LOG_CONTAINER_HEADER, "container_1_0042_01_000002");
      send(exchange, 200, "printed\n".getBytes(UTF_8));
    } else if (path.equals(AgentApi.KEY_VALUES)) {
      send(exchange, 200, new KeyList(List.copyOf(values.keySet())).toJson().getBytes(UTF_8));
    } else {
      key(exchange, method, path.substring(AgentApi.KEY_VALUES.length() + 1), body);
    }
  }

  private void key(HttpExchange exchange, String method, String key, byte[] body)
      throws IOException {
    byte[] missing = new AgentError("NotFound", "there is no key " + key).toJson().getBytes(UTF_8);
    switch (method) {
      case "PUT" -> {
        values.put(key, body);
        send(exchange, 204, new byte[0]);
      }
      case "DELETE" -> send(exchange, values.remove(key) == null ? 404 : 204, new byte[0]);
      default -> {
        byte[] value = values.get(key);
        send(exchange, value == null ? 404 : 200, value == null ? missing : value);
      }
    }
  }

  private static void send(HttpExchange exchange, int code, byte[] body) throws IOException {
    exchange.sendResponseHeaders(code, body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }

  private static AgentStatus status() {
    return new AgentStatus(
        Phase.READY,
        new AgentPlace(APPLICATION, 1, "container_1700000000000_0042_01_000001", 0),
        new ServiceAddress("127.0.0.1", 8888, "/", "http"),
        new ProcessStatus(
            1, 0, Optional.empty(), Instant.EPOCH, Optional.of(Instant.EPOCH), Optional.empty()),
        Optional.empty(),
        "");
  }
}
