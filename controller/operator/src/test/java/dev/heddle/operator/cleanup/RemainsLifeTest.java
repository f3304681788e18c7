package dev.heddle.operator.cleanup;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.crd.application.ActivityStatus.State;
import dev.heddle.crd.meta.Annotations;
import dev.heddle.crd.meta.Condition;
import dev.heddle.crd.meta.Conditions;
import dev.heddle.crd.policy.CleanupPolicyStatus.Item;
import dev.heddle.reconciler.testing.SimulatedCrash;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What launches leave on the cluster, in virtual time. */
class RemainsLifeTest {

  private static final String GONE = "application_1_0001";
  private static final String OTHER = "application_1_0002";
  private static final String OLD = "a".repeat(64) + ".tar";
  private static final String LIMITS = "limits: {}, guard: {maxActionPercent: 100}, ";
  private static final String STAGING =
      "rules: [{name: staging, remains: {of: [StagingDirectories], after: 30m}}]";
  private static final String PACKAGES =
      "rules: [{name: packages, remains: {of: [AgentPackages], after: 7d}}]";
  private static final String LOGS = "rules: [{name: logs, remains: {of: [Logs], after: 30d}}]";

  private final CleanupWorld world = new CleanupWorld().start();

  private void enforce(String rules) {
    world.policy("p", "mode: Enforce, " + LIMITS + rules);
  }

  private Instant daysAgo(int days) {
    return world.now().minus(Duration.ofDays(days));
  }

  private Item next() {
    assertThat(world.status("p").next()).hasSize(1);
    return world.status("p").next().get(0);
  }

  @Test
  void aStagingDirectoryGoesAsItsUserOnceItsApplicationHasBeenGoneForLong() {
    world.left().launched(GONE, "alice", daysAgo(9));
    world.left().launched(OTHER, "bob", daysAgo(9));
    world.runs(OTHER, "gone");
    enforce(STAGING);
    world.advance(Duration.ofMinutes(25));
    assertThat(next().target().toString()).isEqualTo("StagingDirectory " + GONE);
    assertThat(next().why()).contains("alice");
    world.restart(); // a new operator does not know how long it has been so
    world.advance(Duration.ofMinutes(25));
    assertThat(world.left().removed()).isEmpty();
    world.advance(Duration.ofMinutes(7));

    assertThat(world.left().removed()).containsExactly("staging of " + GONE + " as alice");
    assertThat(world.status("p").acted()).isEqualTo(1);
    assertThat(world.operator().count("heddle.cleanup.actions", "rule", "staging")).isEqualTo(1);
    assertThat(world.operator().events().toString()).contains("StagingDirectory " + GONE);
    world.advance(Duration.ofHours(2)); // the hour of its limits is over, too
    String version = world.store().version();
    world.advance(Duration.ofHours(3));
    assertThat(world.store().version()).as("L2").isEqualTo(version);
  }

  @Test
  void whatIsSubmittedThisMomentOrNotOnRecordAsEndedIsNotLeft() {
    world.notebook("a", "", "");
    world.status("a", CleanupWorld.serving("a", world.now(), State.IDLE));
    String id = world.application("a").status().run().orElseThrow().applicationId();
    world.left().launched(id, "alice", world.now());
    enforce(STAGING);
    world.advance(Duration.ofHours(3));

    assertThat(world.status("p").next()).isEmpty();
    assertThat(world.left().removed()).isEmpty();
  }

  @Test
  void aListingThatLacksSomethingMakesNothingLeft() {
    world.left().launched(OTHER, "bob", daysAgo(9));
    world.runs(OTHER, "gone");
    enforce(STAGING);
    world.advance(Duration.ofMinutes(10));
    world.ended(OTHER);
    world.advance(Duration.ofMinutes(25));
    assertThat(world.status("p").next()).hasSize(1);
    world.runs(OTHER, "gone");
    world.advance(Duration.ofMinutes(2));
    world.ended(OTHER);
    world.advance(Duration.ofMinutes(20));
    assertThat(world.left().removed()).as("seen so for long, but not at a stretch").isEmpty();

    world.left().live(OTHER); // asked for it alone, YARN has it
    world.advance(Duration.ofHours(2));
    assertThat(world.status("p").due()).isEqualTo(1);
    assertThat(world.left().removed()).isEmpty();
    world.left().ended(OTHER);
    world.advance(Duration.ofMinutes(2));
    assertThat(world.left().removed()).hasSize(1);
  }

