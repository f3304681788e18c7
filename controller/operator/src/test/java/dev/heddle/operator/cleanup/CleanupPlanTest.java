package dev.heddle.operator.cleanup;

import static dev.heddle.operator.cleanup.Things.NOW;
import static dev.heddle.operator.cleanup.Things.activity;
import static dev.heddle.operator.cleanup.Things.ago;
import static dev.heddle.operator.cleanup.Things.annotated;
import static dev.heddle.operator.cleanup.Things.application;
import static dev.heddle.operator.cleanup.Things.notebook;
import static dev.heddle.operator.cleanup.Things.orphan;
import static dev.heddle.operator.cleanup.Things.over;
import static dev.heddle.operator.cleanup.Things.policy;
import static dev.heddle.operator.cleanup.Things.serving;
import static dev.heddle.operator.cleanup.Things.stopped;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.application.Culling;
import dev.heddle.crd.json.Json;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.Annotations;
import dev.heddle.crd.policy.CleanupPolicy;
import dev.heddle.operator.culling.PolicyStop;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What would go, when, by which policy and rule, and why. */
class CleanupPlanTest {

  private static final String ENFORCE = "mode: Enforce, limits: {}, ";
  private static final String OVER = "rules: [{name: over, finished: {after: 3d}}]";

  private static CleanupPlan plan(List<CleanupPolicy> policies, Subject... subjects) {
    return CleanupPlan.of(policies, List.of(subjects), List.of(), List.of(), NOW);
  }

  /** In one line: policy/rule action what, due or not, what blocks it. */
  private static List<String> told(CleanupPlan plan) {
    return plan.items().stream()
        .map(
            p ->
                p.policy()
                    + "/"
                    + p.item().rule()
                    + " "
                    + p.item().action()
                    + " "
                    + p.item().target().name()
                    + (p.due() ? " now" : " at " + p.item().at())
                    + p.item().blockedBy().map(b -> ", but " + b).orElse(""))
        .toList();
  }

  private static List<String> told(String rules, Subject subject) {
    return told(plan(List.of(policy("p", ENFORCE + "rules: [" + rules + "]")), subject));
  }

  @Test
  void whatIsStoppedGoesAfterItsTimeAndNotBefore() {
    String rule = "{name: over, finished: {after: 3d}}";

    assertThat(told(rule, notebook("a", "", stopped("4d")))).containsExactly("p/over DELETE a now");
    assertThat(told(rule, notebook("a", "", stopped("1d"))))
        .containsExactly("p/over DELETE a at " + NOW.plus(Duration.ofDays(2)));
    assertThat(told(rule, application("b", over("Failed", "3d"))))
        .containsExactly("p/over DELETE b now");
    assertThat(told(rule, notebook("a", "", serving("30d", "")))).isEmpty();
    assertThat(
            told(
                "{name: f, finished: {after: 1d, phases: [Failed]}}",
                notebook("a", "", stopped("4d"))))
        .isEmpty();
  }

  @Test
  void theTimeCountsFromTheStopAndNotFromAnEarlierCrash() {
    String longBroken =
        stopped("20d")
            + ", run: {applicationId: application_1_1, launchHash: a, number: 1, reservedAt: '"
            + ago("30d")
            + "', submitted: true, stopRequestedAt: '"
            + ago("1d")
            + "'}";

    assertThat(told("{name: over, finished: {after: 3d}}", notebook("a", "", longBroken)))
        .containsExactly("p/over DELETE a at " + NOW.plus(Duration.ofDays(2)));
  }

