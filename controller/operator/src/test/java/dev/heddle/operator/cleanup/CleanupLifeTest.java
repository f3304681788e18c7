package dev.heddle.operator.cleanup;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.crd.application.ActivityStatus.State;
import dev.heddle.crd.application.Application;
import dev.heddle.crd.application.Phase;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.Annotations;
import dev.heddle.crd.meta.Condition;
import dev.heddle.crd.meta.Conditions;
import dev.heddle.crd.notebook.Notebook;
import dev.heddle.crd.quantity.Durations;
import dev.heddle.operator.culling.PolicyStop;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Lives of policies, in virtual time. */
class CleanupLifeTest {

  private static final String OVER =
      "selector: {namespaces: [team-a]}, rules: [{name: over, finished: {after: 3d}}]";
  private static final String ENFORCE = "mode: Enforce, " + OVER;

  private final CleanupWorld world = new CleanupWorld().start();

  private static String stopped(CleanupWorld world, String ago) {
    return "phase: Stopped, finishedAt: '" + world.now().minus(Durations.parse(ago)) + "'";
  }

  private void stopped(int count) {
    for (int i = 0; i < count; i++) {
      world.notebook("n" + i, "", stopped(world, "4d"));
    }
  }

  private Condition ready(String policy) {
    return Conditions.find(world.status(policy).conditions(), Condition.READY).orElseThrow();
  }

  @Test
  void whoObservesSaysWhatWouldGoAndLeavesIt() {
    stopped(2);
    world.policy("p", OVER);
    world.advance(Duration.ofHours(3));

    assertThat(world.has("n0")).isTrue();
    assertThat(world.status("p").due()).isEqualTo(2);
    assertThat(world.status("p").matched()).isEqualTo(2);
    assertThat(world.status("p").acted()).isZero();
    assertThat(world.status("p").next()).hasSize(2);
    assertThat(ready("p").reason()).isEqualTo("Observing");
    assertThat(
            world.operator().meters().get("heddle.cleanup.due").tag("rule", "over").gauge().value())
        .isEqualTo(2);
    String version = world.store().version();
    world.advance(Duration.ofHours(3));
    assertThat(world.store().version()).as("L2").isEqualTo(version);
  }

  @Test
  void whoEnforcesDeletesOnceAndEmptiesTheTrashOfWhatIsGone() {
    world.notebook("a", "workspace: {path: /user/alice/a}", stopped(world, "2d"));
    world.policy("p", ENFORCE);
    world.advance(Duration.ofHours(23));
    assertThat(world.has("a")).isTrue();

    world.advance(Duration.ofHours(2));
    assertThat(world.store().get(Kinds.NOTEBOOK, "team-a", "a").orElseThrow().metadata())
        .matches(m -> m.isBeingDeleted());
    assertThat(world.removed()).as("while it is not gone").isEmpty();
    world.letGo();
    world.advance(Duration.ofMinutes(1));

    assertThat(world.removed()).containsExactly("trash of alice in /user/alice/a");
    assertThat(world.status("p").acted()).isEqualTo(1);
    assertThat(world.status("p").inProgress()).isEmpty();
    assertThat(world.status("p").last().get(0).why()).contains("stopped since");
    assertThat(world.history()).hasSize(1);
    assertThat(world.operator().count("heddle.cleanup.actions", "action", "delete")).isEqualTo(1);
  }

  @Test
  void whoAsksForThePlanIsToldWhatWouldBeDoneAndNothingIs() {
    world.notebook("a", "", stopped(world, "4d"));
    world.runs("application_1_2", "gone");
    world.policy("p", OVER);
    world.policy("o", "rules: [{name: o, orphans: {after: 30m}}]");
    String version = world.store().version();
    CleanupOverview overview =
        new CleanupOverview(
            world.store(),
            world,
            world.left(),
            new OrphanWatch(world.operator().process()),
            world.operator().process().clock());

    JsonNode all = overview.plan(Optional.empty()).orElseThrow();
    assertThat(all.path("policies")).hasSize(2);
    assertThat(all.at("/items/0/target/name").asText()).isEqualTo("a");
    assertThat(all.at("/items/0/due").asBoolean()).isTrue();
    assertThat(all.at("/items/0/action").asText()).isEqualTo("Delete");
    assertThat(all.at("/items/0/mode").asText()).isEqualTo("Observe");
    assertThat(all.at("/items/1/target/name").asText()).isEqualTo("application_1_2");
    assertThat(overview.plan(Optional.of("o")).orElseThrow().path("items")).hasSize(1);
    assertThat(overview.plan(Optional.of("x"))).isEmpty();
    assertThat(world.store().version()).isEqualTo(version);
  }

