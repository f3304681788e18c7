package dev.heddle.reconciler.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.reconciler.testing.VirtualScheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WorkQueueTest {

  private final VirtualScheduler time = new VirtualScheduler(Instant.EPOCH);
  private int told;

  @Test
  void aKeyAddedManyTimesIsHandedOutOnce() {
    WorkQueue<String> queue = unlimited();

    queue.add("a", Priority.LIVE);
    queue.add("a", Priority.LIVE);
    queue.add("a", Priority.RESYNC);

    assertThat(queue.take()).contains("a");
    queue.done("a");
    assertThat(queue.take()).isEmpty();
    assertThat(told).isEqualTo(1);
  }

  @Test
  void aKeyAddedWhileAWorkerHasItIsHandedOutAgainOnlyAfterwards() {
    WorkQueue<String> queue = unlimited();
    queue.add("a", Priority.LIVE);
    queue.take();

    queue.add("a", Priority.LIVE);

    assertThat(queue.take()).isEmpty();
    queue.done("a");
    assertThat(queue.take()).contains("a");
  }

  @Test
  void liveChangesOvertakeTheResyncAndUrgentOnesOvertakeBoth() {
    WorkQueue<String> queue = unlimited();
    queue.add("resync-1", Priority.RESYNC);
    queue.add("resync-2", Priority.RESYNC);
    queue.add("live", Priority.LIVE);
    queue.add("urgent", Priority.URGENT);

    assertThat(drain(queue)).containsExactly("urgent", "live", "resync-1", "resync-2");
  }

  @Test
  void aWaitingKeyMovesUpButNeverDown() {
    WorkQueue<String> queue = unlimited();
    queue.add("a", Priority.LIVE);
    queue.add("b", Priority.RESYNC);
    queue.add("c", Priority.RESYNC);

    queue.add("c", Priority.URGENT);
    queue.add("a", Priority.RESYNC);

    assertThat(drain(queue)).containsExactly("c", "a", "b");
  }

  @Test
  void keysThatHaveAgedGetEverySecondTurnUnderAFloodOfLiveChanges() {
    WorkQueue<String> queue = unlimited();
    for (int i = 0; i < 5; i++) {
      queue.add("old-" + i, Priority.RESYNC);
    }
    time.advance(Duration.ofSeconds(11));

    List<String> order = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      queue.add("new-" + i, Priority.URGENT);
      String key = queue.take().orElseThrow();
      queue.done(key);
      order.add(key.substring(0, 3));
    }

    assertThat(order)
        .containsExactly("old", "new", "old", "new", "old", "new", "old", "new", "old", "new");
  }

  @Test
  void liveKeysAgeTooUnderAFloodOfUrgentOnes() {
    WorkQueue<String> queue = unlimited();
    queue.add("live", Priority.LIVE);
    time.advance(Duration.ofSeconds(11));
    queue.add("urgent", Priority.URGENT);

    assertThat(drain(queue)).containsExactly("live", "urgent");
  }

  @Test
  void aDelayedKeyBecomesReadyAtItsMomentAndNotBefore() {
    WorkQueue<String> queue = unlimited();
    queue.addAfter("a", Duration.ofSeconds(5), Priority.LIVE);

    time.advance(Duration.ofMillis(4_999));
    assertThat(queue.take()).isEmpty();
    time.advance(Duration.ofMillis(1));
    assertThat(queue.take()).contains("a");
  }

  @Test
  void theEarliestOfSeveralDelaysCountsAndALookFulfilsThemAll() {
    WorkQueue<String> queue = unlimited();
    queue.addAfter("a", Duration.ofHours(1), Priority.RESYNC);
    queue.addAfter("a", Duration.ofSeconds(2), Priority.LIVE);

    time.advance(Duration.ofSeconds(2));
    assertThat(drain(queue)).containsExactly("a");
    time.advance(Duration.ofHours(2));
    assertThat(queue.take()).isEmpty();
    assertThat(queue.known()).isZero();
  }

  @Test
  void delaysDoubleWithEachFailureUpToTheCap() {
    WorkQueue<String> queue =
        queue(
            QueueOptions.DEFAULT
                .withBackoff(new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(5), 0))
                .withRateLimit(RateLimit.NONE));
    List<Duration> delays = new ArrayList<>();

    for (int i = 0; i < 5; i++) {
      queue.add("a", Priority.URGENT);
      queue.take();
      delays.add(queue.backOff("a"));
      queue.done("a");
    }

    assertThat(delays)
        .extracting(Duration::toSeconds)
        .containsExactly(1L, 2L, 4L, 5L, 5L); // and urgent events in between reset nothing (L4)
  }

  @Test
  void eventsWaitForTheBackoffButAChangedWishDoesNot() {
    WorkQueue<String> queue = unlimited();
    queue.add("a", Priority.LIVE);
    queue.take();
    Duration delay = queue.backOff("a");
    queue.add("a", Priority.LIVE);
    queue.done("a");
    queue.add("a", Priority.LIVE);
    assertThat(queue.take()).isEmpty();

    queue.add("a", Priority.URGENT);
    assertThat(queue.take()).contains("a");
    queue.done("a");

    queue.backOff("a");
    time.advance(delay.multipliedBy(10));
    assertThat(queue.take()).contains("a");
  }

  @Test
  void aFailingKeyDoesNotDelayOthers() {
    WorkQueue<String> queue = unlimited();
    queue.add("bad", Priority.LIVE);
    queue.take();
    queue.backOff("bad");
    queue.done("bad");

    queue.add("good", Priority.RESYNC);

    assertThat(queue.take()).contains("good");
  }

  @Test
  void successStartsTheBackoffAnew() {
    WorkQueue<String> queue = unlimited();
    for (int i = 0; i < 3; i++) {
      queue.backOff("a");
    }
    assertThat(queue.failures("a")).isEqualTo(3);

    queue.reset("a");

    assertThat(queue.failures("a")).isZero();
  }

  @Test
  void aKeyThatKeepsWakingItselfIsHeldToItsRate() {
    WorkQueue<String> queue =
        queue(QueueOptions.DEFAULT.withRateLimit(new RateLimit(3, Duration.ofSeconds(2))));
    int looks = 0;
    queue.add("a", Priority.URGENT);

    for (int second = 0; second < 20; second++) {
      for (Optional<String> key = queue.take();
          key.isPresent() && looks < 1_000;
          key = queue.take()) {
        looks++;
        queue.add("a", Priority.URGENT);
        queue.done("a");
      }
      time.advance(Duration.ofSeconds(1));
    }

    assertThat(looks).isEqualTo(3 + 9); // three at once, then one each two seconds
  }

  @Test
  void whatIsGoneIsForgottenAltogether() {
    WorkQueue<String> queue = unlimited();
    queue.backOff("a");
    queue.addAfter("a", Duration.ofHours(1), Priority.LIVE);

    queue.forget("a");

    assertThat(queue.known()).isZero();
    time.advance(Duration.ofDays(1));
    assertThat(queue.take()).isEmpty();
  }

  @Test
  void theStateOfTheRateLimitIsForgottenOnceItIsPaidFor() {
    WorkQueue<String> queue = queue(QueueOptions.DEFAULT);
    for (int i = 0; i < 100; i++) {
      queue.add("key-" + i, Priority.LIVE);
      queue.done(queue.take().orElseThrow());
    }
    assertThat(queue.known()).isEqualTo(100);

    time.advance(Duration.ofMinutes(1));
    for (int i = 0; i < 60; i++) {
      queue.add("other", Priority.LIVE);
      queue.take().ifPresent(queue::done);
    }

    assertThat(queue.known()).isEqualTo(1);
  }

  @Test
  void clearingDropsWhatWaitsAndLeavesWorkersTheirs() {
    WorkQueue<String> queue = unlimited();
    queue.add("working", Priority.LIVE);
    queue.take();
    queue.add("working", Priority.LIVE);
    queue.add("ready", Priority.LIVE);
    queue.addAfter("delayed", Duration.ofSeconds(1), Priority.LIVE);

    queue.clear();
    queue.add("working", Priority.LIVE);

    assertThat(queue.take()).isEmpty();
    queue.done("working");
    assertThat(drain(queue)).containsExactly("working");
    time.advance(Duration.ofMinutes(1));
    assertThat(queue.take()).isEmpty();
    assertThat(queue.known()).isZero();
    assertThat(time.pending()).isZero();
  }

  @Test
  void theTimesOfUnfinishedWorkAreKnown() {
    WorkQueue<String> queue = unlimited();
    queue.add("a", Priority.LIVE);
    queue.add("b", Priority.LIVE);
    queue.take();
    time.advance(Duration.ofSeconds(3));
    queue.take();
    time.advance(Duration.ofSeconds(2));

    assertThat(queue.unfinishedWork()).isEqualTo(Duration.ofSeconds(7));
    assertThat(queue.longestRunning()).isEqualTo(Duration.ofSeconds(5));
    queue.done("a");
    assertThat(queue.unfinishedWork()).isEqualTo(Duration.ofSeconds(2));
    assertThat(queue.longestRunning()).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void aWorkerCannotReturnWhatItDoesNotHave() {
    WorkQueue<String> queue = unlimited();
    queue.add("a", Priority.LIVE);

    assertThatThrownBy(() -> queue.done("a")).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void jitterSpreadsDelaysBelowTheFullOne() {
    Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1), 0.5);
    SplittableRandom random = new SplittableRandom(1);
    List<Duration> delays = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      delays.add(backoff.delay(1 + i, random));
    }

    assertThat(delays).allMatch(d -> d.compareTo(Duration.ofMillis(500)) >= 0);
    assertThat(delays).allMatch(d -> d.compareTo(Duration.ofMinutes(1)) <= 0);
    assertThat(delays).doesNotHaveDuplicates();
  }

  private WorkQueue<String> unlimited() {
    return queue(QueueOptions.DEFAULT.withRateLimit(RateLimit.NONE));
  }

  private WorkQueue<String> queue(QueueOptions options) {
    return new WorkQueue<>(
        time, new SplittableRandom(7), options, QueueObserver.NONE, () -> told++);
  }

  private static List<String> drain(WorkQueue<String> queue) {
    List<String> keys = new ArrayList<>();
    for (Optional<String> key = queue.take(); key.isPresent(); key = queue.take()) {
      keys.add(key.get());
      queue.done(key.get());
    }
    return keys;
  }
}
