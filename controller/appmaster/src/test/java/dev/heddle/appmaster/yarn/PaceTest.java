package dev.heddle.appmaster.yarn;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTest {
  private final Pace pace = new Pace();

  @Test
  void anApplicationInWhichNothingChangesIsSlow() {
    assertThat(pace.next()).isEqualTo(Pace.SLOW);
    pace.changed();
    assertThat(pace.next()).isEqualTo(Pace.SLOW);
  }

  @Test
  void whatIsAskedForIsHeardQuicklyForTenSecondsAndThenSlowly() {
    pace.moving(true);
    for (int beat = 0; beat < 200; beat++) {
      assertThat(pace.next()).isEqualTo(Pace.QUICK);
    }
    assertThat(pace.next()).isEqualTo(Pace.SLOW);

    pace.changed();
    assertThat(pace.next()).isEqualTo(Pace.QUICK);
  }
}