  @Test
  void anOutageMakesNothingLeftAndIsSaid() {
    world.left().launched(GONE, "alice", daysAgo(9));
    world.left().over(OTHER, "bob", daysAgo(90));
    world.left().brought(OLD, daysAgo(90));
    world.outage(true);
    enforce(
        "rules: [{name: r, remains: {of: [StagingDirectories, AgentPackages, Logs], after: 2h}}]");
    world.advance(Duration.ofHours(9));

    assertThat(world.left().removed()).isEmpty();
    Condition ready =
        Conditions.find(world.status("p").conditions(), Condition.READY).orElseThrow();
    assertThat(ready.reason()).isEqualTo("YarnUnavailable");
    assertThat(ready.message()).contains("an outage");
    world.outage(false);
    world.advance(Duration.ofHours(3));
    assertThat(world.left().removed()).hasSize(3);
  }

  @Test
  void whoObservesRemovesNothingAndWhoAsksForThePlanReadsIt() {
    world.left().launched(GONE, "alice", daysAgo(9));
    world.left().over(OTHER, "bob", daysAgo(90));
    world.policy(
        "p",
        "rules: [{name: s, remains: {of: [StagingDirectories], after: 10m}}, {name: l, remains:"
            + " {of: [Logs], after: 30d}}]");
    world.advance(Duration.ofHours(2));

    assertThat(world.left().removed()).isEmpty();
    assertThat(world.status("p").due()).isEqualTo(2);
    assertThat(world.status("p").matched()).isEqualTo(2);
    JsonNode plan =
        new CleanupOverview(
                world.store(),
                world,
                world.left(),
                new OrphanWatch(world.operator().process()),
                world.operator().process().clock())
            .plan(Optional.empty())
            .orElseThrow();
    assertThat(plan.at("/items/0/target/kind").asText()).isEqualTo("ApplicationLogs");
    assertThat(plan.at("/items/0/action").asText()).isEqualTo("Delete");
    assertThat(plan.at("/items/1/target/name").asText()).isEqualTo(GONE);
    assertThat(plan.at("/items/1/rule").asText()).isEqualTo("s");
  }

  @Test
  void whatOneOwnerHasLeftIsNoBusinessOfAPolicyForAnother() {
    world.left().launched(GONE, "alice", daysAgo(9));
    world.left().launched(OTHER, "bob", daysAgo(9));
    world.policy("p", "mode: Enforce, selector: {owners: [bob]}, " + STAGING);
    world.advance(Duration.ofHours(1));

    assertThat(world.left().removed()).containsExactly("staging of " + OTHER + " as bob");
  }

  @Test
  void aMassOfRemainsWaitsForApproval() {
    for (int i = 0; i < 12; i++) {
      world.left().launched("application_2_" + i, "alice", daysAgo(9));
    }
    world.policy("p", "mode: Enforce, limits: {}, " + STAGING);
    world.advance(Duration.ofHours(2));

    assertThat(world.left().removed()).isEmpty();
    assertThat(world.status("p").pending()).hasSize(12);
    world.annotate(
        "p", Annotations.APPROVED_REVISION, world.status("p").pendingRevision().orElseThrow());
    world.advance(Duration.ofMinutes(5));
    assertThat(world.left().removed()).hasSize(12);
  }

  @Test
  void anAgentPackageStaysForAsLongAsSomethingRunsWithItOrMay() {
    world.left().brought(OLD, daysAgo(30));
    world.left().brought("b".repeat(64) + ".tar", world.now());
    world.left().launched(OTHER, "bob", daysAgo(9), "a".repeat(16));
    world.runs(OTHER, "gone");
    enforce(PACKAGES);
    world.advance(Duration.ofHours(1));
    assertThat(world.status("p").next().get(0).blockedBy().orElseThrow())
        .isEqualTo(OTHER + " runs with it");

    world.ended(OTHER);
    world.left().removeStaging(world.left().open().get(0)); // as after its end
    world.runs(GONE, "of an older operator, which put nothing on record");
    world.advance(Duration.ofHours(1));
    assertThat(world.status("p").next().get(0).blockedBy().orElseThrow())
        .contains(GONE, "not on record");
    world.ended(GONE);
    world.advance(Duration.ofMinutes(2));

    assertThat(world.left().removed()).contains("package " + OLD).hasSize(2);
    world.advance(Duration.ofDays(8));
    assertThat(world.left().removed()).as("the other one has become old enough").hasSize(3);
  }

