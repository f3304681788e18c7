package dev.heddle.operator.application;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Many that are restarted for one reason. */
class PaceTest {

  private static List<Duration> places(int count) {
    Duration window = Pace.window(count);
    return IntStream.range(0, count)
        .mapToObj(i -> Pace.of("0b7d6c4e-91aa-4c55-8f7e-" + i, window))
        .toList();
  }

  @Test
  void oneAloneDoesNotWaitAndNobodyWaitsLongerThanTheLongest() {
    assertThat(Pace.window(0)).isZero();
    assertThat(Pace.window(1)).isZero();
    assertThat(Pace.window(31)).isEqualTo(Duration.ofMinutes(1));
    assertThat(Pace.window(100_000)).isEqualTo(Pace.LONGEST);
    assertThat(places(1)).containsExactly(Duration.ZERO);
  }

  @Test
  void noMinuteHasManyMoreThanItsShare() {
    assertThat(places(1000))
        .allMatch(place -> place.compareTo(Pace.window(1000)) < 0)
        .allMatch(place -> !place.isNegative());
    assertThat(
            places(1000).stream()
                .collect(Collectors.groupingBy(Duration::toMinutes, Collectors.counting()))
                .values())
        .hasSizeGreaterThan(30)
        .allMatch(inAMinute -> inAMinute <= 60);
  }

  @Test
  void whoIsAskedAgainSaysTheSame() {
    assertThat(places(50)).isEqualTo(places(50));
  }
}
