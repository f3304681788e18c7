package dev.heddle.operator.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.crd.application.Culling;
import dev.heddle.crd.application.Phase;
import dev.heddle.crd.application.RestartPolicy;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.Annotations;
import dev.heddle.crd.meta.Condition;
import dev.heddle.crd.meta.Conditions;
import dev.heddle.crd.meta.ObjectMeta;
import dev.heddle.crd.policy.CleanupPolicy;
import dev.heddle.crd.policy.CleanupPolicySpec;
import dev.heddle.crd.policy.CleanupPolicySpec.Mode;
import dev.heddle.crd.policy.CleanupRule;
import dev.heddle.crd.policy.CleanupRule.WhenBusy;
import dev.heddle.crd.policy.Selector;
import dev.heddle.reconciler.store.ResourceStore.Preconditions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Lives of a notebook under a policy, with the whole operator, in virtual time. */
class PolicyLifeTest {

  private static final Duration LIMIT = Duration.ofMinutes(30);

  private static final Selector TEAM =
      new Selector(List.of(), List.of(World.NAMESPACE), Map.of(), List.of(), List.of(), List.of());

  private final World world = new World(17).cleaning();

  private void begin(Mode mode, CleanupRule rule) {
    world.yarn().measureUse();
    world.start();
    world
        .store()
        .create(
            Kinds.CLEANUP_POLICY,
            new CleanupPolicy(
                ObjectMeta.named("", "tidy"),
                new CleanupPolicySpec(
                    mode,
                    0,
                    rule.orphans().isPresent() ? Selector.everything() : TEAM,
                    List.of(rule),
                    Optional.empty(),
                    CleanupPolicySpec.Guard.ofDefault()),
                null));
    world.createNotebook();
    world.awaitPhase(Phase.READY);
  }

