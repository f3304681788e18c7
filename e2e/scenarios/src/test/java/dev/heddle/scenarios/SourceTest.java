package dev.heddle.scenarios;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.scenarios.harness.Api;
import dev.heddle.scenarios.harness.Cluster;
import dev.heddle.scenarios.harness.Manifests;
import dev.heddle.scenarios.harness.OnCluster;
import dev.heddle.scenarios.harness.OperatorProcess;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Files and directories as they are in life, and what stays whatever happens to them. */
@OnCluster
final class SourceTest {

  private static final String NAMESPACE = "files";
  private static final String ROOT = Cluster.specs(NAMESPACE);
  private static final String GOOD = "good";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String RESTING = "  suspend: true\n";

  /** Each file that nobody can use, and what its owner has to be told. */
  private static final Map<String, String> WORDS =
      Map.of(
          "torn", "3:20: not valid YAML",
          "binary", "UTF-8",
          "large", "larger than the allowed",
          "deep", "Nesting Depth",
          "aliases", "Number of aliases",
          "twice", "already set at line 8");

  private static OperatorProcess operator;
  private static Api api;

  private String uid;

  @BeforeAll
  static void start(Cluster cluster) {
    operator = cluster.operator(NAMESPACE).start();
    api = operator.api();
  }

  @AfterAll
  static void stop() {
    operator.close();
  }

  @BeforeEach
  void aGoodNotebookIsThere(Cluster cluster) {
    put(cluster, GOOD, Manifests.notebook(GOOD, RESTING));
    uid = uid(api.awaitPhase(NAMESPACE, GOOD, "Stopped"));
  }

  @AfterEach
  void theGoodNotebookIsAlone(Cluster cluster) {
    for (String file : cluster.files("alice").list(ROOT + "/" + NAMESPACE)) {
      if (!file.equals(GOOD + ".yaml")) {
        cluster.files("alice").delete(ROOT + "/" + NAMESPACE + "/" + file);
      }
    }
    awaitErrors(Map.of());
  }

