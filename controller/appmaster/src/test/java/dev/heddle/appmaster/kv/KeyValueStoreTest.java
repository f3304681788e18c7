package dev.heddle.appmaster.kv;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.appmaster.protocol.AgentApi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyValueStoreTest {
  @TempDir private Path directory;
  private final AtomicInteger durableChanges = new AtomicInteger();
  private KeyValueStore store;

  @BeforeEach
  void setUp() throws IOException {
    store = opened();
  }

  /** A store as an agent that is started again finds it. */
  private KeyValueStore opened() throws IOException {
    KeyValueStore opened =
        new KeyValueStore(
            new KeyValueJournal(directory.resolve("kv")), durableChanges::incrementAndGet);
    opened.load();
    return opened;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static String text(KeyValueStore store, String key) {
    return store.get(key).map(value -> new String(value, UTF_8)).orElse("(none)");
  }

  @Test
  void whatWasPutSurvivesAKilledAgent() throws Exception {
    store.put("a", bytes("1"));
    store.put("b", bytes("2"));
    store.put("a", bytes("3"));
    store.delete("b");

    KeyValueStore next = opened();

    assertThat(next.keys("")).containsExactly("a");
    assertThat(text(next, "a")).isEqualTo("3");
    assertThat(durableChanges).hasValue(4);
  }

  @Test
  void whatWasPublishedDoesNot() throws Exception {
    store.publish("jupyter.notebook.info", bytes("{}"));

    assertThat(text(store, "jupyter.notebook.info")).isEqualTo("{}");
    assertThat(opened().keys("")).isEmpty();
    assertThat(store.durable()).isEmpty();
    assertThat(durableChanges).hasValue(0);
  }

  @Test
  void withdrawingTakesBackWhatWasPublishedAndNothingElse() throws Exception {
    store.publish("info", bytes("x"));
    store.withdraw("info");
    assertThat(store.get("info")).isEmpty();

    store.put("info", bytes("mine"));
    store.withdraw("info");
    assertThat(text(store, "info")).isEqualTo("mine");
  }

  @Test
  void aJournalCutShortLosesOnlyTheChangeThatWasNotAcknowledged() throws Exception {
    store.put("a", bytes("1"));
    store.put("b", bytes("22222222"));
    Path journal = directory.resolve("kv");
    byte[] whole = Files.readAllBytes(journal);
    for (int cut = 1; cut < 12; cut++) {
      Files.write(journal, Arrays.copyOf(whole, whole.length - cut));

      KeyValueStore next = opened();

      assertThat(next.keys("")).as("%d bytes missing", cut).containsExactly("a");
      next.put("c", bytes("3"));
      assertThat(opened().keys("")).containsExactly("a", "c");
    }
  }

  @Test
  void theJournalDoesNotGrowWithItsHistory() throws Exception {
    byte[] value = new byte[10_000];
    for (int i = 0; i < 500; i++) {
      store.put("same", value);
    }

    assertThat(Files.size(directory.resolve("kv"))).isLessThan(400_000);
    assertThat(opened().get("same")).contains(value);
  }

  @Test
  void waitingEndsWithTheValue() throws Exception {
    CompletableFuture<byte[]> first = store.await("later");
    CompletableFuture<byte[]> second = store.await("later");
    store.put("other", bytes("no"));
    assertThat(first).isNotDone();

    store.put("later", bytes("yes"));

    assertThat(first.get(5, TimeUnit.SECONDS)).isEqualTo(bytes("yes"));
    assertThat(second.get(5, TimeUnit.SECONDS)).isEqualTo(bytes("yes"));
    assertThat(store.await("later"))
        .isCompletedWithValueMatching(value -> Arrays.equals(value, bytes("yes")));
  }

  @Test
  void readersThatGiveUpMakeRoomForOthers() throws Exception {
    for (int i = 0; i < 1000; i++) {
      store.await("never").cancel(false);
    }
    for (int i = 0; i < 256; i++) {
      assertThat(store.await("never" + i)).isNotDone();
    }
    assertThatThrownBy(() -> store.await("one more"))
        .isInstanceOf(StoreLimitException.class)
        .hasMessage("at most 256 readers can wait at once");
  }

  @Test
  void limitsAreToldWithWhatWasFoundAndWhatIsAllowed() throws Exception {
    assertThatThrownBy(() -> store.put("big", new byte[AgentApi.MAX_VALUE_BYTES + 1]))
        .hasMessage("the value of key big has 1048577 bytes; at most 1048576 are allowed");
    assertThatThrownBy(() -> store.put("", bytes("x")))
        .hasMessage("a key has 1 to 512 characters, this one 0");
    assertThatThrownBy(() -> store.put("a\nb", bytes("x")))
        .hasMessage("the key has a control character");
    for (int i = 0; i < 5; i++) {
      store.put("big" + i, new byte[AgentApi.MAX_VALUE_BYTES]);
    }
    assertThatThrownBy(() -> store.put("last", new byte[AgentApi.MAX_VALUE_BYTES]))
        .hasMessageContaining("the store would hold");
    store.put("big0", new byte[AgentApi.MAX_VALUE_BYTES]);
    assertThat(store.keys("")).hasSize(5);
  }

  @Test
  void keysAreListedInOrderByPrefix() throws Exception {
    store.put("b/1", bytes(""));
    store.put("a", bytes(""));
    store.put("b/0", bytes(""));
    store.put("c", bytes(""));

    assertThat(store.keys("b/")).containsExactly("b/0", "b/1");
    assertThat(store.delete("b/0")).isTrue();
    assertThat(store.delete("b/0")).isFalse();
  }

  @Test
  void whatAnEarlierAttemptSavedIsTakenOverUnlessItIsHereAlready() throws Exception {
    store.put("a", bytes("new"));

    store.adopt(Map.of("a", bytes("old"), "b", bytes("saved")));

    assertThat(text(store, "a")).isEqualTo("new");
    assertThat(text(opened(), "b")).isEqualTo("saved");
  }
}
