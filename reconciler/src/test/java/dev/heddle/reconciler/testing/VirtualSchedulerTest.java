package dev.heddle.reconciler.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.reconciler.time.Cancellable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class VirtualSchedulerTest {

  private final VirtualScheduler time = new VirtualScheduler(Instant.EPOCH);
  private final List<String> ran = new ArrayList<>();

  @Test
  void tasksRunAtTheirMomentInOrder() {
    time.schedule(Duration.ofSeconds(2), () -> ran.add("b@" + time.now()));
    time.schedule(Duration.ofSeconds(1), () -> ran.add("a@" + time.now()));
    Cancellable cancelled = time.schedule(Duration.ofSeconds(1), () -> ran.add("cancelled"));
    cancelled.cancel();

    time.advance(Duration.ofMillis(1_500));
    assertThat(ran).containsExactly("a@1970-01-01T00:00:01Z");
    time.advance(Duration.ofMillis(500));

    assertThat(ran).containsExactly("a@1970-01-01T00:00:01Z", "b@1970-01-01T00:00:02Z");
    assertThat(time.pending()).isZero();
  }

  @Test
  void aTaskMayAskForMoreAtTheSameMoment() {
    time.execute(() -> time.execute(() -> ran.add("inner")));

    time.runDue();

    assertThat(ran).containsExactly("inner");
  }

  @Test
  void oneSeedGivesOneInterleavingAndAnotherAnother() {
    assertThat(interleaving(1)).isEqualTo(interleaving(1)).isNotEqualTo(interleaving(2));
  }

  private static List<Integer> interleaving(long seed) {
    VirtualScheduler shuffled = new VirtualScheduler(Instant.EPOCH, new SplittableRandom(seed));
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      int task = i;
      shuffled.execute(() -> order.add(task));
    }
    shuffled.runDue();
    return order;
  }

  @Test
  void timePassesUntilAConditionHolds() {
    time.schedule(Duration.ofSeconds(3), () -> ran.add("done"));

    assertThat(time.advanceUntil(() -> !ran.isEmpty(), Duration.ofSeconds(2))).isFalse();
    assertThat(time.advanceUntil(() -> !ran.isEmpty(), Duration.ofSeconds(9))).isTrue();
    assertThat(time.now()).isEqualTo(Instant.EPOCH.plusSeconds(3));
  }

  @Test
  void aClockThatJumpsMovesNoTask() {
    time.schedule(Duration.ofSeconds(10), () -> ran.add("done"));
    time.jumpClock(Duration.ofHours(-1));

    time.advance(Duration.ofSeconds(9));
    assertThat(ran).isEmpty();
    time.advance(Duration.ofSeconds(1));

    assertThat(ran).containsExactly("done");
    assertThat(time.now()).isEqualTo(Instant.EPOCH.plusSeconds(10).minusSeconds(3_600));
  }

  @Test
  void aKilledProcessRunsNothingMore() {
    VirtualProcess process = time.newProcess();
    process.execute(() -> ran.add("before"));
    time.runDue();
    process.schedule(Duration.ofSeconds(1), () -> ran.add("after"));

    process.kill();
    process.execute(() -> ran.add("after"));
    time.advance(Duration.ofSeconds(2));

    assertThat(ran).containsExactly("before");
  }

  @Test
  void aHotLoopIsNoticed() {
    time.execute(this::again);

    assertThatThrownBy(time::runDue)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("hot loop");
  }

  private void again() {
    time.execute(this::again);
  }
}