  @Test
  void badFilesHarmOnlyThemselvesAndTheirOwnersAreTold(Cluster cluster) {
    put(cluster, "torn", Manifests.notebook("torn").substring(0, 60));
    put(cluster, "binary", everyByte());
    put(cluster, "large", new byte[2 << 20]);
    put(cluster, "deep", "spec: " + "[".repeat(5000));
    put(cluster, "aliases", aliasBomb());
    put(cluster, "twice", Manifests.notebook("twice", RESTING + RESTING));
    put(cluster, "other", Manifests.notebook("other", RESTING));

    api.awaitPhase(NAMESPACE, "other", "Stopped");
    awaitErrors(WORDS);

    WORDS.forEach(
        (name, word) ->
            await("status file of " + name)
                .atMost(PATIENCE)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(told(cluster, name)).contains("errors:", word)));
    await("status file of the good one")
        .atMost(PATIENCE)
        .ignoreExceptions()
        .untilAsserted(
            () -> assertThat(told(cluster, GOOD)).contains("Stopped").doesNotContain("errors:"));
    assertUntouched();
  }

  @Test
  void aNotebookWhoseFileIsTornKeepsItsLastValidState(Cluster cluster) {
    put(cluster, GOOD, Manifests.notebook(GOOD, RESTING).substring(0, 60));

    awaitErrors(Map.of(GOOD, "3:20: not valid YAML"));
    assertUntouched();
    JsonNode notebook = api.notebook(NAMESPACE, GOOD);
    assertThat(notebook.path("spec").path("suspend").asBoolean()).isTrue();

    put(cluster, GOOD, Manifests.notebook(GOOD, RESTING));

    awaitErrors(Map.of());
    assertUntouched();
  }

  @Test
  void anEmptiedDirectoryPrunesNothing(Cluster cluster) {
    cluster.files("alice").delete(file(GOOD));

    awaitSource("EmptyDirectory");
    assertUntouched();

    put(cluster, GOOD, Manifests.notebook(GOOD, RESTING));

    awaitSource("Applied");
    assertUntouched();
  }

  @Test
  void aDirectoryThatIsTakenAwayPrunesNothing(Cluster cluster) {
    cluster.files("heddle").rename(ROOT, ROOT + "-away");

    awaitSource("DirectoryMissing");
    assertUntouched();

    cluster.files("heddle").rename(ROOT + "-away", ROOT);

    awaitSource("Applied");
    assertUntouched();
  }

  @Test
  void aDirectoryThatCannotBeReadPrunesNothing(Cluster cluster) {
    cluster.files("heddle").setPermission(ROOT, "0000");

    awaitSource("AccessDenied");
    assertUntouched();

    cluster.files("heddle").setPermission(ROOT, "1777");

    awaitSource("Applied");
    assertUntouched();
  }

  @Test
  void aNamespaceThatCannotBeReadPrunesNothing(Cluster cluster) {
    cluster.files("alice").setPermission(ROOT + "/" + NAMESPACE, "0700");

    awaitErrors(Map.of("", "can't be read by the operator"));
    assertUntouched();

    cluster.files("alice").setPermission(ROOT + "/" + NAMESPACE, "0755");

    awaitErrors(Map.of());
    assertUntouched();
  }

  @Test
  void aNameNodeThatIsKilledAndStartedPrunesNothing(Cluster cluster) {
    cluster.lab().kill("nn");
    try {
      awaitSource("SourceUnavailable");
      assertUntouched();
    } finally {
      cluster.lab().start("nn");
      cluster.lab().awaitReady();
    }

    awaitSource("Applied");
    // It may be in safe mode, and this test's own connection is one to the NameNode that died.
    await("HDFS takes files")
        .atMost(PATIENCE)
        .ignoreExceptions()
        .untilAsserted(() -> put(cluster, "after", Manifests.notebook("after", RESTING)));
    api.awaitPhase(NAMESPACE, "after", "Stopped");
    assertUntouched();
  }

  @Test
  void removingTheFileEndsTheNotebookAndItsApplication(Cluster cluster) {
    put(cluster, "gone", Manifests.notebook("gone"));
    String id = api.awaitReady(NAMESPACE, "gone").path("status").path("applicationId").asText();
    assertThat(cluster.yarn().live(NAMESPACE, "gone")).hasSize(1);

    cluster.files("alice").delete(file("gone"));

    api.awaitGone(NAMESPACE, "gone");
    assertThat(cluster.yarn().live(NAMESPACE, "gone")).isEmpty();
    cluster.containers().awaitNone(id);
    assertUntouched();
  }

  @Test
  void nobodyAsksForANotebookOfSomebodyElse(Cluster cluster) {
    put(cluster, "theirs", Manifests.notebook("theirs", RESTING + "  user: bob\n"));

    awaitErrors(Map.of("theirs", "spec.user: the file's owner alice may not ask for the user bob"));

    assertThat(api.notebook(NAMESPACE, "theirs").isMissingNode()).isTrue();
    assertThat(cluster.yarn().all(NAMESPACE, "theirs")).isEmpty();
    assertUntouched();
  }

  private static void put(Cluster cluster, String name, String content) {
    put(cluster, name, content.getBytes(UTF_8));
  }

  /** By way of another name, so that no half of it is ever seen. */
  private static void put(Cluster cluster, String name, byte[] content) {
    String copying = file(name) + "._COPYING_";
    cluster.files("alice").write(copying, content);
    cluster.files("alice").delete(file(name));
    cluster.files("alice").rename(copying, file(name));
  }

  private static String file(String name) {
    return ROOT + "/" + NAMESPACE + "/" + name + ".yaml";
  }

  /** What somebody who has only HDFS finds. */
  private static String told(Cluster cluster, String name) {
    return cluster
        .files("bob")
        .read(ROOT + "/.heddle/status/" + NAMESPACE + "/" + name + ".yaml.status.yaml");
  }

  private static byte[] everyByte() {
    byte[] bytes = new byte[1024];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i + 128);
    }
    return bytes;
  }

  private static String aliasBomb() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int level = 1; level <= 10; level++) {
      String inner = "*a" + (level - 1) + ", ";
      bomb.append("a%d: &a%d [%s]\n".formatted(level, level, inner.repeat(9) + inner.strip()));
    }
    return bomb.toString().replace(",]", "]");
  }

  private static String uid(JsonNode object) {
    return object.path("metadata").path("uid").asText();
  }

  /** The good notebook is the one it was: never deleted, nor about to be. */
  private void assertUntouched() {
    JsonNode notebook = api.notebook(NAMESPACE, GOOD);
    assertThat(uid(notebook)).isEqualTo(uid);
    assertThat(notebook.path("metadata").has("deletionTimestamp")).isFalse();
  }

  private static void awaitSource(String reason) {
    await("source " + reason)
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(Api.condition(api.source("specs"), "Ready").path("reason").asText())
                    .isEqualTo(reason));
  }

  /** Exactly these files have errors, each with that word in it. */
  private static void awaitErrors(Map<String, String> words) {
    await("errors of " + words.keySet())
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              Map<String, String> errors = errors();
              assertThat(errors.keySet()).as("%s", errors).isEqualTo(words.keySet());
              words.forEach((name, word) -> assertThat(errors.get(name)).contains(word));
            });
  }

  /** The source's errors by the name of the file; the namespace itself has the empty name. */
  private static Map<String, String> errors() {
    Map<String, String> errors = new TreeMap<>();
    for (JsonNode error : api.source("specs").path("status").path("errors")) {
      String name =
          error.path("path").asText().replaceFirst("^" + NAMESPACE + "/?", "").replace(".yaml", "");
      errors.merge(name, error.path("message").asText(), (one, next) -> one + "\n" + next);
    }
    return errors;
  }
}
