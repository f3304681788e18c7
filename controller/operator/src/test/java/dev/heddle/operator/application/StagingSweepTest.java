package dev.heddle.operator.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.crd.application.Phase;
import dev.heddle.operator.application.YarnConnection.Call;
import dev.heddle.operator.application.YarnConnection.Fault;
import dev.heddle.reconciler.testing.VirtualScheduler;
import dev.heddle.reconciler.time.Cancellable;
import dev.heddle.reconciler.time.Scheduler;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What applications leave in their users' homes; {@link World} checks that none goes too early. */
class StagingSweepTest {

  private static final Duration SOON = Duration.ofSeconds(10);

  private static final Instant START = Instant.parse("2026-11-23T01:00:00Z");
  private static final SplittableRandom RANDOM = new SplittableRandom(11);

  private final World world = new World(11);

  @Test
  void whatAnApplicationKeepsStaysWhileItRunsAndGoesAfterItsEnd() {
    world.start().createNotebook();
    world.awaitPhase(Phase.READY);
    String id = world.applicationId();
    world.advance(Duration.ofMinutes(20));
    assertThat(world.yarn().staged()).containsExactly(id);

    world.yarn().quit(id);
    world.awaitPhase(Phase.SUCCEEDED);

    assertThat(world.advanceUntil(() -> world.yarn().staged().isEmpty(), SOON)).isTrue();
  }

  @Test
  void anEndWhileTheOperatorWasDownIsCleanedUpAfterLater() {
    world.start().createNotebook();
    world.awaitPhase(Phase.READY);
    world.killOperator();
    world.yarn().quit(world.applicationId());

    world.start();
    world.awaitPhase(Phase.SUCCEEDED);

    assertThat(world.advanceUntil(() -> world.yarn().staged().isEmpty(), SOON)).isTrue();
  }

  @Test
  void anEndThatIsNotOnRecordIsWaitedFor() {
    world.start().createNotebook();
    world.awaitPhase(Phase.READY);
    world.killOperator(); // so that nobody writes the end down
    world.yarn().quit(world.applicationId());
    YarnConnection connection =
        new YarnConnection(world.yarn(), new VirtualScheduler(START, RANDOM));

    new StagingSweep(connection, world.store(), new AtOnce()).note(world.yarn().reports());

    assertThat(world.yarn().staged()).containsExactly(world.applicationId());
  }

  @Test
  void aDeletedNotebookLeavesNothingBehind() {
    world.start().createNotebook();
    world.awaitPhase(Phase.READY);
    world.deleteNotebook();
    world.awaitGone();

    assertThat(world.advanceUntil(() -> world.yarn().staged().isEmpty(), SOON)).isTrue();
  }

  @Test
  void aFileSystemThatDoesNotAnswerIsAskedAgain() {
    world.withFirst(
        connection -> connection.plan(Call.REMOVE_STAGED, new Fault.Lost(), new Fault.Lost()));
    world.start().createNotebook();
    world.awaitPhase(Phase.READY);
    world.yarn().quit(world.applicationId());
    world.awaitPhase(Phase.SUCCEEDED);

    assertThat(world.advanceUntil(() -> world.yarn().staged().isEmpty(), Duration.ofSeconds(90)))
        .isTrue();
  }

  /** Runs what is to run soon before it returns. */
  private static final class AtOnce implements Scheduler {
    @Override
    public Clock clock() {
      return Clock.fixed(START, ZoneOffset.UTC);
    }

    @Override
    public long nanoTime() {
      return 0;
    }

    @Override
    public void execute(Runnable task) {
      task.run();
    }

    @Override
    public Cancellable schedule(Duration delay, Runnable task) {
      throw new UnsupportedOperationException("nothing is to run later here");
    }
  }
}
