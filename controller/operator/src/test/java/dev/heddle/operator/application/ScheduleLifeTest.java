package dev.heddle.operator.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.crd.application.Culling;
import dev.heddle.crd.application.Phase;
import dev.heddle.crd.application.Schedule;
import dev.heddle.crd.application.ScheduleStatus;
import dev.heddle.crd.meta.Annotations;
import dev.heddle.crd.meta.Condition;
import dev.heddle.crd.meta.Conditions;
import dev.heddle.crd.notebook.NotebookStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Lives of a notebook in virtual time, with working hours that are from the first to the third
 * quarter of each hour.
 */
class ScheduleLifeTest {

  private static final Duration HOLD = Duration.ofMinutes(10);

  private final World world = new World(12);
  private final Instant zero = world.now();

  @Test
  void itRunsInItsHoursOnlyAndSaysWhatComesNext() {
    begin(schedule(Optional.empty()));
    world.awaitPhase(Phase.STOPPED);
    assertThat(ready().reason()).isEqualTo("OutsideSchedule");
    assertThat(ready().message()).contains("it is started ").contains("`heddle start churn`");
    assertThat(hours().nextStart()).contains(at(1));
    assertThat(hours().nextStop()).contains(at(3));
    assertThat(world.yarn().submissions()).isEmpty();

    until(at(1).plusSeconds(30));
    assertThat(status().phase()).isEqualTo(Phase.READY);
    assertThat(hours().state()).isEqualTo(ScheduleStatus.State.INSIDE);
    assertThat(hours().since()).contains(at(1));
    assertThat(hours().nextStart()).contains(at(5));

    until(at(3).minusSeconds(60));
    assertThat(Conditions.find(status().conditions(), Condition.STOPS_SOON).orElseThrow().message())
        .contains("working hours end ")
        .contains("heddle keep churn");
    until(at(3).plusSeconds(60));
    assertThat(status().phase()).isEqualTo(Phase.STOPPED);
    assertThat(ready().message()).contains("working hours ended ");
    assertThat(Conditions.find(status().conditions(), Condition.STOPS_SOON)).isEmpty();
    String version = world.store().version();
    until(at(5).minusSeconds(60));
    assertThat(world.store().version()).as("it is quiet").isEqualTo(version);
    assertThat(world.operator().events().toString())
        .contains("ScheduleStart")
        .contains("ScheduleStop")
        .contains("StopsSoon");
    assertThat(world.yarn().submissions()).hasSize(1);
    assertThat(world.yarn().stops()).hasSize(1);
  }

  @Test
  void aBusyOneIsWaitedForUntilItIsIdle() {
    begin(schedule(Optional.empty()));
    until(at(2));
    world.yarn().work(world.applicationId(), true);
    until(at(4));
    assertThat(status().phase()).isEqualTo(Phase.READY);
    assertThat(hours().blockedBy().orElseThrow()).contains("it is at work");
    world.yarn().work(world.applicationId(), false);
    until(at(4).plusSeconds(240));
    assertThat(status().phase()).as("used minutes ago").isEqualTo(Phase.READY);
    world.awaitPhase(Phase.STOPPED, Duration.ofMinutes(4));
    assertThat(world.yarn().submissions()).hasSize(1);
  }

  @Test
  void aBusyOneIsStoppedWhenTheWaitThatWasAskedForIsOver() {
    begin(schedule(Optional.of(Duration.ofMinutes(10))));
    until(at(2));
    world.yarn().work(world.applicationId(), true);
    until(at(3).plusSeconds(540));
    assertThat(status().phase()).isEqualTo(Phase.READY);
    assertThat(Conditions.find(status().conditions(), Condition.STOPS_SOON).orElseThrow().message())
        .contains("at the latest ");
    until(at(3).plusSeconds(660));
    assertThat(status().phase()).isEqualTo(Phase.STOPPED);
    until(at(5).minusSeconds(60));
    assertThat(world.yarn().submissions()).hasSize(1);
  }

  @Test
  void oneThatCannotBeAskedIsNotTakenForIdle() {
    begin(schedule(Optional.empty()));
    until(at(2));
    world.yarn().troubleAsking(world.applicationId(), "Jupyter answered with 403");
    until(at(4));
    assertThat(status().phase()).isEqualTo(Phase.READY);
    assertThat(hours().blockedBy().orElseThrow()).contains("403");
    world.yarn().troubleAsking(world.applicationId(), "");
    world.awaitPhase(Phase.STOPPED, Duration.ofMinutes(10));
  }

  @Test
  void whatIsSuspendedIsNotStartedByItsHours() {
    begin(schedule(Optional.empty()));
    until(at(2));
    suspend(true);
    world.awaitPhase(Phase.STOPPED);
    assertThat(ready().reason()).isEqualTo("Stopped");
    assertThat(status().schedule()).isEmpty();
    until(at(6));
    assertThat(status().phase()).isEqualTo(Phase.STOPPED);
    suspend(false);
    world.awaitPhase(Phase.READY);
  }

