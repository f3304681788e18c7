package dev.heddle.crd.quantity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

  @ParameterizedTest
  @CsvSource({
    "90s, PT1M30S",
    "2h, PT2H",
    "1d, PT24H",
    "1h30m, PT1H30M",
    "1h 30m, PT1H30M",
    "250ms, PT0.25S",
    "5m250ms, PT5M0.25S",
    "0s, PT0S",
    "90m, PT1H30M"
  })
  void readsWhatPeopleWrite(String text, Duration duration) {
    assertThat(Durations.parse(text)).isEqualTo(duration);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "10", "1.5h", "-1s", "1s1h", "1y", "s", "PT1H", "1 hour"})
  void refusesWhatIsNoDurationAndSaysWhatIs(String text) {
    assertThatThrownBy(() -> Durations.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "' is not a duration; write for example 90s");
  }

  @Test
  void refusesWhatIsLongerThanAnyDuration() {
    assertThatThrownBy(() -> Durations.parse("99999999999999999d"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("longer than any duration");
    assertThatThrownBy(() -> Durations.parse("99999999999999999999s"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("longer than any duration");
  }

  @ParameterizedTest
  @CsvSource({"PT1M30S, 1m30s", "PT24H, 1d", "PT0S, 0s", "PT0.25S, 250ms", "PT25H, 1d1h"})
  void writesTheShortestFormThatReadsBack(Duration duration, String written) {
    assertThat(Durations.format(duration)).isEqualTo(written);
    assertThat(Durations.parse(written)).isEqualTo(duration);
  }
}
