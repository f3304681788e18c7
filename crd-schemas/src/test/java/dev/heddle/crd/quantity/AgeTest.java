package dev.heddle.crd.quantity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgeTest {

  @ParameterizedTest
  @CsvSource({
    "PT-5S, 0s",
    "PT0S, 0s",
    "PT119S, 119s",
    "PT2M, 2m",
    "PT5M30S, 5m30s",
    "PT10M, 10m",
    "PT2H59M, 179m",
    "PT3H5M, 3h5m",
    "PT8H, 8h",
    "PT47H59M, 47h",
    "P2D, 2d",
    "P3DT4H, 3d4h",
    "P8D, 8d",
    "P729D, 729d",
    "P800D, 2y70d",
    "P3000D, 8y"
  })
  void anAgeIsShownWithTwoUnitsAtMost(Duration age, String shown) {
    assertThat(Age.format(age)).isEqualTo(shown);
  }
}
