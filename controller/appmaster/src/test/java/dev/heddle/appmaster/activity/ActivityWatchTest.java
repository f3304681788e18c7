package dev.heddle.appmaster.activity;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** When it is looked out of turn. */
class ActivityWatchTest {
  private final AtomicInteger looks = new AtomicInteger();
  private final AtomicLong millis = new AtomicLong(1_000);
  private final ActivityWatch watch =
      new ActivityWatch(
          Duration.ofSeconds(30),
          () -> {
            looks.incrementAndGet();
            return new JupyterLook(List.of(), List.of());
          },
          new ProcessReader(Path.of("/proc"), Set::of),
          millis::get);

  @Test
  void whoAsksNeedNotWaitForTheNextTurn() {
    assertThat(watch.report()).isEmpty();

    watch.lookNow();

    assertThat(watch.report().orElseThrow().lastLook()).contains(Duration.ZERO);
  }

  @Test
  void whatHasJustBeenLookedAtIsNotLookedAtAgain() {
    watch.lookNow();
    millis.addAndGet(4_000);
    watch.lookNow();
    assertThat(looks).hasValue(1);

    millis.addAndGet(1_000);
    watch.lookNow();
    assertThat(looks).hasValue(2);
  }
}
