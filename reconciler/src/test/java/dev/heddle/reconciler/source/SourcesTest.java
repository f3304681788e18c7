package dev.heddle.reconciler.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.crd.meta.ResourceKey;
import dev.heddle.reconciler.cache.Informers;
import dev.heddle.reconciler.example.Widget;
import dev.heddle.reconciler.queue.Backoff;
import dev.heddle.reconciler.queue.Priority;
import dev.heddle.reconciler.testing.VirtualScheduler;
import dev.heddle.reconciler.time.Scheduler;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class SourcesTest {

  private static final Backoff BACKOFF =
      new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30), 0);
  private static final ResourceKey A = Widget.TYPE.key("default", "a");
  private static final ResourceKey B = Widget.TYPE.key("default", "b");

  private final VirtualScheduler time = new VirtualScheduler(Instant.EPOCH);
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final List<ResourceKey> woken = new ArrayList<>();
  private final Map<ResourceKey, String> outside = new HashMap<>();
  private int readings;
  private boolean broken;
  private Duration interval = Duration.ofSeconds(5);

  @Test
  void aPollWakesTheKeysWhosePartHasChanged() {
    PollingSource<Map<ResourceKey, String>> source = polling();
    outside.put(A, "running");
    source.start(context());
    time.runDue();
    assertThat(woken).containsExactly(A);

    woken.clear();
    outside.put(B, "running");
    time.advance(Duration.ofSeconds(5));
    assertThat(woken).containsExactly(B);

    woken.clear();
    outside.remove(A);
    time.advance(Duration.ofSeconds(5));
    assertThat(woken).containsExactly(A);

    woken.clear();
    time.advance(Duration.ofSeconds(50));
    assertThat(woken).isEmpty();
    assertThat(source.latest().orElseThrow().number()).isEqualTo(13);
  }

  @Test
  void aFailedPollKeepsTheLastReadingAndWakesNobody() {
    PollingSource<Map<ResourceKey, String>> source = polling();
    outside.put(A, "running");
    source.start(context());
    time.runDue();
    woken.clear();

    broken = true;
    outside.clear();
    time.advance(Duration.ofMinutes(2));

    assertThat(woken).isEmpty();
    assertThat(source.latest().orElseThrow().value()).containsKey(A);
    assertThat(source.latest().orElseThrow().startedAt()).isEqualTo(Instant.EPOCH);
    assertThat(meters.get("heddle.poll.failures").counter().count()).isBetween(5.0, 9.0);
    broken = false;
    time.advance(Duration.ofSeconds(30));
    assertThat(woken).containsExactly(A);
  }

  @Test
  void thePauseAdaptsAndAPollCanBeAskedForAtOnce() {
    PollingSource<Map<ResourceKey, String>> source = polling();
    source.start(context());
    time.runDue();
    assertThat(readings).isEqualTo(1);

    interval = Duration.ofSeconds(1);
    source.pollNow();
    time.runDue();
    assertThat(readings).isEqualTo(2);
    time.advance(Duration.ofSeconds(10));
    assertThat(readings).isEqualTo(12);
  }

  @Test
  void aPollAskedForDuringAReadingFollowsIt() {
    List<PollingSource<?>> self = new ArrayList<>();
    PollingSource<Map<ResourceKey, String>> source =
        PollingSource.ofMap(
            "outside",
            () -> {
              readings++;
              if (readings == 1) {
                self.get(0).pollNow();
                time.runDue();
                assertThat(readings).as("never two at once").isEqualTo(1);
              }
              return Map.of();
            },
            () -> interval,
            BACKOFF);
    self.add(source);
    source.start(context());
    time.runDue();

    assertThat(readings).isEqualTo(2);
  }

  @Test
  void aStoppedPollReadsNoMoreAndCanStartAgain() {
    PollingSource<Map<ResourceKey, String>> source = polling();
    source.start(context());
    time.runDue();
    source.stop();
    time.advance(Duration.ofMinutes(1));
    assertThat(readings).isEqualTo(1);
    assertThat(time.pending()).isZero();

    source.start(context());
    time.runDue();
    assertThat(readings).isEqualTo(2);
  }

  @Test
  void aReadingUnderWayAtAStopIsNotTakenIn() {
    List<PollingSource<?>> self = new ArrayList<>();
    PollingSource<Map<ResourceKey, String>> source =
        PollingSource.ofMap(
            "outside",
            () -> {
              self.get(0).stop();
              return Map.of(A, "running");
            },
            () -> interval,
            BACKOFF);
    self.add(source);
    source.start(context());
    time.advance(Duration.ofMinutes(1));

    assertThat(source.latest()).isEmpty();
    assertThat(woken).isEmpty();
  }

  @Test
  void aReadingFromBeforeAStopIsWaitedForAfterTheNextStart() {
    List<PollingSource<?>> self = new ArrayList<>();
    PollingSource<Map<ResourceKey, String>> source =
        PollingSource.ofMap(
            "outside",
            () -> {
              readings++;
              if (readings == 1) {
                self.get(0).stop();
                self.get(0).start(context());
                time.runDue();
                assertThat(readings).as("never two at once").isEqualTo(1);
              }
              return Map.of(A, "running");
            },
            () -> interval,
            BACKOFF);
    self.add(source);
    source.start(context());
    time.runDue();

    assertThat(readings).isEqualTo(2);
    assertThat(source.latest().orElseThrow().number()).isEqualTo(1);
  }

  @Test
  void aTimerWakesItsKeyOnceAndCanBeMovedOrCancelled() {
    TimerSource timers = new TimerSource();
    timers.start(context());
    timers.after(A, Duration.ofSeconds(1));
    timers.at(A, Instant.EPOCH.plusSeconds(10));
    timers.after(B, Duration.ofSeconds(2));
    timers.cancel(B);

    time.advance(Duration.ofSeconds(9));
    assertThat(woken).isEmpty();
    time.advance(Duration.ofMinutes(1));

    assertThat(woken).containsExactly(A);
    assertThat(timers.size()).isZero();
    assertThat(time.pending()).isZero();
  }

  @Test
  void timersGoWithTheirResourceAndWithTheLeader() {
    TimerSource timers = new TimerSource();
    timers.after(A, Duration.ofSeconds(1));
    assertThat(timers.size()).as("not started").isZero();
    timers.start(context());
    timers.after(A, Duration.ofSeconds(1));
    timers.after(B, Duration.ofSeconds(1));

    timers.forget(A);
    assertThat(timers.size()).isEqualTo(1);
    timers.stop();
    time.advance(Duration.ofMinutes(1));

    assertThat(woken).isEmpty();
    assertThat(timers.size()).isZero();
  }

  @Test
  void anybodyMayWakeAKeyWhileThisProcessLeads() {
    InboundSource inbound = new InboundSource();
    inbound.wake(A);
    inbound.start(context());
    inbound.wake(B);
    inbound.stop();
    inbound.wake(A);

    assertThat(woken).containsExactly(B);
  }

  private PollingSource<Map<ResourceKey, String>> polling() {
    return PollingSource.ofMap(
        "outside",
        () -> {
          readings++;
          if (broken) {
            throw new IllegalStateException("not to be reached");
          }
          return Map.copyOf(outside);
        },
        () -> interval,
        BACKOFF);
  }

  private SourceContext context() {
    return new SourceContext() {
      @Override
      public String controller() {
        return "widget";
      }

      @Override
      public void wake(ResourceKey key, Priority priority) {
        woken.add(key);
      }

      @Override
      public Scheduler scheduler() {
        return time;
      }

      @Override
      public RandomGenerator random() {
        return new SplittableRandom(1);
      }

      @Override
      public Informers informers() {
        return new Informers(List.of(), type -> null);
      }

      @Override
      public MeterRegistry meters() {
        return meters;
      }
    };
  }
}
