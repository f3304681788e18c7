package dev.heddle.operator.api;

import static dev.heddle.operator.api.RunningApi.NOTEBOOKS;
import static dev.heddle.operator.api.RunningApi.notebook;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.operator.api.RunningApi.Reply;
import dev.heddle.reconciler.store.StoreException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessTest {

  @TempDir Path directory;
  private RunningApi api;

  @BeforeEach
  void start() throws IOException {
    api = new RunningApi(directory);
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void withoutTheTokenNothingIsServed() {
    for (String path : new String[] {NOTEBOOKS, "/api", "/version", "/nonsense"}) {
      Reply none = api.exchange(api.request(path).build());
      assertThat(none.code()).as(path).isEqualTo(401);
      assertThat(none.json().path("reason").asText()).isEqualTo("Unauthorized");
      Reply wrong = api.exchange(api.request(path).header("Authorization", "Bearer no").build());
      assertThat(wrong.code()).isEqualTo(401);
      Reply basic = api.exchange(api.request(path).header("Authorization", "Basic YTpi").build());
      assertThat(basic.code()).isEqualTo(401);
    }
  }

  @Test
  void healthNeedsNoTokenAndMetricsDo() {
    assertThat(anonymous("/healthz").body()).isEqualTo("ok");
    assertThat(anonymous("/livez").body()).isEqualTo("ok");
    assertThat(anonymous("/readyz").body()).isEqualTo("ok");
    api.get(NOTEBOOKS);
    assertThat(anonymous("/metrics").code()).isEqualTo(401);
    assertThat(api.get("/metrics").body())
        .contains("heddle_api_watches")
        .contains("heddle_api_requests_seconds_count{code=\"200\",method=\"GET\",")
        .doesNotContain("Bearer");
  }

  @Test
  void readinessNamesTheComponentThatIsNotReady() {
    api.health.ready("store", Optional::empty);
    api.health.ready("yarn", () -> Optional.of("the ResourceManager does not answer"));
    api.health.ready(
        "broken",
        () -> {
          throw new IllegalStateException("boom");
        });

    Reply reply = anonymous("/readyz");

    assertThat(reply.code()).isEqualTo(503);
    assertThat(reply.body())
        .isEqualTo(
            """
            [-]broken failed: the check itself failed: java.lang.IllegalStateException: boom
            [+]store ok
            [-]yarn failed: the ResourceManager does not answer
            readyz check failed
            """);
    assertThat(anonymous("/livez").code()).isEqualTo(200);
  }

  @Test
  void livenessIsJudgedApart() {
    api.health.live("queue", () -> Optional.of("no worker has moved for 10 minutes"));

    assertThat(anonymous("/livez").code()).isEqualTo(503);
    assertThat(anonymous("/healthz").code()).isEqualTo(503);
    assertThat(anonymous("/readyz?verbose").body()).isEqualTo("readyz check passed\n");
  }

  @Test
  void whileTheStoreIsAwayClientsAreAskedToComeBack() {
    api.store.breakDown(Reason.UNAVAILABLE);

    Reply read = api.get(NOTEBOOKS);
    assertThat(read.code()).isEqualTo(503);
    assertThat(read.json().path("reason").asText()).isEqualTo("ServiceUnavailable");
    assertThat(read.json().at("/details/retryAfterSeconds").asInt()).isEqualTo(1);
    assertThat(read.raw().headers().firstValue("Retry-After")).contains("1");
    assertThat(api.post(NOTEBOOKS, notebook("churn").toString()).code()).isEqualTo(503);
    assertThat(api.get(NOTEBOOKS + "?watch=true").code()).isEqualTo(503);

    api.store.heal();
    assertThat(api.get(NOTEBOOKS).code()).isEqualTo(200);
  }

  @Test
  void anAnswerThatWasLostIsNotCalledAFailure() {
    api.store.breakDown(Reason.UNKNOWN_OUTCOME);

    Reply reply = api.post(NOTEBOOKS, notebook("churn").toString());

    assertThat(reply.code()).isEqualTo(504);
    assertThat(reply.json().path("message").asText()).contains("may have been applied");
  }

  @Test
  void theTokenFileIsForItsOwnerOnlyAndStays() throws IOException {
    Path file = directory.resolve("state/token");

    TokenFile first = TokenFile.openOrCreate(file, new SecureRandom());

    String text = Files.readString(file).strip();
    assertThat(text).hasSizeGreaterThan(40);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(first.toString()).doesNotContain(text);
    assertThat(TokenFile.openOrCreate(file, new SecureRandom()).matches(text)).isTrue();
  }

  @Test
  void aTokenFileThatOthersCanReadIsRefused() throws IOException {
    Path file = directory.resolve("token");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

    assertThatThrownBy(() -> TokenFile.openOrCreate(file, new SecureRandom()))
        .hasMessageContaining("can be read by others")
        .hasMessageContaining("chmod 600");
  }

  @Test
  void discoveryNamesWhatIsServed() {
    assertThat(api.get("/apis").json().at("/groups/0/name").asText()).isEqualTo("heddle.dev");
    assertThat(api.get("/api").json().at("/versions/0").asText()).isEqualTo("v1");
    assertThat(api.get("/apis/heddle.dev/v1").json().path("resources").findValuesAsText("name"))
        .contains("notebooks", "notebooks/status", "applications", "sources");
    assertThat(api.get("/api/v1").json().path("resources").findValuesAsText("name"))
        .contains("namespaces", "events", "secrets");
    assertThat(api.get("/version").json().path("gitVersion").asText()).contains("heddle-test");
  }

  private Reply anonymous(String path) {
    return api.exchange(api.request(path).build());
  }
}
