package dev.heddle.appmaster.kv;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.appmaster.protocol.AgentApi;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyValueStoreTest {
  @TempDir private Path directory;
  private final VirtualClock clock = new VirtualClock();
  private final Told told = new Told();
  private final Set<String> running = new HashSet<>(Set.of("worker_0", "worker_1"));
  private KeyValueStore store;

  /** Time that tests move on. */
  private static final class VirtualClock extends Clock {
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  private static final class Told implements KeyValueStore.Listener {
    private int copiesOutdated;
    private boolean keysExpire;

    @Override
    public void copyOutdated() {
      copiesOutdated++;
    }

    @Override
    public void keysExpire() {
      keysExpire = true;
    }
  }

  @BeforeEach
  void setUp() throws IOException {
    store = opened(1);
  }

  /** A store as an agent that is started again finds it. */
  private KeyValueStore opened(int attempt) throws IOException {
    KeyValueStore opened =
        new KeyValueStore(new KeyValueJournal(directory.resolve("kv")), clock, told);
    opened.admitOwners(running::contains);
    opened.load(attempt);
    return opened;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static String text(KeyValueStore store, String key) {
    return store.get(key).map(value -> new String(value, UTF_8)).orElse("(none)");
  }

  private static Operation.Put owned(String key, String value, String owner) {
    return new Operation.Put(key, Optional.of(bytes(value)), Optional.of(owner), Optional.empty());
  }

  private static Operation.Put living(String key, Duration lives) {
    return new Operation.Put(key, Optional.of(bytes("x")), Optional.empty(), Optional.of(lives));
  }

  private static Transaction all(Operation... steps) {
    return new Transaction(List.of(), List.of(steps), List.of());
  }

  private static Condition value(String key, Condition.Comparison is, String operand) {
    return new Condition.Compares(key, false, is, Optional.of(bytes(operand)));
  }

  private List<String> told(KeyValueStore of, long after) throws Exception {
    List<String> events = new ArrayList<>();
    for (Changes changes : of.changes(after, Duration.ZERO)) {
      for (Change change : changes.list()) {
        events.add(
            (changes.revision() - after)
                + (change.now().isPresent() ? " put " : " delete ")
                + change.key());
      }
    }
    return events;
  }

  @Test
  void whatWasPutSurvivesAKilledAgent() throws Exception {
    store.put("a", bytes("1"));
    store.put("b", bytes("2"));
    store.put("a", bytes("3"));
    store.delete("b");

    KeyValueStore next = opened(1);

    assertThat(next.keys("")).containsExactly("a");
    assertThat(text(next, "a")).isEqualTo("3");
    assertThat(next.revision()).isEqualTo(store.revision());
    assertThat(told.copiesOutdated).isEqualTo(4);
  }

  @Test
  void whatIsPublishedOutlivesTheAgentAndNotTheAttempt() throws Exception {
    store.publish("worker_0", "jupyter.notebook.info", bytes("{}"));

    assertThat(text(opened(1), "jupyter.notebook.info")).isEqualTo("{}");
    assertThat(store.copied().entries()).isEmpty();
    assertThat(told.copiesOutdated).isZero();
  }

  @Test
  void publishingTheSameAgainIsNoChange() throws Exception {
    store.publish("worker_0", "info", bytes("{}"));
    long before = store.revision();

    store.publish("worker_0", "info", bytes("{}"));

    assertThat(store.revision()).isEqualTo(before);
  }

  @Test
  void keysGoWithTheEndOfTheirOwnerAndNoOthersDo() throws Exception {
    store.transact(all(owned("a", "1", "worker_0"), owned("b", "2", "worker_1")));
    store.put("c", bytes("3"));
    store.put("a", bytes("changed")); // an owner stays when only the value is put
    store.publish("worker_0", "info", bytes("{}"));
    long before = store.revision();

    store.ownerEnded("worker_0");

    assertThat(store.keys("")).containsExactly("b", "c");
    assertThat(told(store, before)).containsExactly("1 delete a", "1 delete info");
    assertThat(opened(1).keys("")).containsExactly("b", "c");
  }

  @Test
  void anOwnerMustRunAndCanBeTakenAway() throws Exception {
    assertThatThrownBy(() -> store.transact(all(owned("a", "1", "worker_7"))))
        .hasMessage("owner worker_7 is not an instance that runs, such as worker_0");
    assertThat(store.keys("")).isEmpty();

    store.transact(all(owned("a", "1", "worker_0")));
    store.transact(
        all(new Operation.Put("a", Optional.empty(), Optional.of(""), Optional.empty())));
    store.ownerEnded("worker_0");

    assertThat(text(store, "a")).isEqualTo("1");
  }

  @Test
  void aJournalCutShortLosesOnlyTheChangesThatWereNotAcknowledged() throws Exception {
    store.put("a", bytes("1"));
    long whole = Files.size(directory.resolve("kv"));
    store.transact(
        all(Operation.Put.of("b", bytes("22222222")), Operation.Put.of("c", bytes("3"))));
    Path journal = directory.resolve("kv");
    byte[] all = Files.readAllBytes(journal);
    for (int length = (int) whole; length < all.length; length++) {
      Files.write(journal, Arrays.copyOf(all, length));

      KeyValueStore next = opened(1);

      assertThat(next.keys("")).as("%d of %d bytes", length, all.length).containsExactly("a");
      next.put("d", bytes("4"));
      assertThat(opened(1).keys("")).containsExactly("a", "d");
    }
  }

  @Test
  void theJournalDoesNotGrowWithItsHistory() throws Exception {
    byte[] value = new byte[10_000];
    for (int i = 0; i < 500; i++) {
      store.put("same", value);
    }

    assertThat(Files.size(directory.resolve("kv"))).isLessThan(400_000);
    assertThat(opened(1).get("same")).contains(value);
    assertThat(opened(1).revision()).isEqualTo(store.revision());
  }

  @Test
  void waitingEndsWithTheValue() throws Exception {
    CompletableFuture<KeyValue> first = store.await("later");
    CompletableFuture<KeyValue> second = store.await("later");
    store.put("other", bytes("no"));
    assertThat(first).isNotDone();

    store.put("later", bytes("yes"));

    assertThat(first.get(5, TimeUnit.SECONDS).value()).isEqualTo(bytes("yes"));
    assertThat(second.get(5, TimeUnit.SECONDS).value()).isEqualTo(bytes("yes"));
    assertThat(store.await("later"))
        .isCompletedWithValueMatching(entry -> entry.holds(bytes("yes")));
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
  void keysAreListedInOrderByPrefixAndByRange() throws Exception {
    for (String key : List.of("b/1", "a", "b/0", "c", "b")) {
      store.put(key, bytes(key));
    }

    assertThat(store.keys("b/")).containsExactly("b/0", "b/1");
    assertThat(found(new Operation.Get(new KeyRange("b", Optional.of("b/1")))))
        .containsExactly("b", "b/0");
    assertThat(found(new Operation.Get(new KeyRange("c", Optional.of("a"))))).isEmpty();
    assertThat(found(new Operation.Delete(KeyRange.prefix("b"))))
        .containsExactly("b", "b/0", "b/1");
    assertThat(found(new Operation.Get(KeyRange.all()))).containsExactly("a", "c");
    assertThat(store.delete("a")).isTrue();
    assertThat(store.delete("a")).isFalse();
  }

  private List<String> found(Operation step) throws Exception {
    return store.transact(all(step)).results().get(0).entries().stream()
        .map(KeyValue::key)
        .toList();
  }

  @Test
  void aTransactionDoesTheOneListOrTheOther() throws Exception {
    store.put("turn", bytes("7"));
    Transaction once =
        new Transaction(
            List.of(
                value("turn", Condition.Comparison.GREATER, "6"),
                new Condition.Exists("done", false)),
            List.of(
                Operation.Put.of("done", bytes("yes")), new Operation.Get(KeyRange.key("done"))),
            List.of(new Operation.Get(KeyRange.key("turn"))));

    Transaction.Outcome first = store.transact(once);
    Transaction.Outcome second = store.transact(once);

    assertThat(first.succeeded()).isTrue();
    assertThat(first.results().get(1).entries()).as("a step sees those before").hasSize(1);
    assertThat(second.succeeded()).isFalse();
    assertThat(second.revision()).as("nothing changed").isEqualTo(first.revision());
    assertThat(second.results().get(0).entries().get(0).holds(bytes("7"))).isTrue();
  }

  @Test
  void nothingComparesWithNothingAlone() throws Exception {
    Condition unowned =
        new Condition.Compares("a", true, Condition.Comparison.EQUAL, Optional.empty());
    store.put("a", bytes("1"));
    assertThat(unowned.holds(store.entry("a"))).isTrue();
    store.transact(all(owned("a", "1", "worker_0")));
    assertThat(unowned.holds(store.entry("a"))).isFalse();
    assertThat(value("gone", Condition.Comparison.LESS, "z").holds(store.entry("gone"))).isFalse();
    assertThat(value("a", Condition.Comparison.LESS, "\u00ff").holds(store.entry("a"))).isTrue();
  }

  @Test
  void aTransactionThatCannotBeDoneWhollyIsNotDoneAtAll() throws Exception {
    store.put("a", bytes("before"));
    long revision = store.revision();

    assertThatThrownBy(
            () ->
                store.transact(
                    all(
                        Operation.Put.of("a", bytes("after")),
                        new Operation.Delete(KeyRange.prefix("a")),
                        Operation.Put.of("b", new byte[AgentApi.MAX_VALUE_BYTES + 1]))))
        .isInstanceOf(StoreLimitException.class);

    assertThat(text(store, "a")).isEqualTo("before");
    assertThat(store.keys("")).containsExactly("a");
    assertThat(store.revision()).isEqualTo(revision);
    assertThat(told(store, revision)).isEmpty();
    assertThat(text(opened(1), "a")).isEqualTo("before");
  }

  @Test
  void aWatcherGoesOnWhereItWasAlsoAfterTheAgentWasKilled() throws Exception {
    store.put("a", bytes("1"));
    long seen = store.revision();
    store.transact(all(Operation.Put.of("b", bytes("2")), Operation.Put.of("c", bytes("3"))));
    store.delete("a");

    List<String> expected = List.of("1 put b", "1 put c", "2 delete a");
    assertThat(told(store, seen)).isEqualTo(expected);
    assertThat(told(opened(1), seen)).isEqualTo(expected);
  }

  @Test
  void aWatcherThatFellTooFarBehindIsTold() throws Exception {
    long seen = store.revision();
    for (int i = 0; i < 100; i++) {
      store.put("a", new byte[10_000]);
    }

    assertThatThrownBy(() -> store.changes(seen, Duration.ZERO))
        .isInstanceOf(HistoryLostException.class)
        .hasMessageContaining("read the keys anew");
    assertThat(told(store, store.revision() - 3)).hasSize(3);
    assertThatThrownBy(() -> store.changes(store.revision() + 1, Duration.ZERO))
        .as("of another attempt")
        .isInstanceOf(HistoryLostException.class);
  }

  @Test
  void aKeyGoesWhenItsTimeIsOver() throws Exception {
    store.transact(all(living("short", Duration.ofSeconds(5))));
    store.transact(all(living("long", Duration.ofSeconds(60))));
    store.put("ever", bytes("1"));
    assertThat(told.keysExpire).isTrue();
    long before = store.revision();

    clock.now = clock.now.plusSeconds(5);

    assertThat(store.get("short")).as("before anybody looked").isEmpty();
    assertThat(store.keys("")).containsExactly("ever", "long");
    store.expire();
    assertThat(told(store, before)).containsExactly("1 delete short");
    told.keysExpire = false;
    assertThat(opened(1).keys("")).containsExactly("ever", "long");
    assertThat(told.keysExpire).as("an agent that is started again watches the time").isTrue();
    store.put("long", bytes("for good"));
    clock.now = clock.now.plusSeconds(600);
    store.expire();
    assertThat(store.keys("")).containsExactly("ever", "long");
  }

  @Test
  void theNextAttemptTakesOverWhatTheLastHadSaved() throws Exception {
    store.put("a", bytes("old"));
    store.put("b", bytes("saved"));
    store.transact(all(owned("here", "1", "worker_0"), owned("kept", "1", "worker_1")));
    ByteArrayOutputStream copy = new ByteArrayOutputStream();
    KeyValueSnapshot.write(store.copied(), copy);
    long last = store.revision();
    Files.delete(directory.resolve("kv"));

    KeyValueStore next = opened(2);
    next.put("a", bytes("new"));
    next.adopt(
        KeyValueSnapshot.read(new ByteArrayInputStream(copy.toByteArray())),
        owner -> !owner.equals("worker_0"));

    assertThat(text(next, "a")).isEqualTo("new");
    assertThat(next.keys("")).containsExactly("a", "b", "kept");
    assertThat(next.revision()).isGreaterThan(last + 1_000_000);
    assertThatThrownBy(() -> next.changes(last, Duration.ZERO))
        .isInstanceOf(HistoryLostException.class);
    running.remove("worker_1");
    next.dropKeysOfEnded();
    assertThat(opened(2).keys("")).containsExactly("a", "b");
  }

  @Test
  void aTransactionThatRequiresAKeyIsNotDoneWithoutIt() throws Exception {
    Transaction transaction =
        new Transaction(
            List.of(),
            List.of(
                Operation.Put.of("a", "1".getBytes(UTF_8)),
                new Operation.Require("b"),
                Operation.Put.of("c", "1".getBytes(UTF_8))),
            List.of());
    assertThatThrownBy(() -> store.transact(transaction))
        .isInstanceOf(KeyMissingException.class)
        .hasMessageContaining("b is not set");
    assertThat(store.keys("")).isEmpty();

    store.put("b", "1".getBytes(UTF_8));
    assertThat(store.transact(transaction).results()).hasSize(3);
    assertThat(store.keys("")).containsExactly("a", "b", "c");
  }

  @Test
  void ownersCompareByServiceAndThenByNumber() {
    assertThat(OwnerOrder.compare("worker_9", "worker_10")).isNegative();
    assertThat(OwnerOrder.compare("worker_10", "worker_10")).isZero();
    assertThat(OwnerOrder.compare("a_10", "b_9")).isNegative();
    assertThat(OwnerOrder.compare("my_worker_2", "my_worker_1")).isPositive();
    assertThat(OwnerOrder.compare("nobody", "worker_0")).isNegative();
  }
}
