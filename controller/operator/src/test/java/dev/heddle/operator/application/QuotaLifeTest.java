package dev.heddle.operator.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.crd.application.Phase;
import dev.heddle.crd.application.RestartPolicy;
import dev.heddle.crd.application.UpdateStrategy;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.Condition;
import dev.heddle.crd.meta.Conditions;
import dev.heddle.crd.meta.ObjectMeta;
import dev.heddle.crd.notebook.Notebook;
import dev.heddle.crd.notebook.NotebookSpec;
import dev.heddle.crd.quantity.DataSize;
import dev.heddle.crd.quota.Quota;
import dev.heddle.crd.quota.QuotaSpec;
import dev.heddle.crd.quota.QuotaSpec.Count;
import dev.heddle.crd.quota.QuotaSpec.Hard;
import dev.heddle.reconciler.store.ResourceStore.Preconditions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Lives of several notebooks that share a quota, in virtual time. */
class QuotaLifeTest {

  private final World world = new World(9);

  @Test
  void whoFindsNoRoomWaitsAtHisPlaceAndStartsByHimself() {
    quota(2);
    world.start();
    for (String name : List.of("a", "b", "c", "d")) {
      create(name, "1Gi");
    }
    awaitReady("a", "b");
    world.advance(Duration.ofMinutes(5));
    assertThat(phases()).containsExactly("a READY", "b READY", "c PENDING", "d PENDING");
    assertThat(words("c")).isEqualTo("1st of 2 in line for quota team: 2 of 2 notebooks run");
    assertThat(words("d")).startsWith("2nd of 2 in line for quota team");
    assertThat(Conditions.find(notebook("c").status().conditions(), Condition.RECONCILING))
        .map(Condition::reason)
        .contains("QuotaExceeded");
    assertThat(theQuota().status().used().orElseThrow().notebooks()).isEqualTo(2);
    assertThat(theQuota().status().waiting()).isEqualTo(2);

    suspend("a", true);

    awaitReady("c");
    world.advance(Duration.ofSeconds(10));
    assertThat(words("d")).startsWith("1st of 1 in line");
    suspend("a", false);
    world.advance(Duration.ofSeconds(10));
    assertThat(words("a")).as("who was stopped comes last").startsWith("2nd of 2");
    world.assertQuiet();
  }

  @Test
  void theHistoryAndTheMetricsSayWhoWaits() {
    quota(1);
    world.start();
    create("a", "1Gi");
    awaitReady("a");
    create("b", "1Gi");
    create("c", "1Gi");
    world.advance(Duration.ofMinutes(1));
    assertThat(gauge("heddle.quota.limit", "resource", "notebooks")).isEqualTo(1);
    assertThat(gauge("heddle.quota.used", "resource", "notebooks")).isEqualTo(1);
    assertThat(gauge("heddle.quota.used", "resource", "memory")).isEqualTo(1 << 30);
    assertThat(gauge("heddle.quota.waiting", "quota", "team")).isEqualTo(2);

    suspend("a", true);
    awaitReady("b");
    suspend("c", true);
    world.advance(Duration.ofMinutes(1));

    assertThat(history("b"))
        .containsSubsequence(
            "WaitsForQuota: 1st of 1 in line for quota team: 1 of 1 notebooks run",
            "QuotaGranted: there is room for it in its quotas, and it starts");
    assertThat(history("c"))
        .filteredOn(line -> line.contains("Quota"))
        .as("once, and no start")
        .hasSize(1);
    assertThat(gauge("heddle.quota.waiting", "quota", "team")).isZero();
    world.store().delete(Kinds.QUOTA, "", "team", Preconditions.none());
    world.advance(Duration.ofMinutes(1));
    assertThat(world.operator().meters().find("heddle.quota.limit").gauges()).isEmpty();
    assertThat(world.operator().meters().find("heddle.quota.used").gauges()).isEmpty();
    assertThat(world.operator().meters().find("heddle.quota.waiting").gauges()).isEmpty();
  }

  private double gauge(String name, String key, String value) {
    return world.operator().meters().get(name).tag(key, value).gauge().value();
  }

  private List<String> history(String name) {
    return world.operator().events().stream()
        .filter(event -> event.about().equals(Kinds.NOTEBOOK.key(World.NAMESPACE, name)))
        .map(event -> event.reason() + ": " + event.message())
        .toList();
  }