  @Test
  void filesGoOnExplicitWordAndOnlyWhereNobodyElseHasThem() {
    String mine = "workspace: {path: 'hdfs:///work/alice/%s'}";
    world.notebook("a", mine.formatted("a"), stopped(world, "4d"));
    world.notebook("b", mine.formatted("shared/"), stopped(world, "4d"));
    world.notebook("c", "workspace: {path: /work/alice/shared}", stopped(world, "1h"));
    world.notebook("d", "workspace: {path: /user/alice}", stopped(world, "4d"));
    world.policy(
        "p",
        "mode: Enforce, guard: {maxActionPercent: 100}, selector: {namespaces: [team-a]}, rules:"
            + " [{name: over, finished: {after: 3d, workspace: Delete}}]");
    world.advance(Duration.ofMinutes(1));
    world.letGo();
    world.advance(Duration.ofMinutes(1));

    assertThat(world.removed()).containsExactly("hdfs:///work/alice/a of alice");
    assertThat(world.operator().events().toString())
        .contains("another resource uses it", "so near to the root");
    assertThat(world.has("c")).isTrue();
  }

  @Test
  void aMassWaitsForApprovalAlsoOverARestart() {
    stopped(12);
    world.policy("p", ENFORCE);
    world.advance(Duration.ofHours(1));
    String revision = world.status("p").pendingRevision().orElseThrow();
    assertThat(ready("p").reason()).isEqualTo("WaitingForApproval");
    assertThat(ready("p").message()).contains(revision);
    world.restart();
    world.advance(Duration.ofHours(1));
    assertThat(world.status("p").pendingRevision()).contains(revision);
    assertThat(world.store().list(Kinds.NOTEBOOK, "").items())
        .hasSize(12)
        .noneMatch(n -> n.metadata().isBeingDeleted());

    world.annotate("p", Annotations.APPROVED_REVISION, revision);
    world.advance(Duration.ofSeconds(2));
    assertThat(world.status("p").acted()).as("limits hold for what is approved").isEqualTo(10);
    world.restart();
    world.letGo();
    world.advance(Duration.ofMinutes(1));
    world.letGo();
    world.advance(Duration.ofMinutes(1));

    assertThat(world.store().list(Kinds.NOTEBOOK, "").items()).isEmpty();
    assertThat(world.status("p").pendingRevision()).isEmpty();
    assertThat(world.policy("p").metadata().annotation(Annotations.APPROVED_REVISION)).isEmpty();
    assertThat(world.status("p").acted()).isEqualTo(12);
  }

  @Test
  void whatHasChangedUnseenIsJudgedAsItIsNow() {
    for (String name : List.of("started", "relabelled", "failed", "same")) {
      world.notebook(name, "", stopped(world, "71h"));
    }
    world.policy(
        "p",
        "mode: Enforce, guard: {maxActionPercent: 100}, selector: {labels: {tier: scratch}}, rules:"
            + " [{name: stopped, finished: {after: 3d, phases: [Stopped]}}, {name: failed,"
            + " finished: {after: 2d, phases: [Failed]}}]");
    world.advance(Duration.ofSeconds(3590));
    world.operator().connection().silenceWatches();
    world.status("started", CleanupWorld.serving("started", world.now(), State.IDLE));
    world.status(
        "failed", CleanupWorld.over(Phase.FAILED, world.now().minus(Durations.parse("71h"))));
    Notebook there = world.store().get(Kinds.NOTEBOOK, "team-a", "relabelled").orElseThrow();
    world
        .store()
        .updateMetadata(
            Kinds.NOTEBOOK,
            there.withMetadata(there.metadata().withLabels(Map.of("tier", "kept"))));
    world.advance(Duration.ofSeconds(12)); // one look, before anything is listed anew

    assertThat(
            world.store().list(Kinds.NOTEBOOK, "").items().stream()
                .filter(n -> n.metadata().isBeingDeleted())
                .map(n -> n.metadata().name()))
        .containsExactly("same");
  }

