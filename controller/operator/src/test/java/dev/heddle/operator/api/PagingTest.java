package dev.heddle.operator.api;

import static dev.heddle.operator.api.RunningApi.NOTEBOOKS;
import static dev.heddle.operator.api.RunningApi.labelled;
import static dev.heddle.operator.api.RunningApi.notebook;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.json.Kinds;
import dev.heddle.operator.api.RunningApi.Reply;
import dev.heddle.reconciler.store.ResourceStore.Preconditions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lists in parts, lists of a version, and deletions of what a list holds. */
class PagingTest {

  private RunningApi api;

  @BeforeEach
  void start(@TempDir Path directory) throws IOException {
    api = new RunningApi(directory);
    for (int i = 0; i < 7; i++) {
      api.post(NOTEBOOKS, labelled("nb-" + i, "half", i % 2 == 0 ? "even" : "odd").toString());
    }
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void thePartsOfAListAreOfOneMoment() {
    JsonNode first = api.get(NOTEBOOKS + "?limit=3").json();
    api.delete(NOTEBOOKS + "/nb-4");
    api.post(NOTEBOOKS, notebook("nb-3a").toString());
    JsonNode second = next(first, 3);
    JsonNode third = next(second, 3);

    assertThat(names(first)).containsExactly("nb-0", "nb-1", "nb-2");
    assertThat(first.at("/metadata/remainingItemCount").asInt()).isEqualTo(4);
    assertThat(names(second)).containsExactly("nb-3", "nb-4", "nb-5");
    assertThat(names(third)).containsExactly("nb-6");
    assertThat(third.path("metadata").has("continue")).isFalse();
    assertThat(List.of(second, third))
        .allSatisfy(
            part ->
                assertThat(part.at("/metadata/resourceVersion"))
                    .isEqualTo(first.at("/metadata/resourceVersion")));
    assertThat(names(api.get(NOTEBOOKS).json())).contains("nb-3a").doesNotContain("nb-4");
  }

  @Test
  void aSelectionIsMadeBeforeItIsCutIntoParts() {
    JsonNode first = api.get(NOTEBOOKS + "?limit=2&labelSelector=half%3Deven").json();
    JsonNode second =
        api.get(
                NOTEBOOKS
                    + "?limit=2&labelSelector=half%3Deven&continue="
                    + first.at("/metadata/continue").asText())
            .json();

    assertThat(names(first)).containsExactly("nb-0", "nb-2");
    assertThat(first.path("metadata").has("remainingItemCount")).isFalse();
    assertThat(names(second)).containsExactly("nb-4", "nb-6");
    assertThat(second.path("metadata").has("continue")).isFalse();
  }

  /** As it is after another operator has taken over: it does not know what this one has kept. */
  @Test
  void whoComesTooLateMayGoOnWithWhatThereIsNow(@TempDir Path other) throws IOException {
    JsonNode first = api.get(NOTEBOOKS + "?limit=3").json();
    api.store.delete(Kinds.NOTEBOOK, "team-a", "nb-5", Preconditions.none());
    try (RunningApi successor =
        new RunningApi(other, ApiSettings.ofDefault("ada"), Optional.of(api.store))) {
      String token = first.at("/metadata/continue").asText();

      Reply late = successor.get(NOTEBOOKS + "?limit=3&continue=" + token);

      assertThat(late.code()).isEqualTo(410);
      assertThat(late.json().path("reason").asText()).isEqualTo("Expired");
      String newest = late.json().at("/metadata/continue").asText();
      JsonNode rest = successor.get(NOTEBOOKS + "?limit=3&continue=" + newest).json();
      assertThat(names(rest)).containsExactly("nb-3", "nb-4", "nb-6");
    }
  }

  @Test
  void tokensThatNoListHasGivenAreRefused() {
    String others = api.get(NOTEBOOKS + "?limit=1").json().at("/metadata/continue").asText();

    for (String token : List.of("x", "e30", others)) {
      Reply reply = api.get("/apis/heddle.dev/v1/applications?continue=" + token);
      assertThat(reply.code()).isEqualTo(400);
      assertThat(reply.json().path("message").asText()).startsWith("continue key is not valid");
    }
  }

  @Test
  void aListIsAsNewAsAskedForOrRefused() {
    String now = api.get(NOTEBOOKS).json().at("/metadata/resourceVersion").asText();
    String future = Long.toString(Long.parseLong(now) + 1000);

    assertThat(api.get(NOTEBOOKS + "?resourceVersion=0").code()).isEqualTo(200);
    assertThat(api.get(NOTEBOOKS + "?resourceVersion=" + now).code()).isEqualTo(200);
    assertThat(api.get(exactly(now)).code()).isEqualTo(200);
    Reply tooNew = api.get(NOTEBOOKS + "?resourceVersion=" + future);
    assertThat(tooNew.code()).isEqualTo(504);
    assertThat(tooNew.json().at("/details/causes/0/reason").asText())
        .isEqualTo("ResourceVersionTooLarge");
    api.post(NOTEBOOKS, notebook("another").toString());
    assertThat(api.get(exactly(now)).json().path("reason").asText()).isEqualTo("Expired");
    assertThat(api.get(NOTEBOOKS + "?resourceVersion=soon").code()).isEqualTo(400);
    assertThat(api.get(NOTEBOOKS + "?resourceVersionMatch=Exact").code()).isEqualTo(400);
    assertThat(api.get(exactly("0")).code()).isEqualTo(400);
    assertThat(api.get(NOTEBOOKS + "?resourceVersion=1&resourceVersionMatch=Almost").code())
        .isEqualTo(400);
  }

  /** As Kubernetes does it; most clients ask for it without being told. */
  @Test
  void aLargeListIsCompressedForThoseWhoTakeIt() throws IOException {
    for (int i = 0; i < 20; i++) {
      ObjectNode large = labelled("large-" + i, "half", "large");
      large.withObject("/metadata/annotations").put("example.com/note", "x".repeat(10_000));
      api.post(NOTEBOOKS, large.toString());
    }
    byte[] plain = api.get(NOTEBOOKS).body().getBytes(StandardCharsets.UTF_8);

    HttpResponse<byte[]> packed = api.getPacked(NOTEBOOKS);

    assertThat(packed.headers().firstValue("Content-Encoding")).contains("gzip");
    assertThat(packed.body().length).isLessThan(plain.length / 5);
    try (InputStream unpacked = new GZIPInputStream(new ByteArrayInputStream(packed.body()))) {
      assertThat(unpacked.readAllBytes()).isEqualTo(plain);
    }
    assertThat(api.getPacked(NOTEBOOKS + "/nb-0").headers().firstValue("Content-Encoding"))
        .isEmpty();
  }

  private static String exactly(String version) {
    return NOTEBOOKS + "?resourceVersionMatch=Exact&resourceVersion=" + version;
  }

  @Test
  void aCollectionIsDeletedAsFarAsItIsSelected() {
    Reply tried = api.delete(NOTEBOOKS + "?labelSelector=half%3Dodd&dryRun=All");
    assertThat(names(tried.json())).containsExactly("nb-1", "nb-3", "nb-5");
    assertThat(names(api.get(NOTEBOOKS).json())).hasSize(7);

    Reply done = api.delete(NOTEBOOKS + "?labelSelector=half%3Dodd");

    assertThat(done.code()).isEqualTo(200);
    assertThat(names(done.json())).containsExactly("nb-1", "nb-3", "nb-5");
    assertThat(names(api.get(NOTEBOOKS).json())).containsExactly("nb-0", "nb-2", "nb-4", "nb-6");
    assertThat(api.delete("/api/v1/namespaces").code()).isEqualTo(405);
    assertThat(api.delete("/api/v1/namespaces/team-a/events").code()).isEqualTo(405);
  }

  @Test
  void aTrialOfADeletionLooksAtItsPreconditionsAndLeavesAllAsItWas() {
    Reply wrong =
        api.deleteWith(
            NOTEBOOKS + "/nb-0",
            "{\"kind\": \"DeleteOptions\", \"apiVersion\": \"v1\", \"dryRun\": [\"All\"],"
                + " \"preconditions\": {\"uid\": \"another\"}}");
    assertThat(wrong.code()).isEqualTo(409);
    Reply right = api.deleteWith(NOTEBOOKS + "/nb-0", "{\"dryRun\": [\"All\"]}");
    assertThat(right.code()).isEqualTo(200);
    assertThat(api.get(NOTEBOOKS + "/nb-0").code()).isEqualTo(200);
    assertThat(api.deleteWith(NOTEBOOKS + "/nb-0", "{\"dryRun\": [\"Some\"]}").code())
        .isEqualTo(400);
    Reply orphan = api.deleteWith(NOTEBOOKS + "/nb-0", "{\"propagationPolicy\": \"Orphan\"}");
    assertThat(orphan.code()).isEqualTo(400);
    assertThat(orphan.json().path("message").asText()).contains("heddle.dev/on-delete: keep");
  }

  private JsonNode next(JsonNode part, int limit) {
    String token = part.at("/metadata/continue").asText();
    return api.get(NOTEBOOKS + "?limit=" + limit + "&continue=" + token).json();
  }

  private static List<String> names(JsonNode list) {
    List<String> names = new ArrayList<>();
    list.path("items").forEach(item -> names.add(item.at("/metadata/name").asText()));
    return names;
  }
}
