package dev.heddle.operator.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.crd.application.ApplicationStatus;
import dev.heddle.crd.application.Phase;
import dev.heddle.crd.application.RestartPolicy;
import dev.heddle.crd.application.Terms;
import dev.heddle.crd.meta.Condition;
import dev.heddle.crd.meta.Conditions;
import dev.heddle.crd.notebook.NotebookSpec;
import dev.heddle.operator.application.YarnConnection.Call;
import dev.heddle.operator.application.YarnConnection.Crash;
import dev.heddle.operator.application.YarnConnection.Fault;
import dev.heddle.operator.yarn.YarnRejectedException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What YARN is asked to grant, and is asked anew while an application runs, in virtual time. */
class TermsLifeTest {

  private static final Duration HOUR = Duration.ofHours(1);

  private final World world = new World(11);

  @Test
  void whatLivesForATimeOnlyEndsThenAndIsNotStartedAgain() {
    world.start().createNotebook(lasting(HOUR, RestartPolicy.ON_FAILURE));
    world.awaitPhase(Phase.READY);
    assertThat(status().expiresAt()).contains(startedAt().plus(HOUR));
    world.assertQuiet();

    world.awaitPhase(Phase.FAILED, HOUR);

    assertThat(condition(Condition.STALLED).orElseThrow().reason()).isEqualTo("LifetimeExpired");
    assertThat(status().expiresAt()).isEmpty();
    assertThat(world.yarn().submissions()).hasSize(1);
    world.assertQuiet();
  }

  @Test
  void whatIsAlwaysToRunIsStartedAgainAtOnce() {
    world.start().createNotebook(lasting(HOUR, RestartPolicy.ALWAYS));
    world.awaitPhase(Phase.READY);

    world.advanceUntil(() -> world.yarn().submissions().size() == 2, Duration.ofMinutes(61));
    world.awaitPhase(Phase.READY, Duration.ofSeconds(10));

    assertThat(world.application().status().failures()).isZero();
  }

  @Test
  void aChangedLifetimeIsAskedForWithoutARestart() {
    world.start().createNotebook(lasting(HOUR, RestartPolicy.NEVER));
    world.awaitPhase(Phase.READY);

    world.edit(n -> n.withSpec(lasting(HOUR.multipliedBy(3), RestartPolicy.NEVER)));
    world.advance(Duration.ofSeconds(10));

    assertThat(status().expiresAt()).contains(startedAt().plus(HOUR.multipliedBy(3)));
    assertThat(condition(Condition.TERMS_GRANTED)).isEmpty();
    assertThat(world.yarn().submissions()).hasSize(1);
    assertThat(world.yarn().adjustments()).hasSize(1);
    world.assertQuiet();
  }

  @Test
  void aLifetimeThatIsOverAlreadyEndsItAtOnce() {
    world.start().createNotebook(lasting(HOUR.multipliedBy(3), RestartPolicy.NEVER));
    world.awaitPhase(Phase.READY);
    world.advance(HOUR);

    world.edit(n -> n.withSpec(lasting(Duration.ofMinutes(1), RestartPolicy.NEVER)));

    world.awaitPhase(Phase.FAILED, Duration.ofSeconds(10));
    assertThat(condition(Condition.STALLED).orElseThrow().reason()).isEqualTo("LifetimeExpired");
  }

  @Test
  void whatTheQueueCutsShortStaysSoAndIsSaid() {
    world.yarn().limitLifetimes(HOUR);
    world.start().createNotebook(lasting(HOUR.multipliedBy(2), RestartPolicy.NEVER));
    world.awaitPhase(Phase.READY);

    assertThat(status().expiresAt()).contains(startedAt().plus(HOUR));
    assertThat(condition(Condition.TERMS_GRANTED).orElseThrow().reason())
        .isEqualTo("LifetimeLimited");
    world.edit(n -> n.withSpec(lasting(HOUR.multipliedBy(5), RestartPolicy.NEVER)));
    world.assertQuiet();
    assertThat(world.yarn().adjustments()).as("asks around the queue's limit").isEmpty();
    assertThat(condition(Condition.TERMS_GRANTED).orElseThrow().message()).contains("5h");
  }