  @Test
  void aCulledOneStaysStoppedUntilItsHoursBeginAgain() {
    Culling rule =
        new Culling(
            Duration.ofMinutes(6), Duration.ofMinutes(1), Duration.ofMinutes(1), Optional.empty());
    world.yarn().measureUse();
    world.start();
    world.createNotebook(World.spec(false, Optional.of(rule), schedule(Optional.empty())));
    until(at(2));
    assertThat(status().phase()).isEqualTo(Phase.STOPPED);
    assertThat(ready().reason()).isEqualTo("Culled");
    until(at(4));
    assertThat(ready().reason()).isEqualTo("Culled");
    assertThat(world.yarn().submissions()).hasSize(1);
    until(at(5).plusSeconds(60));
    assertThat(status().phase()).isEqualTo(Phase.READY);
    assertThat(world.yarn().submissions()).hasSize(2);
  }

  @Test
  void aStartByHandHoldsForItsTimeAndOutlivesTheOperator() {
    begin(schedule(Optional.empty()));
    until(at(3).plusSeconds(120));
    annotate(Annotations.STARTED_AT, world.now().plusMillis(425));
    world.awaitPhase(Phase.READY);
    Instant held = at(3).plusSeconds(120).plus(HOLD);
    assertThat(hours().heldUntil()).contains(held);
    world.killOperator();
    world.start();
    until(held.minusSeconds(200));
    String version = world.store().version();
    until(held.minusSeconds(60));
    assertThat(world.store().version()).as("it is quiet").isEqualTo(version);
    assertThat(status().phase()).isEqualTo(Phase.READY);
    until(held.plusSeconds(60));
    assertThat(status().phase()).isEqualTo(Phase.STOPPED);
    assertThat(hours().heldUntil()).isEmpty();
    assertThat(world.yarn().submissions()).hasSize(2);
  }

  @Test
  void aStartWhileItStopsIsNotLost() {
    begin(schedule(Optional.empty()));
    until(at(2));
    world.advanceUntil(() -> world.phase() == Phase.STOPPING, Duration.ofMinutes(20));
    annotate(Annotations.STARTED_AT, world.now());
    world.advance(Duration.ofMinutes(2));
    assertThat(status().phase()).isEqualTo(Phase.READY);
    assertThat(world.yarn().submissions()).hasSize(2);
  }

  @Test
  void whatSomebodyKeepsGoesOnButIsNotStarted() {
    begin(schedule(Optional.empty()));
    until(at(2));
    annotate(Annotations.KEEP_UNTIL, at(4).plusSeconds(300));
    until(at(4));
    assertThat(status().phase()).isEqualTo(Phase.READY);
    assertThat(hours().heldUntil()).contains(at(4).plusSeconds(300));
    until(at(4).plusSeconds(360));
    assertThat(status().phase()).isEqualTo(Phase.STOPPED);
    annotate(Annotations.KEEP_UNTIL, at(8));
    world.advance(Duration.ofMinutes(2));
    assertThat(status().phase()).as("to keep is not to start").isEqualTo(Phase.STOPPED);
  }

  @Test
  void whatSomebodyKeepsGoesOnAfterItHasFailed() {
    begin(schedule(Optional.empty()));
    until(at(2));
    annotate(Annotations.KEEP_UNTIL, at(5));
    until(at(4));
    world.yarn().fail(world.applicationId(), "its container was lost");
    world.advance(Duration.ofMinutes(2));
    assertThat(status().phase()).isEqualTo(Phase.READY);
    assertThat(world.yarn().submissions()).hasSize(2);
  }

  @Test
  void whatEndedByItselfIsStartedWhenItsHoursBeginAgain() {
    begin(schedule(Optional.empty()));
    until(at(2));
    world.yarn().quit(world.applicationId());
    world.awaitPhase(Phase.SUCCEEDED);
    world.advance(Duration.ofMinutes(5));
    assertThat(status().phase()).isEqualTo(Phase.SUCCEEDED);
    world.killOperator();
    world.advanceOutside(Duration.between(world.now(), at(6)));
    world.start();
    world.awaitPhase(Phase.READY);
    world.yarn().quit(world.applicationId());
    world.awaitPhase(Phase.SUCCEEDED);
    until(at(7).plusSeconds(60));
    assertThat(status().phase()).isEqualTo(Phase.STOPPED);
    until(at(9).plusSeconds(60));
    assertThat(status().phase()).isEqualTo(Phase.READY);
    assertThat(world.yarn().submissions()).hasSize(3);
  }

  @Test
  void anotherScheduleRestartsNothing() {
    world.yarn().measureUse();
    world.start().createNotebook();
    world.awaitPhase(Phase.READY);
    String id = world.applicationId();
    Schedule allDay =
        new Schedule(
            "0 0 * * *", "59 23 * * *", "UTC", List.of(), Optional.empty(), HOLD, Duration.ZERO);
    world.edit(n -> n.withSpec(World.spec(false, Optional.empty(), allDay)));
    world.advance(Duration.ofMinutes(2));
    assertThat(status().schedule()).isPresent();
    assertThat(world.applicationId()).isEqualTo(id);
    assertThat(world.yarn().submissions()).hasSize(1);
    world.edit(n -> n.withSpec(World.spec(false, Optional.empty(), schedule(Optional.empty()))));
    world.awaitPhase(Phase.STOPPED, Duration.ofMinutes(10));
    world.edit(n -> n.withSpec(World.spec("1Gi", n.spec().restartPolicy(), false)));
    world.awaitPhase(Phase.READY);
    assertThat(status().schedule()).isEmpty();
  }

