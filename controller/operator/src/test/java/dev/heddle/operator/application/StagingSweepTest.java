package dev.heddle.operator.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.crd.application.Phase;
import dev.heddle.operator.application.YarnConnection.Call;
import dev.heddle.operator.application.YarnConnection.Fault;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What applications leave in their users' homes; {@link World} checks that none goes too early. */
class StagingSweepTest {

  private static final Duration SOON = Duration.ofSeconds(10);

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
}
