package dev.heddle.operator.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.appmaster.protocol.StreamRequest;
import dev.heddle.crd.application.Application;
import dev.heddle.crd.json.Json;
import dev.heddle.crd.json.Kinds;
import dev.heddle.operator.access.User;
import dev.heddle.operator.api.RunningApi.Lines;
import dev.heddle.operator.pod.Applications;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class PodStreamsTest {

  private static final String PODS = "/api/v1/namespaces/team-a/pods/";
  private static final String POD = PODS + "churn-am-2";
  private static final String V5 = "v5.channel.k8s.io";

  @TempDir private Path directory;
  private RunningApi api;

  @BeforeEach
  void start() throws IOException {
    api = new RunningApi(directory);
    run(Applications.notebook("churn", Applications.MASTER_ONLY));
    run(Applications.application("app", Applications.WITH_WORKERS));
  }

  @AfterEach
  void stop() {
    api.close();
  }

  private Application run(ObjectNode tree) {
    api.store.create(Kinds.APPLICATION, tree);
    Application application = Json.fromTree(Kinds.APPLICATION, tree);
    api.applications.run(application.key());
    api.applications.print(application.key(), "one\ntwo\nthree\n");
    api.applications.print(application.key(), "worker_0", "w one\nw two\n");
    return application;
  }

  /** What a command printed, as channel and text; complete when the server has closed. */
  private static final class Seen implements WebSocket.Listener {
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();
    private final StringBuilder text = new StringBuilder();
    final CompletableFuture<String> closed = new CompletableFuture<>();

    @Override
    public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
      byte[] bytes = new byte[data.remaining()];
      data.get(bytes);
      message.writeBytes(bytes);
      if (last) {
        byte[] whole = message.toByteArray();
        message.reset();
        if (whole.length > 1) {
          text.append(whole[0]).append(new String(whole, 1, whole.length - 1, UTF_8)).append('|');
        }
      }
      socket.request(1);
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      closed.complete(code + " " + text);
      return CompletableFuture.completedFuture(null);
    }
  }

  private WebSocket open(String path, String protocol, Seen seen) {
    return api.webSocket(path, protocol, seen);
  }

  @Test
  void whatIsTypedReachesTheCommandAndItsOutputTheClient() throws Exception {
    Seen seen = new Seen();
    WebSocket socket =
        open(POD + "/exec?command=cat&command=-u&stdin=true&stdout=true&tty=true", V5, seen);
    socket.sendBinary(bytes(0, "hello"), true).join();
    socket.sendBinary(bytes(4, "{\"Width\": 80, \"Height\": 24}"), true).join();
    socket.sendBinary(ByteBuffer.wrap(new byte[] {(byte) 255, 0}), true).join();

    assertThat(seen.closed.get())
        .isEqualTo(
            "1000 1hello|1size 80 24|3{\"kind\":\"Status\",\"apiVersion\":\"v1\","
                + "\"metadata\":{},\"status\":\"Success\"}|");
    assertThat(api.applications.streams().get(0).request())
        .isEqualTo(new StreamRequest.Exec(List.of("cat", "-u"), true));
    await().until(() -> api.applications.streams().get(0).isClosed());
  }

  private static ByteBuffer bytes(int channel, String text) {
    byte[] content = text.getBytes(UTF_8);
    return ByteBuffer.allocate(content.length + 1).put((byte) channel).put(content).flip();
  }

  @Test
  void anExitCodeIsToldAsKubernetesTellsIt() throws Exception {
    Seen seen = new Seen();
    open(POD + "/exec?command=7&stdout=true&stderr=true", V5, seen);

    assertThat(seen.closed.get())
        .contains("2oh|", "\"reason\":\"NonZeroExitCode\"")
        .contains("\"causes\":[{\"reason\":\"ExitCode\",\"message\":\"7\"}]");
  }

  @Test
  void aCommandEndsWhenItsClientGoes() {
    WebSocket socket = open(POD + "/exec?command=cat&stdin=true&stdout=true", V5, new Seen());

    socket.abort();

    await().until(() -> api.applications.streams().get(0).isClosed());
  }

  /** Whoever loses his right in the middle of a session loses the session, too. */
  @Test
  void aSessionEndsWithTheTokenThatOpenedIt() {
    String token =
        api.post(
                "/apis/heddle.dev/v1/access/tokens",
                "{\"user\": \"ada\", \"groups\": [\"system:masters\"], \"expires\": \"2h\"}")
            .json()
            .path("token")
            .asText();
    api.webSocket(token, POD + "/exec?command=cat&stdin=true&stdout=true", V5, new Seen());
    assertThat(api.applications.streams().get(0).isClosed()).isFalse();

    api.clock.pass(Duration.ofHours(3));

    await().until(() -> api.applications.streams().get(0).isClosed());
  }

  private int refused(String path, String protocol) {
    CompletableFuture<Integer> code = new CompletableFuture<>();
    assertThatThrownBy(() -> open(path, protocol, new Seen()))
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(WebSocketHandshakeException.class)
        .satisfies(
            e ->
                code.complete(
                    ((WebSocketHandshakeException) e.getCause()).getResponse().statusCode()));
    return code.join();
  }

  @Test
  void whatCannotBeOpenedIsRefusedBeforeTheUpgrade() {
    assertThat(refused(PODS + "nobody-am-1/exec?command=id", V5)).isEqualTo(404);
    assertThat(refused(POD + "/exec", V5)).isEqualTo(400);
    assertThat(refused(POD + "/exec?command=id&container=other", V5)).isEqualTo(400);
    assertThat(refused(POD + "/exec?command=id", "v9.channel.k8s.io")).isEqualTo(400);
    assertThat(refused(POD + "/attach?stdin=true", V5)).isEqualTo(400);
    assertThat(api.get(POD + "/exec?command=id").code()).isEqualTo(400);
    assertThat(api.applications.streams()).isEmpty();
  }

  @Test
  void aStreamIsForTheOwnerAndForAdministrators() {
    Application churn =
        Json.fromTree(Kinds.APPLICATION, Applications.notebook("churn", Applications.MASTER_ONLY));

    PodEndpoint.requireOwner(caller("ada"), churn);
    PodEndpoint.requireOwner(caller("root", User.MASTERS), churn);
    assertThatThrownBy(() -> PodEndpoint.requireOwner(caller("bob", "ada"), churn))
        .isInstanceOf(ApiException.class)
        .hasMessageContaining("only the owner");
  }

  private static Caller caller(String name, String... groups) {
    return new Caller(User.authenticated(name, List.of(groups)), Optional.empty());
  }

  @Test
  void commandsCanBeSwitchedOff(@TempDir Path other) throws IOException {
    api.close();
    api = new RunningApi(other, new ApiSettings("127.0.0.1", 0, "ada", 9, 9, 9, false));
    run(Applications.notebook("churn", Applications.MASTER_ONLY));

    assertThat(refused(POD + "/exec?command=id", V5)).isEqualTo(403);
  }

  @Test
  void aLogIsReadAsKubectlAsks() {
    assertThat(api.get(POD + "/log").body()).isEqualTo("one\ntwo\nthree\n");
    assertThat(api.get(POD + "/log?tailLines=1&container=worker").body()).isEqualTo("three\n");
    assertThat(api.get(POD + "/log?limitBytes=5").body()).isEqualTo("one\nt");
    assertThat(api.get(POD + "/log?sinceSeconds=5").body()).isEqualTo("three\n");
    assertThat(api.get(POD + "/log?sinceTime=2026-11-23T01:00:00Z").body()).isEqualTo("three\n");
    assertThat(api.get(PODS + "app-worker-0/log").body()).isEqualTo("w one\nw two\n");
    assertThat(api.get(PODS + "app-am-1/log").body()).isEmpty();
    assertThat(api.get(POD + "/log?previous=true").code()).isEqualTo(404);
    assertThat(api.get(POD + "/log?container=other").code()).isEqualTo(400);
    assertThat(api.get(POD + "/log?sinceTime=yesterday").code()).isEqualTo(400);
    assertThat(api.get(PODS + "churn-am-9/log").code()).isEqualTo(404);
  }

  @Test
  void aLogThatIsFollowedGoesOnUntilItsEnd() {
    Application churn =
        Json.fromTree(Kinds.APPLICATION, Applications.notebook("churn", Applications.MASTER_ONLY));
    try (Lines log = api.stream(POD + "/log?follow=true&tailLines=1")) {
      assertThat(log.next()).contains("three");
      api.applications.print(churn.key(), "four\n");
      assertThat(log.next()).contains("four");
      api.applications.kill(churn);
      assertThat(log.next()).isEmpty();
    }
  }

  @Test
  void toDeleteAPodEndsItsContainer() {
    Application app =
        Json.fromTree(
            Kinds.APPLICATION, Applications.application("app", Applications.WITH_WORKERS));

    assertThat(api.delete(PODS + "app-worker-0").code()).isEqualTo(200);

    assertThat(api.applications.endedContainers(app.key())).containsExactly("worker_0");
    assertThat(api.delete(PODS + "app-am-1").code()).isEqualTo(405);
    assertThat(api.delete(PODS + "app-worker-7").code()).isEqualTo(404);
  }
}