  @Test
  void yarnIsAskedAnewForWhatIsAboutToBeEnded() {
    world.runs("application_1_2", "gone");
    world.endedUnseen("application_1_2");
    world.policy("p", "mode: Enforce, limits: {}, rules: [{name: o, orphans: {after: 30m}}]");
    world.advance(Duration.ofHours(2));

    assertThat(world.status("p").due()).isEqualTo(1);
    assertThat(world.kills()).isEmpty();
  }

  @Test
  void filesThatCannotBeReachedGoLater() {
    world.notebook("a", "workspace: {path: /user/alice/a}", stopped(world, "4d"));
    world.policy("p", ENFORCE);
    world.advance(Duration.ofMinutes(1));
    world.outage(true);
    world.letGo();
    world.advance(Duration.ofHours(1));
    assertThat(world.has("a")).isFalse();
    assertThat(world.status("p").inProgress()).hasSize(1);
    world.outage(false);
    world.advance(Duration.ofMinutes(1));

    assertThat(world.removed()).containsExactly("trash of alice in /user/alice/a");
    assertThat(world.status("p").inProgress()).isEmpty();
  }

  @Test
  void aPolicyThatIsDeletedFinishesWhatItHasBegun() {
    world.notebook("a", "workspace: {path: /user/alice/a}", stopped(world, "4d"));
    world.policy("p", ENFORCE);
    world.advance(Duration.ofMinutes(1));
    world.deletePolicy("p");
    world.advance(Duration.ofMinutes(5));
    assertThat(world.store().get(Kinds.CLEANUP_POLICY, "", "p")).as("waits for a").isPresent();
    world.letGo();
    world.advance(Duration.ofMinutes(1));

    assertThat(world.store().get(Kinds.CLEANUP_POLICY, "", "p")).isEmpty();
    assertThat(world.removed()).containsExactly("trash of alice in /user/alice/a");
    assertThat(world.operator().meters().find("heddle.cleanup.due").gauges()).isEmpty();
  }

  @Test
  void aPolicyThatIsDeletedTakesBackWhatHasNotBegun() {
    world.notebook("a", "", "");
    world.status("a", CleanupWorld.serving("a", world.now(), State.IDLE));
    world.policy(
        "p",
        "mode: Enforce, selector: {namespaces: [team-a]}, rules: [{name: old, maxAge: {after: 1h}}]");
    world.advance(Duration.ofMinutes(59));
    assertThat(asked("a")).isEmpty();
    world.advance(Duration.ofMinutes(2));
    assertThat(asked("a")).contains("p");
    world.deletePolicy("p");
    world.advance(Duration.ofMinutes(1));

    assertThat(asked("a")).isEmpty();
    assertThat(world.store().get(Kinds.CLEANUP_POLICY, "", "p")).isEmpty();
  }

  @Test
  void whatOnePolicyHasAskedForAnotherDoesNotTakeBack() {
    world.notebook("a", "", "");
    world.status("a", CleanupWorld.serving("a", world.now(), State.IDLE));
    String rule = "mode: Enforce, selector: {namespaces: [team-a]}, rules: [{name: old, maxAge:";
    world.policy("p", rule + " {after: 1h}}]");
    world.advance(Duration.ofMinutes(61));
    Application before = world.application("a");
    assertThat(asked("a")).contains("p");

    world.policy("q", rule + " {after: 9d}}]");
    world.advance(Duration.ofMinutes(5));

    assertThat(world.application("a")).isEqualTo(before);
  }

  private Optional<String> asked(String name) {
    return world
        .application(name)
        .metadata()
        .annotation(Annotations.STOPPED_BY_POLICY)
        .flatMap(PolicyStop::read)
        .map(PolicyStop::policy);
  }