  @Test
  void neverRunMoreThanThereIsRoomForWhateverEnds() {
    quota(2);
    world.start();
    List<String> names = List.of("a", "b", "c", "d", "e", "f");
    names.forEach(name -> create(name, "1Gi"));
    for (String name : names) {
      awaitReady(name);
      delete(name);
      world.advanceUntil(
          () -> {
            assertThat(world.yarn().live().size()).isLessThanOrEqualTo(2);
            return world.store().get(Kinds.NOTEBOOK, World.NAMESPACE, name).isEmpty();
          },
          Duration.ofMinutes(1));
    }
    assertThat(world.yarn().submissions()).hasSize(6);
  }

  @Test
  void aRestartKeepsItsRoom() {
    quota(1);
    world.start();
    create("a", "1Gi");
    awaitReady("a");
    create("b", "1Gi");
    world.advance(Duration.ofSeconds(10));

    String first = id("a");
    world.yarn().fail(first, "the node was lost");
    world.advanceUntil(() -> !id("a").equals(first), Duration.ofMinutes(1));
    awaitReady("a");
    edit("a", World.spec("512Mi", Optional.of(UpdateStrategy.IMMEDIATE), Optional.empty()));
    world.advance(Duration.ofMinutes(1));

    assertThat(phases()).containsExactly("a READY", "b PENDING");
    assertThat(world.yarn().submissions()).hasSize(3);
  }

  @Test
  void aQuotaThatIsLoweredOrComesLaterStopsNobody() {
    world.start();
    create("a", "1Gi");
    create("b", "1Gi");
    awaitReady("a", "b");

    quota(1);
    create("c", "1Gi");
    world.advance(Duration.ofMinutes(5));
    assertThat(phases()).containsExactly("a READY", "b READY", "c PENDING");
    assertThat(words("c")).contains("2 of 1 notebooks run");
    String first = id("b");
    world.yarn().fail(first, "the node was lost");
    world.advanceUntil(() -> !id("b").equals(first), Duration.ofMinutes(1));
    awaitReady("b");

    suspend("a", true);
    world.advance(Duration.ofMinutes(5));
    assertThat(phases()).contains("c PENDING");
    suspend("b", true);
    awaitReady("c");
  }

  @Test
  void aQuotaThatIsRaisedOrTakenAwayLetsThemStart() {
    quota(0);
    world.start();
    create("a", "1Gi");
    create("b", "1Gi");
    world.advance(Duration.ofMinutes(1));
    assertThat(world.yarn().submissions()).isEmpty();

    Quota there = theQuota();
    world
        .store()
        .update(Kinds.QUOTA, new Quota(there.metadata(), spec(notebooks(1)), there.status()));
    awaitReady("a");
    world.store().delete(Kinds.QUOTA, "", "team", Preconditions.none());
    awaitReady("b");
  }

  @Test
  void aBigOneIsNotPassedBySmallOnes() {
    give("team", spec(memory("4Gi")));
    world.start();
    create("a", "3Gi");
    awaitReady("a");
    create("big", "4Gi");
    world.advance(Duration.ofSeconds(5));
    create("small", "512Mi");
    world.advance(Duration.ofMinutes(10));
    assertThat(phases()).containsExactly("a READY", "big PENDING", "small PENDING");
    assertThat(words("big"))
        .isEqualTo(
            "1st of 2 in line for quota team: 3Gi of 4Gi of memory are taken, and it asks for 4Gi");
    assertThat(words("small"))
        .isEqualTo("2nd of 2 in line for quota team: those before it come first");

    suspend("a", true);
    awaitReady("big");
  }

  @Test
  void whatCanNeverFitStandsInNobodysWay() {
    give("team", spec(memory("4Gi")));
    world.start();
    create("huge", "9Gi");
    world.advance(Duration.ofSeconds(5));
    create("small", "1Gi");

    awaitReady("small");
    assertThat(words("huge")).contains("4Gi of memory in all", "it can't start before");
  }