  @Test
  void aPriorityIsRaisedWhileItRuns() {
    world.start().createNotebook(of(new Terms(Optional.of(1), Optional.empty(), Optional.empty())));
    world.awaitPhase(Phase.READY);
    assertThat(status().priority()).contains(1);

    world.edit(n -> n.withSpec(of(new Terms(Optional.of(4), Optional.empty(), Optional.empty()))));
    world.advance(Duration.ofSeconds(10));

    assertThat(status().priority()).contains(4);
    assertThat(world.yarn().submissions()).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(Crash.class)
  void anOperatorThatDiesWhileItAsksAsksAgain(Crash when) {
    world.start().createNotebook(lasting(HOUR, RestartPolicy.NEVER));
    world.awaitPhase(Phase.READY);
    world.connection().crashAtChange(world.connection().changes() + 1, when);

    world.edit(n -> n.withSpec(lasting(HOUR.multipliedBy(3), RestartPolicy.NEVER)));
    world.advance(Duration.ofMinutes(2));

    assertThat(world.operators()).isEqualTo(2);
    assertThat(status().expiresAt()).contains(startedAt().plus(HOUR.multipliedBy(3)));
    assertThat(world.yarn().submissions()).hasSize(1);
    world.assertQuiet();
  }

  @Test
  void whatYarnRefusesIsAskedForOnce() {
    world.start().createNotebook(lasting(HOUR, RestartPolicy.NEVER));
    world.awaitPhase(Phase.READY);
    world
        .connection()
        .plan(Call.ADJUST, new Fault.Refused(YarnRejectedException.Reason.USER_NOT_ALLOWED));

    world.edit(n -> n.withSpec(lasting(Duration.ofMinutes(50), RestartPolicy.NEVER)));
    world.advance(Duration.ofSeconds(10));

    assertThat(world.phase()).isEqualTo(Phase.READY);
    assertThat(world.operator().events().toString()).contains("TermsRefused");
    assertThat(condition(Condition.TERMS_GRANTED).orElseThrow().message()).contains("50m");
  }

  @Test
  void anotherQueueIsMovedToWithoutARestart() {
    world.start().createNotebook(in("research"));
    world.awaitPhase(Phase.READY);
    assertThat(world.yarn().adjustments()).isEmpty();

    world.edit(n -> n.withSpec(in("notebooks")));
    world.advance(Duration.ofSeconds(10));

    assertThat(world.yarn().app(id()).report().queue()).isEqualTo("notebooks");
    assertThat(world.yarn().submissions()).hasSize(1);
    assertThat(world.phase()).isEqualTo(Phase.READY);
    assertThat(condition(Condition.TERMS_GRANTED)).isEmpty();
    world.assertQuiet();
  }

  @Test
  void aMoveThatYarnRefusesLeavesItWhereItIsAndIsSaid() {
    world.start().createNotebook(in("research"));
    world.awaitPhase(Phase.READY);
    world
        .connection()
        .plan(Call.ADJUST, new Fault.Refused(YarnRejectedException.Reason.USER_NOT_ALLOWED));

    world.edit(n -> n.withSpec(in("closed")));
    world.advance(Duration.ofSeconds(10));

    assertThat(world.phase()).isEqualTo(Phase.READY);
    assertThat(world.yarn().submissions()).hasSize(1);
    assertThat(world.operator().events().toString()).contains("TermsRefused");
    assertThat(condition(Condition.TERMS_GRANTED).orElseThrow().reason()).isEqualTo("OtherQueue");
    assertThat(condition(Condition.TERMS_GRANTED).orElseThrow().message())
        .contains("queue closed was asked for, and it is in research");
    world.assertQuiet();
  }

  @Test
  void whatRanBeforeItsQueueWasRecordedIsNotMoved() {
    world.start().createNotebook(in("research"));
    world.awaitPhase(Phase.READY);
    world.yarn().app(id()).moved("root.users.alice");
    world.edit(n -> n.withSpec(in("research")));

    world.advance(Duration.ofMinutes(2));

    assertThat(world.yarn().adjustments()).isEmpty();
  }

  private String id() {
    return status().run().orElseThrow().applicationId();
  }

  private static NotebookSpec in(String queue) {
    return of(new Terms(Optional.empty(), Optional.empty(), Optional.of(queue)));
  }

  private ApplicationStatus status() {
    return world.application().status();
  }

  private Instant startedAt() {
    return status().startedAt().orElseThrow();
  }

  private Optional<Condition> condition(String type) {
    return Conditions.find(world.notebook().orElseThrow().status().conditions(), type);
  }

  private static NotebookSpec lasting(Duration lifetime, RestartPolicy policy) {
    return World.spec(
        "1Gi", policy, false, new Terms(Optional.empty(), Optional.of(lifetime), Optional.empty()));
  }

  private static NotebookSpec of(Terms terms) {
    return World.spec("1Gi", RestartPolicy.NEVER, false, terms);
  }
}