  private static CleanupRule idle() {
    return new CleanupRule(
        "unused",
        Optional.of(
            new Culling(LIMIT, Duration.ofMinutes(10), Duration.ofMinutes(10), Optional.empty())),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static CleanupRule old(WhenBusy whenBusy) {
    return new CleanupRule(
        "old",
        Optional.empty(),
        Optional.of(new CleanupRule.MaxAge(LIMIT, whenBusy)),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private Condition ready() {
    return Conditions.find(world.notebook().orElseThrow().status().conditions(), Condition.READY)
        .orElseThrow();
  }

  @Test
  void anIdleRuleIsTheCullingOfWhatHasNone() {
    begin(Mode.ENFORCE, idle());
    world.yarn().work(world.applicationId(), true);
    world.advance(Duration.ofMinutes(70));
    assertThat(world.phase()).as("busy").isEqualTo(Phase.READY);
    world.yarn().work(world.applicationId(), false);
    world.advance(LIMIT.minusMinutes(2));
    assertThat(world.phase()).isEqualTo(Phase.READY);
    world.awaitPhase(Phase.STOPPED, Duration.ofMinutes(5));
    assertThat(ready().reason()).isEqualTo("Culled");
    world.advance(Duration.ofMinutes(70));
    assertThat(world.yarn().submissions()).hasSize(1);
  }

  @Test
  void anIdleRuleThatOnlyObservesStopsNothing() {
    begin(Mode.OBSERVE, idle());
    world.advance(Duration.ofMinutes(70));

    assertThat(world.phase()).isEqualTo(Phase.READY);
    assertThat(world.application().spec().culling()).isEmpty();
  }

  @Test
  void anIdleRuleGoesWithItsPolicyAndRestartsNothing() {
    begin(Mode.ENFORCE, idle());
    assertThat(world.application().spec().culling()).isPresent();
    world.store().delete(Kinds.CLEANUP_POLICY, "", "tidy", Preconditions.none());
    world.advance(Duration.ofMinutes(70));

    assertThat(world.application().spec().culling()).isEmpty();
    assertThat(world.phase()).isEqualTo(Phase.READY);
    assertThat(world.yarn().submissions()).hasSize(1);
  }

  @Test
  void anOldRunIsStoppedOnceItIsNotAtWorkAndStaysSoUntilItIsStarted() {
    begin(Mode.ENFORCE, old(WhenBusy.WAIT));
    world.yarn().work(world.applicationId(), true);
    world.advance(Duration.ofMinutes(70));
    assertThat(world.phase()).as("at work").isEqualTo(Phase.READY);
    world.yarn().work(world.applicationId(), false);
    world.awaitPhase(Phase.STOPPED, Duration.ofMinutes(5));
    assertThat(world.yarn().stops()).hasSize(1).allMatch(s -> s.startsWith("shutdown"));
    assertThat(ready().reason()).isEqualTo("StoppedByPolicy");
    assertThat(ready().message()).contains("policy 'tidy', rule 'old'", "heddle start churn");
    world.advance(Duration.ofMinutes(70));
    assertThat(world.yarn().submissions()).hasSize(1);

    world.edit(n -> n.withMetadata(n.metadata().withAnnotation(Annotations.RESTARTED_AT, "now")));
    world.awaitPhase(Phase.READY);
    world.advance(LIMIT.minusMinutes(2));
    assertThat(world.phase()).as("a new time").isEqualTo(Phase.READY);
    world.awaitPhase(Phase.STOPPED, Duration.ofMinutes(5));
    assertThat(world.yarn().submissions()).hasSize(2);
  }

  @Test
  void workBetweenTheWishAndTheStopSavesIt() {
    begin(Mode.ENFORCE, old(WhenBusy.WAIT));
    world.advanceUntil(
        () -> {
          boolean asked =
              world.application().metadata().annotation(Annotations.STOPPED_BY_POLICY).isPresent();
          if (asked) {
            world.yarn().work(world.applicationId(), true);
          }
          return asked;
        },
        Duration.ofHours(1));
    world.advance(Duration.ofHours(1));

    assertThat(world.phase()).isEqualTo(Phase.READY);
    assertThat(world.yarn().stops()).isEmpty();
  }

  @Test
  void anOldRunAtWorkIsStoppedOnExplicitWord() {
    begin(Mode.ENFORCE, old(WhenBusy.STOP));
    world.yarn().work(world.applicationId(), true);
    world.advance(LIMIT.minusMinutes(2));
    assertThat(world.phase()).isEqualTo(Phase.READY);
    world.awaitPhase(Phase.STOPPED, Duration.ofMinutes(5));
    assertThat(ready().reason()).isEqualTo("StoppedByPolicy");
    assertThat(world.yarn().stops()).hasSize(1).allMatch(s -> s.startsWith("shutdown"));
  }

  @Test
  void whatFailsForLongIsNotTriedForEver() {
    begin(
        Mode.ENFORCE,
        new CleanupRule(
            "failing",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(new CleanupRule.Failing(LIMIT)),
            Optional.empty(),
            Optional.empty()));
    world.edit(n -> n.withSpec(World.spec("1Gi", RestartPolicy.ALWAYS, false)));
    world.advanceUntil(
        () -> {
          world.yarn().live().forEach(app -> world.yarn().fail(app.id(), "no such module"));
          return world.phase() == Phase.STOPPED;
        },
        Duration.ofHours(2));
    int tried = world.yarn().submissions().size();
    world.advance(Duration.ofHours(1));

    assertThat(world.phase()).isEqualTo(Phase.STOPPED);
    assertThat(ready().message()).contains("rule 'failing'");
    assertThat(tried).isGreaterThan(3);
    assertThat(world.yarn().submissions()).hasSize(tried);
  }

  @Test
  void anApplicationWithoutAResourceIsEndedAfterItsTime() {
    world.toleratingOrphans();
    begin(
        Mode.ENFORCE,
        new CleanupRule(
            "orphans",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(new CleanupRule.Orphans(Duration.ofMinutes(10))),
            Optional.empty()));
    world.killOperator();
    world
        .store()
        .update(
            Kinds.APPLICATION,
            world
                .application()
                .withMetadata(world.application().metadata().withFinalizers(List.of())));
    world
        .store()
        .update(
            Kinds.NOTEBOOK,
            world
                .notebook()
                .orElseThrow()
                .withMetadata(world.notebook().orElseThrow().metadata().withFinalizers(List.of())));
    world.deleteNotebook();
    world.advanceUntil(() -> false, Duration.ofMinutes(8));
    assertThat(world.yarn().live()).hasSize(1);
    world.advance(Duration.ofMinutes(5));

    assertThat(world.yarn().live()).isEmpty();
    assertThat(world.yarn().stops()).hasSize(1).allMatch(s -> s.startsWith("kill"));
  }
}