  @Test
  void whatAFileDeclaresOrSomebodyKeepsStays() {
    Subject stopped = notebook("a", "", stopped("4d"));
    Subject declared =
        annotated(
            annotated(stopped, Annotations.SOURCE, "hdfs"),
            Annotations.SOURCE_PATH,
            "team-a/a.yaml");
    Subject kept = annotated(stopped, Annotations.KEEP_UNTIL, NOW.plusSeconds(60).toString());

    assertThat(told("{name: over, finished: {after: 3d}}", declared))
        .containsExactly(
            "p/over DELETE a now, but the file team-a/a.yaml declares it; remove that");
    assertThat(told("{name: over, finished: {after: 3d}}", kept))
        .containsExactly(
            "p/over DELETE a now, but somebody asked to keep it until " + NOW.plusSeconds(60));
    Subject paused = annotated(stopped, "heddle.dev/reconcile", "paused");
    assertThat(told("{name: over, finished: {after: 3d}}", paused))
        .containsExactly("p/over DELETE a now, but its reconciliation is paused");
    assertThat(plan(List.of(policy("p", ENFORCE + OVER)), kept, declared, paused).items())
        .noneMatch(Planned::isReady);
  }

  @Test
  void whatOnlyRestsOutsideItsWorkingHoursIsNotOver() {
    String weekend =
        stopped("4d") + ", schedule: {state: Outside, nextStart: '" + NOW.plusSeconds(3600) + "'}";

    assertThat(told("{name: over, finished: {after: 3d}}", notebook("a", "", weekend)))
        .containsExactly(
            "p/over DELETE a now, but its working hours start it again at "
                + NOW.plusSeconds(3600));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Busy|Wait|now, but it is at work",
        "Unknown|Wait|now, but it can't be asked whether it is at work",
        "Idle|Wait|now",
        "Active|Wait|now",
        "Busy|Stop|now",
        "Unknown|Stop|now",
      })
  void anOldRunWaitsForWorkUnlessThePolicySaysOtherwise(
      String state, String whenBusy, String expected) {
    assertThat(
            told(
                "{name: old, maxAge: {after: 7d, whenBusy: " + whenBusy + "}}",
                notebook("a", "", serving("8d", activity(state)))))
        .containsExactly("p/old STOP a " + expected);
  }

  @Test
  void aRunIsStoppedOnceAndOnlyWithItsWorkSaved() {
    String old = "{name: old, maxAge: {after: 7d}}";
    Subject subject = notebook("a", "workspace: {path: /w/a}", serving("8d", ""));
    PolicyStop stop = new PolicyStop("abc", "application_1_1", "p", "old", true, NOW, "old");

    assertThat(told(old, subject))
        .containsExactly("p/old STOP a now, but not all its files are saved");
    Subject asked =
        new Subject(
            subject.resource(),
            subject
                .application()
                .map(
                    a ->
                        a.withMetadata(
                            a.metadata()
                                .withAnnotation(Annotations.STOPPED_BY_POLICY, stop.text()))));
    assertThat(told(old, asked)).isEmpty();
  }

  @Test
  void whatFailsForLongIsNotTriedForEver() {
    String failing =
        "phase: BackOff, run: {applicationId: application_1_1, launchHash: a, number: 9, reservedAt:"
            + " '"
            + ago("1h")
            + "', submitted: true}, conditions: [{type: Ready, status: 'False', lastTransitionTime:"
            + " '"
            + ago("3d")
            + "'}]";

    assertThat(told("{name: bad, failing: {after: 2d}}", notebook("a", "", failing)))
        .containsExactly("p/bad STOP a now");
    assertThat(told("{name: bad, failing: {after: 4d}}", notebook("a", "", failing)))
        .containsExactly("p/bad STOP a at " + NOW.plus(Duration.ofDays(1)));
    assertThat(told("{name: bad, failing: {after: 2d}}", notebook("a", "", serving("9d", ""))))
        .isEmpty();
  }

  @Test
  void ofSeveralRulesTheFirstThatIsDueActsAndElseTheSoonestIsShown() {
    String rules =
        "{name: slow, finished: {after: 30d, phases: [Stopped]}}, {name: old, maxAge: {after: 7d}},"
            + " {name: unused, idle: {idleAfter: 4h}}";
    String idle = serving("8d", activity("Idle") + ", culling: {idleSince: '" + ago("1h") + "'}");

    assertThat(told(rules, notebook("a", "", idle))).containsExactly("p/old STOP a now");
    assertThat(
            told(
                rules,
                notebook(
                    "a",
                    "",
                    serving(
                        "1d", activity("Idle") + ", culling: {idleSince: '" + ago("1h") + "'}"))))
        .containsExactly("p/unused STOP a at " + NOW.plus(Duration.ofHours(3)));
  }

  @Test
  void anIdleNotebookIsJudgedByItsOwnController() {
    CleanupPlan plan =
        plan(
            List.of(policy("p", ENFORCE + "rules: [{name: u, idle: {idleAfter: 4h}}]")),
            notebook("a", "", serving("1d", "culling: {idleSince: '" + ago("9h") + "'}")),
            notebook(
                "own",
                "culling: {idleAfter: 1d}",
                serving("1d", "culling: {idleSince: '" + ago("9h") + "'}")),
            notebook("busy", "", serving("1d", activity("Busy"))));

    assertThat(told(plan)).containsExactly("p/u STOP a now");
    assertThat(plan.items()).noneMatch(Planned::isReady);
  }

  @Test
  void ofTwoPoliciesTheHigherPriorityActsAndThenTheName() {
    Subject subject = notebook("a", "", stopped("40d"));
    CleanupPolicy low = policy("a", ENFORCE + OVER);
    CleanupPolicy alike = policy("b", ENFORCE + OVER);
    CleanupPolicy high = policy("z", ENFORCE + "priority: 1, " + OVER);

    assertThat(told(plan(List.of(alike, low), subject))).containsExactly("a/over DELETE a now");
    assertThat(told(plan(List.of(alike, low, high), subject)))
        .containsExactly("z/over DELETE a now");
  }

  @Test
  void aPolicyThatIsNotDueYetIsInNobodysWay() {
    Subject subject = notebook("a", "", stopped("4d"));

    assertThat(
            told(
                plan(
                    List.of(
                        policy(
                            "slow",
                            ENFORCE + "priority: 1, rules: [{name: o, finished: {after: 30d}}]"),
                        policy("quick", ENFORCE + OVER)),
                    subject)))
        .containsExactly("quick/over DELETE a now");
  }

  @Test
  void aPolicyThatObservesIsInNobodysWayAndSaysWhatItWouldDo() {
    Subject subject = notebook("a", "", stopped("4d"));
    CleanupPlan plan =
        plan(List.of(policy("o", "priority: 9, " + OVER), policy("p", ENFORCE + OVER)), subject);

    assertThat(told(plan)).containsExactly("o/over DELETE a now", "p/over DELETE a now");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|2",
        "{namespaces: [team-a]}|1",
        "{kinds: [Application]}|1",
        "{labels: {tier: scratch}}|1",
        "{labels: {tier: gold}}|0",
        "{owners: [alice], queues: [research]}|1",
        "{owners: [bob]}|0",
        "{queues: [batch, research]}|2",
        "{classes: [small]}|0",
      })
  void aSelectorHoldsWhenAllThatIsGivenHolds(String selector, int matched) {
    CleanupPlan plan =
        plan(
            List.of(policy("p", ENFORCE + "selector: " + selector + ", " + OVER)),
            notebook("a", "", stopped("4d")),
            application("b", stopped("4d")));

    assertThat(plan.matched()).containsEntry("p", matched);
    assertThat(plan.items()).hasSize(matched);
  }

  @Test
  void ofTwoRulesThatAreDueTheFirstInTheListActsThoughTheOtherWasDueBefore() {
    String status =
        serving(
            "10d",
            "conditions: [{type: Ready, status: 'False', reason: Gone, message: '',"
                + " lastTransitionTime: '"
                + Things.ago("5h")
                + "'}, {type: Stalled, status: 'True', reason: Gone, message: '',"
                + " lastTransitionTime: '"
                + Things.ago("5h")
                + "'}]");
    String failing = "{name: f, failing: {after: 1h}}";
    String old = "{name: o, maxAge: {after: 2d}}";

    assertThat(
            told(
                plan(
                    List.of(policy("p", ENFORCE + "rules: [" + failing + ", " + old + "]")),
                    notebook("a", "", status))))
        .containsExactly("p/f STOP a now");
    assertThat(
            told(
                plan(
                    List.of(policy("p", ENFORCE + "rules: [" + old + ", " + failing + "]")),
                    notebook("a", "", status))))
        .containsExactly("p/o STOP a now");
  }

  @Test
  void whatIsOnItsWayOutIsNotPlannedAgain() {
    Subject there = notebook("a", "", stopped("4d"));
    ObjectNode tree = Json.toTree(there.resource());
    tree.withObject("/metadata").put("deletionTimestamp", NOW.toString());
    Subject going = new Subject(Json.fromTree(Kinds.NOTEBOOK, tree), there.application());

    assertThat(told(plan(List.of(policy("p", ENFORCE + OVER)), there))).hasSize(1);
    assertThat(told(plan(List.of(policy("p", ENFORCE + OVER)), going))).isEmpty();
  }

  @Test
  void aPolicyThatIsBeingDeletedWantsNothingAndIsInNobodysWay() {
    CleanupPolicy going =
        policy("a", ENFORCE + "priority: 9, selector: {namespaces: [team-a]}, " + OVER);
    ObjectNode tree = Json.toTree(going);
    tree.withObject("/metadata").put("deletionTimestamp", NOW.toString());
    going = Json.fromTree(Kinds.CLEANUP_POLICY, tree);
    CleanupPlan plan =
        plan(
            List.of(going, policy("b", ENFORCE + "selector: {namespaces: [team-a]}, " + OVER)),
            notebook("a", "", stopped("4d")));

    assertThat(told(plan)).containsExactly("b/over DELETE a now");
  }

  @Test
  void applicationsWithoutAResourceAreEndedAfterTheirTime() {
    CleanupPlan plan =
        CleanupPlan.of(
            List.of(
                policy(
                    "p",
                    ENFORCE
                        + "selector: {owners: [alice]}, rules: [{name: o, orphans: {after: 2h}}]")),
            List.of(),
            List.of(
                orphan("application_1_1", "alice", Duration.ofHours(2)),
                orphan("application_1_2", "alice", Duration.ofHours(1)),
                orphan("application_1_3", "bob", Duration.ofHours(9))),
            List.of(),
            NOW);

    assertThat(told(plan))
        .containsExactly(
            "p/o KILL application_1_1 now",
            "p/o KILL application_1_2 at " + NOW.plus(Duration.ofHours(1)));
  }

  @Test
  void aClockThatJumpsEndsNoApplication() {
    Orphan young =
        new Orphan(
            Things.report("application_1_1", "gone", "alice"),
            NOW.minus(Duration.ofDays(900)),
            Duration.ofMinutes(3),
            true);

    assertThat(
            CleanupPlan.of(
                    List.of(policy("p", ENFORCE + "rules: [{name: o, orphans: {after: 2h}}]")),
                    List.of(),
                    List.of(young),
                    List.of(),
                    NOW)
                .items())
        .noneMatch(Planned::due);
  }

  @Test
  void theCullingOfANotebookIsItsOwnOrThatOfTheFirstPolicyInForce() {
    String rule = "rules: [{name: u, idle: {idleAfter: %s}}]";
    List<CleanupPolicy> policies =
        List.of(
            policy("observes", "priority: 9, " + rule.formatted("1m")),
            policy(
                "high",
                ENFORCE + "priority: 5, selector: {namespaces: [team-a]}, " + rule.formatted("2h")),
            policy("low", ENFORCE + rule.formatted("8h")));
    Culling own =
        new Culling(
            Duration.ofDays(1), Duration.ofMinutes(10), Duration.ofMinutes(10), Optional.empty());

    assertThat(EffectiveCulling.of(notebook("a", ""), Optional.empty(), Optional.empty(), policies))
        .map(Culling::idleAfter)
        .contains(Duration.ofHours(2));
    assertThat(
            EffectiveCulling.of(
                notebook("a", "culling: {idleAfter: 1d}"),
                Optional.of(own),
                Optional.empty(),
                policies))
        .contains(own);
    assertThat(
            EffectiveCulling.of(
                notebook("a", ""), Optional.empty(), Optional.empty(), policies.subList(0, 1)))
        .isEmpty();
  }
}
