package dev.heddle.operator.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.crd.application.Application;
import dev.heddle.crd.application.Culling;
import dev.heddle.crd.application.RestartPolicy;
import dev.heddle.reconciler.store.ResourceStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * A month of a thousand notebooks, with servers that do not answer, agents and containers that are
 * lost, an operator that is away and a clock that jumps: nothing is stopped while it is used or at
 * work, all else is, and stays so until its user comes back (I5, I6).
 */
class MonthOfUseTest {
  static final Culling RULE =
      new Culling(
          Duration.ofHours(2), Duration.ofMinutes(10), Duration.ofMinutes(10), Optional.empty());

  private static final int NOTEBOOKS = 1_000;
  private static final Duration MONTH = Duration.ofDays(30);
  private static final Duration STEP = Duration.ofMinutes(15);

  @Test
  void onlyWhatNobodyUsesIsStoppedAndAllOfIt() {
    World world = new World(3);
    world
        .start()
        .createNotebook(World.spec("1Gi", RestartPolicy.ON_FAILURE, false, Optional.of(RULE)));
    world.advance(Duration.ofSeconds(5));
    Application application = world.application().withStatus(null);
    ResourceStore store = world.store();

    int stops = 0;
    int returns = 0;
    int faults = 0;
    for (int i = 0; i < NOTEBOOKS; i++) {
      SplittableRandom random = new SplittableRandom(i);
      OperatorTimes operator = new OperatorTimes(random.split(), MONTH);
      SimulatedUse use = new SimulatedUse(random.split());
      SimulatedLife life = new SimulatedLife(application, store, use, operator, random.split());
      for (Duration at = Duration.ZERO; at.compareTo(MONTH) < 0; at = at.plus(STEP)) {
        life.step(Instant.EPOCH.plus(Duration.ofDays(20_000)).plus(at));
      }
      stops += life.stops();
      returns += use.returns();
      faults += life.faults();
    }

    // The month was worth simulating.
    assertThat(stops).isGreaterThan(10 * NOTEBOOKS);
    assertThat(returns).isGreaterThan(9 * NOTEBOOKS);
    assertThat(faults).isGreaterThan(20 * NOTEBOOKS);
  }
}