  @Test
  void onlyApplicationsWithoutAResourceAreEndedAndOnlyAfterTheirTime() {
    world.notebook("a", "", stopped(world, "1h"));
    world.runs("application_1_1", world.application("a").metadata().uid());
    world.runs("application_1_2", "gone");
    world.policy("p", "mode: Enforce, limits: {}, rules: [{name: o, orphans: {after: 30m}}]");
    world.advance(Duration.ofMinutes(25));
    assertThat(world.status("p").next()).hasSize(1);
    // A new operator does not know how long it has been so, and waits anew.
    world.restart();
    world.advance(Duration.ofMinutes(25));
    assertThat(world.kills()).isEmpty();
    world.outage(true);
    world.advance(Duration.ofMinutes(10));
    assertThat(ready("p").reason()).isEqualTo("YarnUnavailable");
    assertThat(world.kills()).isEmpty();
    world.outage(false);
    world.advance(Duration.ofMinutes(2));

    assertThat(world.kills()).containsExactly("application_1_2");
    world.advance(Duration.ofHours(2));
    assertThat(world.kills()).hasSize(1);
  }

  @Test
  void whatWasLetLiveOnPurposeIsNoOrphanAndWhatCannotBeAskedIsLeftAlone() {
    world.runs("application_1_1", "gone");
    world.kept("application_1_1");
    world.runs("application_1_2", "gone, too");
    world.mute("application_1_2", true);
    world.policy("p", "mode: Enforce, limits: {}, rules: [{name: o, orphans: {after: 30m}}]");
    world.advance(Duration.ofHours(2));
    assertThat(world.kills()).isEmpty();
    assertThat(world.status("p").next()).hasSize(1);
    assertThat(world.status("p").next().get(0).blockedBy().orElseThrow())
        .contains("can't be asked");
    world.mute("application_1_2", false);
    world.advance(Duration.ofMinutes(2));

    assertThat(world.kills()).containsExactly("application_1_2");
  }

  @Test
  void anOrphanIsLeftToWhoOnlyObserves() {
    world.runs("application_1_2", "gone");
    world.policy("p", "rules: [{name: o, orphans: {after: 30m}}]");
    world.advance(Duration.ofHours(2));

    assertThat(world.kills()).isEmpty();
    assertThat(world.status("p").due()).isEqualTo(1);
  }

  /** Before and after each write: everything that is due is gone, and nothing else. */
  @TestFactory
  Stream<DynamicTest> anOperatorThatDiesAtAnyWriteEndsWhereOneThatLivesDoes() {
    int writes = lived(new CleanupWorld().start()).operator().connection().writes().size();
    assertThat(writes).isGreaterThan(5);
    List<DynamicTest> tests = new ArrayList<>();
    for (int write = 1; write <= writes; write++) {
      for (boolean after : new boolean[] {false, true}) {
        int fatal = write;
        tests.add(
            DynamicTest.dynamicTest(
                (after ? "after" : "before") + " write " + fatal,
                () -> {
                  CleanupWorld dying = new CleanupWorld().start();
                  dying.operator().connection().faults().crashAtWrite(fatal, after);
                  lived(dying);
                }));
      }
    }
    return tests.stream();
  }

  private static CleanupWorld lived(CleanupWorld world) {
    world.notebook("a", "workspace: {path: /user/alice/a}", stopped(world, "4d"));
    world.notebook("b", "workspace: {path: /user/alice/b}", stopped(world, "1h"));
    world.notebook("c", "", "");
    world.status("c", CleanupWorld.serving("c", world.now(), State.IDLE));
    world.policy(
        "p",
        "mode: Enforce, selector: {namespaces: [team-a]}, rules: [{name: over, finished: {after:"
            + " 3d}}, {name: old, maxAge: {after: 10m}}]");
    world.advance(Duration.ofMinutes(15));
    world.letGo();
    world.advance(Duration.ofMinutes(2));
    assertThat(world.has("a")).isFalse();
    assertThat(world.has("b")).isTrue();
    assertThat(world.removed()).contains("trash of alice in /user/alice/a");
    assertThat(world.removed()).noneMatch(removed -> removed.contains("alice/b"));
    assertThat(world.application("c").metadata().annotation(Annotations.STOPPED_BY_POLICY))
        .isPresent();
    assertThat(world.status("p").inProgress()).isEmpty();
    Instant over = world.now();
    world.status("c", CleanupWorld.over(Phase.STOPPED, over));
    world.deletePolicy("p");
    world.advance(Duration.ofMinutes(1));
    assertThat(world.store().get(Kinds.CLEANUP_POLICY, "", "p")).isEmpty();
    return world;
  }
}
