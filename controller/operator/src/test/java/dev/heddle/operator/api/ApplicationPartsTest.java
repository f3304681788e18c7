package dev.heddle.operator.api;

import static dev.heddle.operator.api.RunningApi.APPLICATIONS;
import static dev.heddle.operator.api.RunningApi.tree;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.ResourceKey;
import dev.heddle.operator.api.RunningApi.Lines;
import dev.heddle.operator.api.RunningApi.Reply;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class ApplicationPartsTest {

  private static final ResourceKey DEMO = new ResourceKey("Application", "team-a", "demo");
  private static final String KV = APPLICATIONS + "/demo/kv";

  private RunningApi api;

  @BeforeEach
  void start(@TempDir Path directory) throws IOException {
    api = new RunningApi(directory);
    Reply created =
        api.post(
            APPLICATIONS,
            tree("""
                    {"apiVersion": "heddle.dev/v1", "kind": "Application",
                     "metadata": {"name": "demo"},
                     "spec": {"services": {"main": {"script": "sleep 1",
                       "resources": {"memory": 1024, "vcores": 1}}}}}
                    """)
                .toString());
    assertThat(created.code()).as(created.body()).isEqualTo(201);
    assertThat(api.store.get(Kinds.APPLICATION, "team-a", "demo")).isPresent();
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void valuesAreKeptToTheByteUnderAnyKey() {
    api.applications.run(DEMO);

    assertThat(api.put(KV + "/a%20b%2Fc+d", "x\ny").code()).isEqualTo(204);

    assertThat(api.get(KV + "/a%20b%2Fc+d").body()).isEqualTo("x\ny");
    assertThat(api.get(KV).json().toString()).isEqualTo("{\"keys\":[\"a b/c+d\"]}");
    assertThat(api.get(KV + "?start=a&end=b&select=items").json().toString())
        .contains("READ", "{end=b, select=items, start=a}");
    assertThat(api.get(KV + "?watch=true&prefix=a&from=7&wait=5s").json().toString())
        .contains("WATCH", "{from=7, prefix=a, wait=5s}");
    assertThat(api.get(KV + "?watch=true&prefix=a&from=7&type=PUT").json().toString())
        .as("a stream, which here ends at once")
        .contains("WATCH", "{from=7, prefix=a, type=PUT}");
    assertThat(api.get(KV + "?prefix=z").json().toString()).isEqualTo("{\"keys\":[]}");
    assertThat(api.delete(KV + "/a%20b%2Fc+d").code()).isEqualTo(204);
    assertThat(api.delete(KV + "/a%20b%2Fc+d").code()).isEqualTo(404);
  }

  @Test
  void aKeyThatIsNotSetSaysSo() {
    api.applications.run(DEMO);

    Reply reply = api.get(KV + "/k");

    assertThat(reply.code()).isEqualTo(404);
    assertThat(reply.json().path("message").asText()).isEqualTo("Key 'k' is not set");
    assertThat(api.get(KV + "/k?wait=soon").code()).isEqualTo(400);
  }

  @Test
  void aKeyIsWaitedFor() {
    api.applications.run(DEMO);
    CompletableFuture<Reply> waiting =
        CompletableFuture.supplyAsync(() -> api.get(KV + "/k?wait=20s"));

    api.applications.put(DEMO, "k", "v");

    assertThat(waiting.join().body()).isEqualTo("v");
  }

  @Test
  void aValueThatIsTooLargeIsRefused() {
    api.applications.run(DEMO);

    assertThat(api.put(KV + "/k", "x".repeat((1 << 20) + 1)).code()).isEqualTo(413);
  }

  @Test
  void anApplicationThatDoesNotRunSaysSo() {
    Reply reply = api.get(KV);

    assertThat(reply.code()).isEqualTo(409);
    assertThat(reply.json().path("message").asText()).contains("is not running");
    assertThat(api.get(APPLICATIONS + "/other/kv").code()).isEqualTo(404);
  }

  @Test
  void theLogIsReadWholeByItsTailOrFromAnOffset() {
    api.applications.run(DEMO);
    api.applications.print(DEMO, "one\ntwo\nthree\n");

    Reply whole = api.get(APPLICATIONS + "/demo/log");
    assertThat(whole.body()).isEqualTo("one\ntwo\nthree\n");
    assertThat(whole.raw().headers().firstValue("Heddle-Log-Next")).contains("14");
    assertThat(api.get(APPLICATIONS + "/demo/log?tail=2").body()).isEqualTo("two\nthree\n");
    assertThat(api.get(APPLICATIONS + "/demo/log?offset=8").body()).isEqualTo("three\n");
    assertThat(api.get(APPLICATIONS + "/demo/log?tail=-1").code()).isEqualTo(400);
  }

  @Test
  void aFollowedLogGoesOnUntilTheProcessEnds() {
    api.applications.run(DEMO);
    api.applications.print(DEMO, "one\n");

    try (Lines log = api.stream(APPLICATIONS + "/demo/log?follow=true")) {
      assertThat(log.next()).contains("one");
      api.applications.print(DEMO, "two\n");
      assertThat(log.next()).contains("two");
      api.applications.print(DEMO, "three\n");
      assertThat(api.post(APPLICATIONS + "/demo/kill", "").code()).isEqualTo(202);
      assertThat(log.next()).contains("three");
      assertThat(log.next()).isEmpty();
    }
  }

  @Test
  void aShutdownCarriesItsStatusAndReason() {
    api.applications.run(DEMO);

    Reply reply =
        api.post(
            APPLICATIONS + "/demo/shutdown",
            "{\"status\": \"FAILED\", \"diagnostics\": \"no data\"}");

    assertThat(reply.code()).isEqualTo(202);
    assertThat(api.applications.end(DEMO)).contains("failed: no data");
    assertThat(api.post(APPLICATIONS + "/demo/shutdown", "").code()).isEqualTo(409);
  }

  @Test
  void aShutdownWithAnotherWordIsRefused() {
    api.applications.run(DEMO);

    assertThat(api.post(APPLICATIONS + "/demo/shutdown", "{\"status\": \"happy\"}").code())
        .isEqualTo(400);
    assertThat(api.applications.end(DEMO)).isEmpty();
    assertThat(api.get(APPLICATIONS + "/demo/shutdown").code()).isEqualTo(405);
  }
}
