package dev.heddle.operator.api;

import static dev.heddle.operator.api.RunningApi.NOTEBOOKS;
import static dev.heddle.operator.api.RunningApi.labelled;
import static dev.heddle.operator.api.RunningApi.notebook;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.crd.json.Json;
import dev.heddle.operator.api.RunningApi.Lines;
import dev.heddle.operator.api.RunningApi.Reply;
import dev.heddle.reconciler.store.StoreException;
import java.io.IOException;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class WatchTest {

  private static final String WATCH = NOTEBOOKS + "?watch=true";

  private RunningApi api;

  @BeforeEach
  void start(@TempDir Path directory) throws IOException {
    api = new RunningApi(directory, new ApiSettings("127.0.0.1", 0, "ada", 2, 2, 2));
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void aWatchWithoutAVersionBeginsWithWhatIsThere() {
    api.post(NOTEBOOKS, notebook("alpha").toString());

    try (Lines watch = api.stream(WATCH)) {
      assertThat(watch.event()).isEqualTo("ADDED alpha");
      api.post(NOTEBOOKS, notebook("beta").toString());
      assertThat(watch.event()).isEqualTo("ADDED beta");
      api.patch(NOTEBOOKS + "/beta", "{\"spec\": {\"suspend\": true}}");
      assertThat(watch.event()).isEqualTo("MODIFIED beta");
      api.delete(NOTEBOOKS + "/beta");
      assertThat(watch.event()).isEqualTo("DELETED beta");
    }
  }

  @Test
  void aWatchFromAVersionMissesAndRepeatsNothing() {
    api.post(NOTEBOOKS, notebook("alpha").toString());
    String version = api.get(NOTEBOOKS).json().at("/metadata/resourceVersion").asText();
    api.post(NOTEBOOKS, notebook("beta").toString());

    try (Lines watch = api.stream(WATCH + "&resourceVersion=" + version)) {
      assertThat(watch.event()).isEqualTo("ADDED beta");
      api.post(NOTEBOOKS, notebook("gamma").toString());
      assertThat(watch.event()).isEqualTo("ADDED gamma");
    }
  }

  @Test
  void aWatchOfANamespaceSeesNoOther() {
    try (Lines watch = api.stream(WATCH)) {
      api.post(NOTEBOOKS.replace("team-a", "team-b"), notebook("other").toString());
      api.post(NOTEBOOKS, notebook("mine").toString());
      assertThat(watch.event()).isEqualTo("ADDED mine");
    }
  }

  @Test
  void anObjectComesIntoASelectionAndLeavesIt() {
    try (Lines watch = api.stream(WATCH + "&labelSelector=team%3Dred")) {
      api.post(NOTEBOOKS, labelled("alpha", "team", "blue").toString());
      api.post(NOTEBOOKS, labelled("beta", "team", "red").toString());
      assertThat(watch.event()).isEqualTo("ADDED beta");
      api.patch(NOTEBOOKS + "/alpha", "{\"metadata\": {\"labels\": {\"team\": \"red\"}}}");
      assertThat(watch.event()).isEqualTo("ADDED alpha");
      api.patch(NOTEBOOKS + "/beta", "{\"metadata\": {\"labels\": {\"team\": \"blue\"}}}");
      assertThat(watch.event()).isEqualTo("DELETED beta");
      api.delete(NOTEBOOKS + "/beta");
      api.delete(NOTEBOOKS + "/alpha");
      assertThat(watch.event()).isEqualTo("DELETED alpha");
    }
  }

  @Test
  void aWatchOfOneNameSeesThatOneOnly() {
    api.post(NOTEBOOKS, notebook("alpha").toString());
    String version = api.get(NOTEBOOKS).json().at("/metadata/resourceVersion").asText();
    try (Lines watch =
        api.stream(WATCH + "&fieldSelector=metadata.name%3Dbeta&resourceVersion=" + version)) {
      api.patch(NOTEBOOKS + "/alpha", "{\"spec\": {\"suspend\": true}}");
      api.post(NOTEBOOKS, notebook("beta").toString());
      assertThat(watch.event()).isEqualTo("ADDED beta");
    }
  }

  @Test
  void aVersionThatIsTooOldIsToldInsideTheWatch() {
    try (Lines watch = api.stream(WATCH + "&resourceVersion=1")) {
      assertThat(watch.code).isEqualTo(200);
      JsonNode event = watch.json();
      assertThat(event.path("type").asText()).isEqualTo("ERROR");
      assertThat(event.at("/object/code").asInt()).isEqualTo(410);
      assertThat(event.at("/object/reason").asText()).isEqualTo("Expired");
      assertThat(watch.next()).isEmpty();
    }
  }

  @Test
  void whenTheStoreEndsTheWatchTheClientHearsOfIt() {
    try (Lines watch = api.stream(WATCH)) {
      api.store.endWatches(StoreException.Reason.EXPIRED);
      assertThat(watch.json().at("/object/reason").asText()).isEqualTo("Expired");
      assertThat(watch.next()).isEmpty();
    }
  }

  @Test
  void aClientThatGoesAwayLeavesNothingBehind() {
    Lines watch = api.stream(WATCH);
    assertThat(api.store.openWatches()).isEqualTo(1);

    watch.close();

    await().atMost(Duration.ofSeconds(10)).until(() -> api.store.openWatches() == 0);
  }

  @Test
  void moreWatchesThanAllowedAreAskedToComeBack() {
    try (Lines first = api.stream(WATCH);
        Lines second = api.stream(WATCH)) {
      assertThat(first.code).isEqualTo(200);
      assertThat(second.code).isEqualTo(200);

      Reply third = api.get(WATCH);

      assertThat(third.code()).isEqualTo(429);
      assertThat(third.raw().headers().firstValue("Retry-After")).contains("5");
    }
  }

  @Test
  void aWatchEndsWhenItsTimeIsUp() {
    try (Lines watch = api.stream(WATCH + "&timeoutSeconds=1")) {
      assertThat(watch.next()).isEmpty();
    }
    assertThat(api.store.openWatches()).isZero();
  }

  @Test
  void onlyTheFirstTableOfAWatchNamesItsColumns() {
    api.post(NOTEBOOKS, notebook("alpha").toString());
    api.post(NOTEBOOKS, notebook("beta").toString());
    try (Lines watch = api.streamAs("application/json;as=Table;v=v1;g=meta.k8s.io", WATCH)) {
      JsonNode first = watch.json();
      assertThat(first.at("/object/columnDefinitions/0/name").asText()).isEqualTo("Name");
      assertThat(first.at("/object/rows/0/cells/0").asText()).isEqualTo("alpha");
      JsonNode second = watch.json();
      assertThat(second.at("/object/columnDefinitions").isNull()).isTrue();
      assertThat(second.at("/object/rows/0/cells/0").asText()).isEqualTo("beta");
    }
  }

  @Test
  void aStoppingServerEndsItsWatches() {
    Lines watch = api.stream(WATCH);

    api.close();

    assertThat(api.store.openWatches()).isZero();
    watch.close();
  }

  @Test
  void manyChangesReachAReaderInOrder() {
    try (Lines watch = api.stream(WATCH)) {
      for (int i = 0; i < 300; i++) {
        api.post(NOTEBOOKS, notebook("n" + i).toString());
      }
      for (int i = 0; i < 300; i++) {
        assertThat(watch.event()).isEqualTo("ADDED n" + i);
      }
    }
  }

  /** How newer clients list: a watch that says when it has told all that there was. */
  @Test
  void aBookmarkEndsWhatWasThere() {
    api.post(NOTEBOOKS, notebook("alpha").toString());
    String asked =
        WATCH
            + "&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true";

    try (Lines watch = api.stream(asked)) {
      assertThat(watch.event()).isEqualTo("ADDED alpha");
      JsonNode bookmark = watch.json();
      assertThat(bookmark.path("type").asText()).isEqualTo("BOOKMARK");
      JsonNode metadata = bookmark.at("/object/metadata");
      assertThat(metadata.at("/annotations").path("k8s.io/initial-events-end").asText())
          .isEqualTo("true");
      assertThat(metadata.path("resourceVersion").asText())
          .isEqualTo(api.get(NOTEBOOKS).json().at("/metadata/resourceVersion").asText());
      api.post(NOTEBOOKS, notebook("beta").toString());
      assertThat(watch.event()).isEqualTo("ADDED beta");
    }
    assertThat(api.get(WATCH + "&sendInitialEvents=true").code()).isEqualTo(400);
    assertThat(api.get(WATCH + "&resourceVersionMatch=Exact&resourceVersion=1").code())
        .isEqualTo(400);
    assertThat(
            api.get(
                    WATCH
                        + "&sendInitialEvents=true&resourceVersionMatch=NotOlderThan"
                        + "&allowWatchBookmarks=true&resourceVersion=99999999")
                .json()
                .at("/details/causes/0/reason")
                .asText())
        .isEqualTo("ResourceVersionTooLarge");
  }

  @Test
  void aWatchOverAWebSocketTellsTheSame() throws Exception {
    api.post(NOTEBOOKS, notebook("alpha").toString());
    BlockingQueue<String> messages = new LinkedBlockingQueue<>();

    WebSocket socket = api.socket(WATCH, messages);
    assertThat(event(messages)).isEqualTo("ADDED alpha");
    api.post(NOTEBOOKS, notebook("beta").toString());
    assertThat(event(messages)).isEqualTo("ADDED beta");
    assertThat(api.store.openWatches()).isEqualTo(1);
    socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();

    await().until(() -> api.store.openWatches() == 0);
  }

  @Test
  void aWebSocketEndsWithTheWatch() throws Exception {
    BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    api.socket(WATCH + "&timeoutSeconds=1", messages);

    assertThat(messages.poll(20, TimeUnit.SECONDS)).isEqualTo("closed 1000");
    await().until(() -> api.store.openWatches() == 0);
  }

  private static String event(BlockingQueue<String> messages) throws Exception {
    JsonNode event = Json.mapper().readTree(messages.poll(20, TimeUnit.SECONDS));
    return event.path("type").asText() + " " + event.at("/object/metadata/name").asText();
  }
}
