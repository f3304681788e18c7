package dev.heddle.operator.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.ObjectMeta;
import dev.heddle.crd.meta.ResourceKey;
import dev.heddle.crd.quantity.DataSize;
import dev.heddle.crd.quota.Quota;
import dev.heddle.crd.quota.QuotaSpec;
import dev.heddle.crd.quota.QuotaSpec.Count;
import dev.heddle.crd.quota.QuotaSpec.Hard;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who is given room, over several quotas. */
class QuotaLineTest {

  private static final Instant BEGIN = Instant.parse("2026-03-01T08:00:00Z");
  private static final long GIB = 1L << 30;

  private final List<Counted> applications = new ArrayList<>();
  private final List<Quota> quotas = new ArrayList<>();

  @Test
  void theFirstToComeIsTheFirstToStartWhateverItsName() {
    quota("team", Count.TOGETHER, 1);
    waits("a", "alice", 20, 1);
    waits("z", "alice", 10, 1);

    assertThat(granted()).containsExactly("z");
    assertThat(place("a")).isEqualTo("1st of 1 in line for quota team: 1 of 1 notebooks run");
  }

  @Test
  void eachOwnerHasItForHimself() {
    quota("each", Count.PER_OWNER, 1);
    runs("a", "alice", 1);
    waits("b", "alice", 1, 1);
    waits("c", "carol", 2, 1);

    assertThat(granted()).containsExactly("c");
    assertThat(place("b"))
        .isEqualTo("1st of 1 in line for quota each of alice: 1 of 1 notebooks run");
  }

  @Test
  void whoWaitsForHisOwnRoomKeepsNobodyFromTheTeams() {
    quota("each", Count.PER_OWNER, 1);
    quota("team", Count.TOGETHER, 3);
    runs("a", "alice", 1);
    waits("b", "alice", 1, 1);
    waits("c", "carol", 2, 1);
    waits("d", "dave", 3, 1);

    assertThat(granted()).containsExactly("c", "d");
  }

  @Test
  void roomIsNeededInAllOfThem() {
    quota("each", Count.PER_OWNER, 5);
    quota("team", Count.TOGETHER, 1);
    runs("a", "alice", 1);
    waits("b", "bob", 1, 1);

    assertThat(granted()).isEmpty();
    assertThat(place("b")).contains("quota team");
  }

  @Test
  void whoNobodySelectsWaitsForNothing() {
    quotas.add(
        new Quota(
            ObjectMeta.named("", "other"),
            new QuotaSpec(List.of("team-b"), List.of(), Count.TOGETHER, notebooks(0)),
            null));
    waits("a", "alice", 1, 1);

    assertThat(granted()).containsExactly("a");
  }

  @Test
  void whatRunsSinceBeforeIsPutOnRecordBeyondAnyLimit() {
    quota("team", Count.TOGETHER, 1);
    runs("a", "alice", 1);
    runs("b", "alice", 1);
    applications.replaceAll(
        c ->
            new Counted(
                c.key(),
                c.namespace(),
                c.owner(),
                c.held(),
                false,
                c.wanted(),
                false,
                c.since(),
                c.created()));

    assertThat(granted()).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void inALongLineAPlaceIsToldAbout() {
    quota("team", Count.TOGETHER, 1);
    runs("r", "alice", 1);
    for (int i = 0; i < 345; i++) {
      waits("n" + i, "alice", i, 1);
    }

    assertThat(place("n4")).startsWith("5th of more than 300 in line");
    assertThat(place("n30")).startsWith("behind more than 30 of more than 300 in line");
    assertThat(place("n280")).startsWith("behind more than 200 of more than 300 in line");
  }

  @Test
  void tenThousandAreDecidedInOnePassOverThem() {
    quota("team", Count.TOGETHER, 5_000);
    quota("each", Count.PER_OWNER, 3);
    for (int i = 0; i < 5_000; i++) {
      runs("r" + i, "user" + i % 2_500, 1);
    }
    for (int i = 0; i < 5_000; i++) {
      waits("w" + i, "user" + i % 2_500, i, 1);
    }

    assertThat(granted()).isEmpty();
    assertThat(decide().places()).hasSize(5_000);
  }

  private QuotaLine.Decision decide() {
    return QuotaLine.decide(quotas, applications);
  }

  private List<String> granted() {
    return decide().grants().keySet().stream().map(ResourceKey::name).toList();
  }

  private String place(String name) {
    return decide().places().get(Kinds.APPLICATION.key("team-a", name));
  }

  private void quota(String name, Count count, int notebooks) {
    quotas.add(
        new Quota(
            ObjectMeta.named("", name),
            new QuotaSpec(List.of(), List.of(), count, notebooks(notebooks)),
            null));
  }

  private static Hard notebooks(int most) {
    return new Hard(
        Optional.of(most),
        Optional.of(new DataSize(1_000_000 * GIB)),
        Optional.empty(),
        Optional.empty());
  }

  private void runs(String name, String owner, int gib) {
    add(name, owner, 0, gib, true);
  }

  private void waits(String name, String owner, int second, int gib) {
    add(name, owner, second, gib, false);
  }

  private void add(String name, String owner, int second, int gib, boolean runs) {
    Amounts wanted = new Amounts(1, gib * GIB, 1, 0);
    applications.add(
        new Counted(
            Kinds.APPLICATION.key("team-a", name),
            "team-a",
            owner,
            Optional.of(wanted).filter(w -> runs),
            runs,
            wanted,
            !runs,
            BEGIN.plusSeconds(second),
            BEGIN));
  }

  @Test
  void nobodyIsToldAPlaceAndGivenRoom() {
    quota("team", Count.TOGETHER, 2);
    waits("a", "alice", 1, 1);
    waits("b", "alice", 2, 1);
    waits("c", "alice", 3, 1);

    QuotaLine.Decision decision = decide();

    assertThat(Set.copyOf(decision.grants().keySet()))
        .doesNotContainAnyElementsOf(decision.places().keySet());
    assertThat(decision.shares().get("team").get("").used().notebooks()).isEqualTo(2);
  }
}