  @Test
  void anOperatorThatWasAwayOverABoundaryDoesWhatItWouldHaveDone() {
    begin(schedule(Optional.empty()));
    world.awaitPhase(Phase.STOPPED);
    world.killOperator();
    world.advanceOutside(Duration.between(world.now(), at(2)));
    world.start();
    world.awaitPhase(Phase.READY);
    world.killOperator();
    world.advanceOutside(Duration.between(world.now(), at(4)));
    world.start();
    world.awaitPhase(Phase.STOPPED, Duration.ofMinutes(8));
    until(at(6));
    String id = world.applicationId();
    world.killOperator();
    world.advanceOutside(Duration.between(world.now(), at(10)));
    world.start();
    until(at(10).plusSeconds(600));
    assertThat(world.applicationId()).as("away over a stop and a start").isEqualTo(id);
    assertThat(status().phase()).isEqualTo(Phase.READY);
  }

  @Test
  void eachBeginsAtATimeOfItsOwnWithinTheWindowAndNothingThatRunsIsTouched() {
    Schedule spread =
        new Schedule(
            cron(at(1)),
            cron(at(3)),
            "UTC",
            List.of(),
            Optional.empty(),
            HOLD,
            Duration.ofMinutes(12));
    begin(spread);
    world.awaitPhase(Phase.STOPPED);
    Instant start = status().schedule().orElseThrow().nextStart().orElseThrow();
    Duration own = Pace.of(world.application().metadata().uid(), Duration.ofMinutes(12));
    assertThat(own).isPositive();
    Instant hours = start.minus(own);
    assertThat(hours.atOffset(ZoneOffset.UTC).getMinute())
        .isEqualTo(at(1).atOffset(ZoneOffset.UTC).getMinute());
    int before = world.yarn().submissions().size();
    until(start.minusSeconds(2));
    assertThat(world.yarn().submissions()).hasSize(before);
    world.killOperator();
    world.start();
    until(start.plusSeconds(60));
    assertThat(status().phase()).isEqualTo(Phase.READY);
    assertThat(world.yarn().submissions()).hasSize(before + 1);
    world.advance(Duration.ofMinutes(10));
    assertThat(status().phase()).isEqualTo(Phase.READY);
  }

  @Test
  void whatStillRunsWhenTheHoursBeginIsNotStoppedUntilItsOwnTime() {
    begin(schedule(Optional.empty()));
    until(at(1).plusSeconds(60));
    assertThat(status().phase()).isEqualTo(Phase.READY);
    String id = world.applicationId();
    Duration whole = Duration.ofDays(1000);
    String uid = world.application().metadata().uid();
    double share = (double) Pace.of(uid, whole).toSeconds() / whole.toSeconds();
    Duration window = Duration.ofSeconds((long) (Duration.ofMinutes(12).toSeconds() / share));
    Schedule spread =
        new Schedule(cron(at(1)), cron(at(3)), "UTC", List.of(), Optional.empty(), HOLD, window);
    world.edit(n -> n.withSpec(World.spec(false, Optional.empty(), spread)));
    world.yarn().work(id, true);
    until(at(5).plusSeconds(10));
    world.yarn().work(id, false);

    until(at(5).plus(Duration.ofMinutes(14)));

    assertThat(status().phase()).isEqualTo(Phase.READY);
    assertThat(world.applicationId()).isEqualTo(id);
  }

  private Schedule schedule(Optional<Duration> maxWait) {
    return new Schedule(cron(at(1)), cron(at(3)), "UTC", List.of(), maxWait, HOLD, Duration.ZERO);
  }

  private static String cron(Instant at) {
    return at.atOffset(ZoneOffset.UTC).getMinute() + " * * * *";
  }

  private Instant at(int quarter) {
    return zero.plus(Duration.ofMinutes(15L * quarter));
  }

  private void until(Instant moment) {
    world.advance(Duration.between(world.now(), moment));
  }

  private void begin(Schedule schedule) {
    world.yarn().measureUse();
    world.start();
    world.createNotebook(World.spec(false, Optional.empty(), schedule));
  }

  private void suspend(boolean value) {
    world.edit(n -> n.withSpec(World.spec(value, Optional.empty(), schedule(Optional.empty()))));
  }

  private void annotate(String key, Instant time) {
    world.edit(n -> n.withMetadata(n.metadata().withAnnotation(key, time.toString())));
  }

  private NotebookStatus status() {
    return world.notebook().orElseThrow().status();
  }

  private ScheduleStatus hours() {
    return status().schedule().orElseThrow();
  }

  private Condition ready() {
    return Conditions.find(status().conditions(), Condition.READY).orElseThrow();
  }
}