  @Test
  void logsGoAfterTheirRetentionButNotThoseOfTheLastRunOfWhatIsThere() {
    world.notebook("a", "", "");
    world.status("a", CleanupWorld.serving("a", world.now(), State.IDLE));
    String last = world.application("a").status().run().orElseThrow().applicationId();
    world.left().over(last, "alice", daysAgo(90));
    world.left().over(GONE, "alice", daysAgo(29));
    enforce(LOGS);
    world.advance(Duration.ofHours(23));
    assertThat(world.left().removed()).isEmpty();
    assertThat(next().at()).isEqualTo(daysAgo(29).plus(Duration.ofDays(30)).minusSeconds(82800));
    world.advance(Duration.ofHours(2));

    assertThat(world.left().removed()).containsExactly("logs of " + GONE + " as alice");
    world.advance(Duration.ofHours(24));
    assertThat(world.left().removed()).hasSize(1);
  }

  @Test
  void eachSortGoesByTheRuleThatSpeaksOfIt() {
    world.left().brought(OLD, daysAgo(8));
    world.left().over(GONE, "alice", daysAgo(8));
    world.policy("logs", LOGS);
    enforce(
        "rules: [{name: packages, remains: {of: [AgentPackages], after: 7d}}, {name: logs, remains:"
            + " {of: [Logs], after: 30d}}]");
    world.advance(Duration.ofHours(1));

    assertThat(world.left().removed()).containsExactly("package " + OLD);
    assertThat(next().rule()).isEqualTo("logs");
    assertThat(world.status("p").matched()).isEqualTo(1);
    world.left().brought(OLD, daysAgo(1));
    JsonNode plan =
        new CleanupOverview(
                world.store(),
                world,
                world.left(),
                new OrphanWatch(world.operator().process()),
                world.operator().process().clock())
            .plan(Optional.empty())
            .orElseThrow();
    assertThat(plan.at("/policies/0/name").asText()).isEqualTo("logs");
    assertThat(plan.at("/policies/0/matched").asInt()).isEqualTo(1);
    assertThat(plan.at("/policies/1/matched").asInt()).isEqualTo(2);
  }

  /** Before and after each removal: all that is due is gone, once, and nothing else. */
  @TestFactory
  Stream<DynamicTest> anOperatorThatDiesAtAnyRemovalEndsWhereOneThatLivesDoes() {
    List<DynamicTest> tests = new ArrayList<>();
    for (int removal = 1; removal <= 3; removal++) {
      for (boolean after : new boolean[] {false, true}) {
        int fatal = removal;
        tests.add(
            DynamicTest.dynamicTest(
                (after ? "after" : "before") + " removal " + fatal, () -> lived(fatal, after)));
      }
    }
    return tests.stream();
  }

  private static void lived(int fatal, boolean fatalAfter) {
    CleanupWorld world = new CleanupWorld().start();
    Instant before = world.now().minus(Duration.ofDays(90));
    world.left().launched(GONE, "alice", before);
    world.left().over(OTHER, "bob", before);
    world.left().over("application_1_0003", "bob", world.now());
    world.left().brought(OLD, before);
    AtomicInteger removals = new AtomicInteger();
    world
        .left()
        .at(
            after -> {
              int number = after ? removals.get() : removals.incrementAndGet();
              if (number == fatal && after == fatalAfter) {
                removals.addAndGet(100);
                world.operator().kill();
                throw new SimulatedCrash("as planned");
              }
            });
    world.policy(
        "p",
        "mode: Enforce, "
            + LIMITS
            + "rules: [{name: r, remains: {of: [StagingDirectories, AgentPackages, Logs], after:"
            + " 2h}}]");
    world.advance(Duration.ofHours(5));

    assertThat(removals.get()).as("the crash has happened").isGreaterThan(100);
    assertThat(world.left().removed())
        .containsExactlyInAnyOrder(
            "staging of " + GONE + " as alice",
            "logs of " + OTHER + " as bob",
            "logs of application_1_0003 as bob",
            "package " + OLD);
    assertThat(world.status("p").due()).isZero();
  }
}
