package dev.heddle.appmaster.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LogTimesTest {

  private static final Instant START = Instant.parse("2026-11-23T00:00:00Z");
  private final LogTimes times = new LogTimes();

  @Test
  void whatWasWrittenSinceAMomentIsNeverLeftOut() {
    times.add(at(0), 0);
    times.add(at(5), 100);
    times.add(at(10), 100);
    times.add(at(15), 300);

    assertThat(times.offset(at(-1))).isZero();
    assertThat(times.offset(at(4))).isZero();
    assertThat(times.offset(at(5))).isEqualTo(100);
    assertThat(times.offset(at(14))).as("it grew between 10 and 15").isEqualTo(100);
    assertThat(times.offset(at(99))).isEqualTo(300);
  }

  @Test
  void aLogThatWasCutOffIsNotedAnew() {
    times.add(at(0), 500);
    times.add(at(5), 20);

    assertThat(times.offset(at(4))).isZero();
    assertThat(times.offset(at(5))).isEqualTo(20);
  }

  @Test
  void aWeekIsRememberedInSomeHundredNotesAsFinelyAsItIsLongAgo() {
    TreeMap<Integer, Long> truth = new TreeMap<>();
    int end = 7 * 24 * 3600;
    for (int second = 0; second <= end; second += 30) {
      times.add(at(second), second * 10L);
      truth.put(second, second * 10L);
    }

    assertThat(times.count()).isLessThan(400);
    for (int age = 60; age < end; age = age * 5 / 4) {
      long exact = truth.floorEntry(end - age).getValue();
      assertThat(times.offset(at(end - age)))
          .as("%d s ago", age)
          .isBetween(exact - (age / 10 + 30) * 10L, exact);
    }
  }

  private static Instant at(int second) {
    return START.plus(Duration.ofSeconds(second));
  }
}
