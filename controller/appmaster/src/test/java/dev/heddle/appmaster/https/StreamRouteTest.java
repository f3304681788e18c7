package dev.heddle.appmaster.https;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.heddle.appmaster.kv.StoreForTests;
import dev.heddle.appmaster.protocol.JsonObject;
import dev.heddle.appmaster.protocol.PortRange;
import dev.heddle.appmaster.protocol.StreamFrame;
import dev.heddle.appmaster.protocol.StreamFrame.Kind;
import dev.heddle.appmaster.protocol.StreamRequest;
import dev.heddle.appmaster.stream.AgentStream;
import dev.heddle.appmaster.stream.ExecStream;
import dev.heddle.appmaster.stream.ForwardStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class StreamRouteTest {
  private static final String APPLICATION = "application_1_0007";

  private static TestAuthority authority;
  private static SSLContext application;
  private static SSLContext operator;

  @TempDir private Path directory;
  private AgentServer server;

  @BeforeAll
  static void issueCertificates() throws Exception {
    authority = new TestAuthority("CN=authority");
    application = authority.context("CN=" + APPLICATION);
    operator = authority.context("CN=heddle-operator");
  }

  @BeforeEach
  void start() throws Exception {
    server =
        AgentServer.start(
            application,
            InetAddress.getLoopbackAddress(),
            PortRange.DEFAULT,
            directory.hashCode(),
            Optional.empty(),
            Routes.alone(
                    new AgentRoutes(
                        () -> {
                          throw new IllegalArgumentException("no status here");
                        },
                        StoreForTests.open(directory),
                        Map.of(),
                        request -> {}),
                    APPLICATION)
                .with(
                    new StreamRoute(
                        application,
                        InetAddress.getLoopbackAddress(),
                        PortRange.DEFAULT,
                        "container_1_0007_01_000001",
                        this::open)));
  }

  @AfterEach
  void stop() {
    server.stop();
  }

  private AgentStream open(StreamRequest request) {
    if (request instanceof StreamRequest.Forward forward) {
      return new ForwardStream(forward.port(), "localhost");
    }
    StreamRequest.Exec exec = (StreamRequest.Exec) request;
    if (exec.command().get(0).equals("nothing")) {
      throw new IllegalStateException("no process runs");
    }
    return new ExecStream(exec, Map.of("PATH", "/usr/bin:/bin", "GREETING", "good day"), directory);
  }

  private static HttpResponse<String> ask(AgentServer of, SSLContext as, String body)
      throws Exception {
    return HttpClient.newBuilder()
        .sslContext(as)
        .version(HttpClient.Version.HTTP_1_1)
        .build()
        .send(
            HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + of.port() + "/v1/streams"))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  private SSLSocket connect(SSLContext as, StreamRequest request) throws Exception {
    HttpResponse<String> answer = ask(server, operator, request.toJson());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    int port = (int) JsonObject.parse(answer.body()).integer("port");
    return (SSLSocket) as.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
  }

  private SSLSocket exec(String... command) throws Exception {
    return connect(operator, new StreamRequest.Exec(List.of(command), false));
  }

  /** What came, by kind, until the end. */
  private static Map<Kind, String> all(InputStream input) throws IOException {
    Map<Kind, String> all = new EnumMap<>(Kind.class);
    Optional<StreamFrame> frame = StreamFrame.read(input);
    while (frame.isPresent()) {
      all.merge(frame.get().kind(), new String(frame.get().bytes(), UTF_8), String::concat);
      frame = StreamFrame.read(input);
    }
    return all;
  }

  private static void send(SSLSocket socket, Kind kind, String text) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    StreamFrame.write(socket.getOutputStream(), kind, bytes, 0, bytes.length);
  }

  @Test
  void aCommandRunsWithTheEnvironmentOfTheProcess() throws Exception {
    try (SSLSocket socket =
        exec("sh", "-c", "echo $GREETING; pwd; echo oh >&2; env | grep -c SECRET; exit 7")) {
      Map<Kind, String> all = all(socket.getInputStream());

      assertThat(all.get(Kind.OUT)).isEqualTo("good day\n" + directory.toRealPath() + "\n0\n");
      assertThat(all.get(Kind.ERR)).isEqualTo("oh\n");
      assertThat(all.get(Kind.EXIT)).isEqualTo("7");
    }
  }

  @Test
  void whatIsTypedGoesInAndItsEndToo() throws Exception {
    try (SSLSocket socket = exec("wc", "-c")) {
      byte[] much = new byte[300_000];
      StreamFrame.write(socket.getOutputStream(), Kind.IN, much, 0, much.length);
      StreamFrame.write(socket.getOutputStream(), Kind.IN_END);

      Map<Kind, String> all = all(socket.getInputStream());

      assertThat(all.get(Kind.OUT).strip()).isEqualTo("300000");
      assertThat(all.get(Kind.EXIT)).isEqualTo("0");
    }
  }

  @Test
  void aCommandThatIsNotThereEndsAsInAShell() throws Exception {
    try (SSLSocket socket = exec("no-such-program")) {
      Map<Kind, String> all = all(socket.getInputStream());

      assertThat(all.get(Kind.EXIT)).isEqualTo("127");
      assertThat(all.get(Kind.ERR)).contains("no-such-program");
    }
  }

  @Test
  void aTerminalHasTheSizeItIsGiven() throws Exception {
    try (SSLSocket socket =
        connect(
            operator,
            new StreamRequest.Exec(
                List.of(
                    "sh",
                    "-c",
                    "tty; until [ \"$(stty size)\" = '33 101' ]; do sleep 0.05; done; exit 3"),
                true))) {
      InputStream input = socket.getInputStream();
      assertThat(new String(StreamFrame.read(input).orElseThrow().bytes(), UTF_8))
          .startsWith("/dev/pts/");

      send(socket, Kind.RESIZE, "101 33");

      assertThat(all(input).get(Kind.EXIT)).isEqualTo("3");
    }
  }

  @Test
  void aCommandEndsWhenTheOperatorGoes() throws Exception {
    SSLSocket socket = exec("sh", "-c", "echo $$; sleep 1000 & wait");
    String pid =
        new String(StreamFrame.read(socket.getInputStream()).orElseThrow().bytes(), UTF_8).strip();
    ProcessHandle process = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();

    socket.close();

    await().until(() -> !process.isAlive());
  }

  @Test
  void aSlowReaderHoldsTheCommandUpAndNothingElse() throws Exception {
    try (SSLSocket socket = exec("sh", "-c", "yes | head -c 4000000");
        SSLSocket other = exec("echo", "quick")) {
      assertThat(all(other.getInputStream()).get(Kind.OUT)).isEqualTo("quick\n");
      long bytes = 0;
      Optional<StreamFrame> frame = StreamFrame.read(socket.getInputStream());
      while (frame.isPresent()) {
        bytes += frame.get().kind() == Kind.OUT ? frame.get().length() : 0;
        frame = StreamFrame.read(socket.getInputStream());
      }
      assertThat(bytes).isEqualTo(4_000_000);
    }
  }

  @Test
  void aPortIsReachedAndBothSidesEndOnTheirOwn() throws Exception {
    try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        SSLSocket socket = connect(operator, new StreamRequest.Forward(listening.getLocalPort()))) {
      CompletableFuture<String> seen =
          CompletableFuture.supplyAsync(() -> answer(listening, "and good bye"));
      send(socket, Kind.IN, "good day");
      StreamFrame.write(socket.getOutputStream(), Kind.IN_END);

      InputStream input = socket.getInputStream();
      assertThat(new String(StreamFrame.read(input).orElseThrow().bytes(), UTF_8))
          .isEqualTo("and good bye");
      assertThat(StreamFrame.read(input).orElseThrow().kind()).isEqualTo(Kind.OUT_END);
      assertThat(seen.get()).isEqualTo("good day");
    }
  }

  private static String answer(ServerSocket listening, String text) {
    try (Socket socket = listening.accept()) {
      String seen = new String(socket.getInputStream().readAllBytes(), UTF_8);
      OutputStream output = socket.getOutputStream();
      output.write(text.getBytes(UTF_8));
      return seen;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aPortWhereNothingListensIsSaid() throws Exception {
    int free;
    try (ServerSocket once = new ServerSocket(0)) {
      free = once.getLocalPort();
    }
    try (SSLSocket socket = connect(operator, new StreamRequest.Forward(free))) {
      assertThat(all(socket.getInputStream()).get(Kind.FAILED)).contains("port " + free);
    }
  }

  @Test
  void nobodyButTheOperatorOpensAStream() throws Exception {
    String body = new StreamRequest.Exec(List.of("id"), false).toJson();
    for (String name : List.of("containers." + APPLICATION, APPLICATION, "application_1_0008")) {
      assertThat(ask(server, authority.context("CN=" + name), body).statusCode()).isEqualTo(403);
    }
  }

  @Test
  void nobodyButTheOperatorTakesAStreamThatIsOpen() throws Exception {
    SSLContext container = authority.context("CN=containers." + APPLICATION);
    try (SSLSocket socket =
        connect(container, new StreamRequest.Exec(List.of("echo", "secret"), false))) {
      assertThatThrownBy(
              () -> {
                assertThat(all(socket.getInputStream())).isEmpty();
                throw new IOException("closed");
              })
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void badRequestsAreTold() throws Exception {
    assertThat(ask(server, operator, "{\"command\": []}").statusCode()).isEqualTo(400);
    assertThat(ask(server, operator, "{\"port\": 70000}").statusCode()).isEqualTo(400);
    assertThat(ask(server, operator, "{\"port\": -1}").statusCode()).isEqualTo(400);
    assertThat(ask(server, operator, "nonsense").statusCode()).isEqualTo(400);
    HttpResponse<String> none = ask(server, operator, "{\"command\": [\"nothing\"]}");
    assertThat(none.statusCode()).isEqualTo(409);
    assertThat(none.body()).contains("no process runs");
  }

  @Test
  void anyBytesAreAPieceOrAnError() {
    Random random = new Random(7);
    int refused = 0;
    for (int i = 0; i < 100_000; i++) {
      byte[] bytes = new byte[random.nextInt(12)];
      random.nextBytes(bytes);
      try {
        StreamFrame.read(new ByteArrayInputStream(bytes));
      } catch (IOException e) {
        refused++;
      }
    }
    assertThat(refused).isPositive();
  }

  @Test
  void aPieceComesBackAsItWas() throws Exception {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    byte[] bytes = new byte[StreamFrame.MAX_BYTES + 5];
    bytes[StreamFrame.MAX_BYTES] = 9;
    StreamFrame.write(output, Kind.ERR, bytes, 0, bytes.length);
    InputStream input = new ByteArrayInputStream(output.toByteArray());

    assertThat(StreamFrame.read(input).orElseThrow().length()).isEqualTo(StreamFrame.MAX_BYTES);
    assertThat(StreamFrame.read(input).orElseThrow().bytes()).containsExactly(9, 0, 0, 0, 0);
    assertThat(StreamFrame.read(input)).isEmpty();
  }
}