  @Test
  void whatRunsGrowsWhenThereIsRoomAndIsNotStoppedForIt() {
    give("team", spec(memory("4Gi")));
    world.start();
    create("a", "1Gi");
    create("b", "2Gi");
    awaitReady("a", "b");
    String first = id("a");

    edit("a", World.spec("3Gi", Optional.of(UpdateStrategy.IMMEDIATE), Optional.empty()));
    world.advance(Duration.ofMinutes(5));
    assertThat(id("a")).isEqualTo(first);
    assertThat(
            Conditions.find(notebook("a").status().conditions(), Condition.PENDING_RESTART)
                .orElseThrow()
                .reason())
        .isEqualTo("QuotaExceeded");

    suspend("b", true);
    world.advanceUntil(() -> !id("a").equals(first), Duration.ofMinutes(1));
    awaitReady("a");
    assertThat(theQuota().status().used().orElseThrow().memory()).isEqualTo(DataSize.parse("3Gi"));
  }

  @Test
  void anOperatorThatDiesBetweenGivesNothingTwice() {
    quota(1);
    world.dyingAt(ActionBoundary.Boundary.SUBMIT_RECORDED).start();
    create("a", "1Gi");
    create("b", "1Gi");

    world.advance(Duration.ofMinutes(2));

    assertThat(world.operators()).isEqualTo(2);
    assertThat(phases()).containsExactly("a READY", "b PENDING");
    assertThat(world.yarn().submissions()).hasSize(1);
  }

  @Test
  void aNewOperatorKeepsTheLine() {
    quota(1);
    world.start();
    create("z", "1Gi");
    awaitReady("z");
    create("y", "1Gi");
    world.advance(Duration.ofSeconds(3));
    create("x", "1Gi");
    world.advance(Duration.ofSeconds(3));
    world.killOperator();
    world.start();

    suspend("z", true);
    awaitReady("y");
    world.advance(Duration.ofMinutes(1));
    assertThat(phases()).contains("x PENDING");
  }

  private void quota(int notebooks) {
    give("team", spec(notebooks(notebooks)));
  }

  private static QuotaSpec spec(Hard hard) {
    return new QuotaSpec(List.of(World.NAMESPACE), List.of(), Count.TOGETHER, hard);
  }

  private static Hard notebooks(int most) {
    return new Hard(Optional.of(most), Optional.empty(), Optional.empty(), Optional.empty());
  }

  private static Hard memory(String most) {
    return new Hard(
        Optional.empty(), Optional.of(DataSize.parse(most)), Optional.empty(), Optional.empty());
  }

  private void give(String name, QuotaSpec spec) {
    world.store().create(Kinds.QUOTA, new Quota(ObjectMeta.named("", name), spec, null));
  }

  private Quota theQuota() {
    return world.store().get(Kinds.QUOTA, "", "team").orElseThrow();
  }

  private void create(String name, String memory) {
    world
        .store()
        .create(
            Kinds.NOTEBOOK,
            new Notebook(
                ObjectMeta.named(World.NAMESPACE, name),
                World.spec(memory, RestartPolicy.ON_FAILURE, false),
                null));
    world.advance(Duration.ofSeconds(1));
  }

  private void delete(String name) {
    world.store().delete(Kinds.NOTEBOOK, World.NAMESPACE, name, Preconditions.none());
  }

  private void suspend(String name, boolean on) {
    NotebookSpec spec = notebook(name).spec();
    edit(name, World.spec(spec.resources().memory().toString(), RestartPolicy.ON_FAILURE, on));
    if (on) {
      world.advanceUntil(
          () -> notebook(name).status().phase() == Phase.STOPPED, Duration.ofMinutes(1));
    }
  }

  private void edit(String name, NotebookSpec spec) {
    world.store().update(Kinds.NOTEBOOK, notebook(name).withSpec(spec));
  }

  private Notebook notebook(String name) {
    return world.store().get(Kinds.NOTEBOOK, World.NAMESPACE, name).orElseThrow();
  }

  private String id(String name) {
    return notebook(name).status().applicationId().orElse("");
  }

  private String words(String name) {
    return Conditions.find(notebook(name).status().conditions(), Condition.READY)
        .map(Condition::message)
        .orElse("");
  }

  private void awaitReady(String... names) {
    assertThat(
            world.advanceUntil(
                () ->
                    Stream.of(names)
                        .allMatch(name -> notebook(name).status().phase() == Phase.READY),
                Duration.ofMinutes(2)))
        .as("ready, is %s", phases())
        .isTrue();
  }

  private List<String> phases() {
    return world.store().list(Kinds.NOTEBOOK, "").items().stream()
        .map(n -> n.metadata().name() + " " + n.status().phase().name())
        .sorted()
        .toList();
  }
}
