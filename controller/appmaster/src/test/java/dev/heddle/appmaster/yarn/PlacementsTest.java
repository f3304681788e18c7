package dev.heddle.appmaster.yarn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.appmaster.protocol.ContainerNeeds;
import dev.heddle.appmaster.protocol.PlacementNeed;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.yarn.api.records.SchedulingRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlacementsTest {
  private final Asks asks = new Asks();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "false | 0 | 0          | notin,node,web",
        "false | 1 | 2147483647 | in,node,web",
        "true  | 1 | 2147483647 | in,rack,web",
        "false | 0 | 2          | cardinality,node,web,0,2",
      })
  void aRuleIsAConstraintOfYarn(boolean rack, int min, int max, String words) {
    assertThat(
            Placements.of(List.of(new PlacementNeed(List.of("web"), rack, min, max)))
                .orElseThrow()
                .toString())
        .isEqualTo(words);
  }

  @Test
  void allRulesMustHold() {
    assertThat(
            Placements.of(
                    List.of(
                        new PlacementNeed(List.of("web"), false, 0, 0),
                        new PlacementNeed(List.of("db"), true, 1, Integer.MAX_VALUE)))
                .orElseThrow()
                .toString())
        .isEqualTo("and(notin,node,web:in,rack,db)");
  }

  @Test
  void whatIsKnownByATagIsAskedForAsOne() {
    asks.ask(7, 1, needs("web", List.of(new PlacementNeed(List.of("web"), false, 0, 0))));
    asks.ask(8, 2, needs("db", List.of()));
    asks.ask(9, 3, needs("", List.of()));

    List<SchedulingRequest> placed = asks.placed();

    assertThat(asks.requests()).extracting(r -> r.getAllocationRequestId()).containsExactly(9L);
    assertThat(placed)
        .extracting(r -> r.getAllocationRequestId() + " " + r.getAllocationTags())
        .containsExactly("7 [web]", "8 [db]");
    assertThat(placed.get(1).getPlacementConstraint()).isNull();
  }

  @Test
  void whatCouldNotBePlacedIsAskedForAgainAndWhatIsWithdrawnIsNot() {
    asks.ask(7, 1, needs("web", List.of()));
    asks.ask(8, 1, needs("web", List.of()));
    asks.heard(List.of());
    assertThat(asks.placed()).isEmpty();
    asks.withdraw(8, 1, needs("web", List.of()));

    asks.rejected(List.of(7L, 8L));

    assertThat(asks.placed())
        .extracting(
            r -> r.getAllocationRequestId() + " x " + r.getResourceSizing().getNumAllocations())
        .containsExactly("7 x 1", "8 x 0");
  }

  private static ContainerNeeds needs(String tag, List<PlacementNeed> placement) {
    return new ContainerNeeds(512, 1, Map.of(), "", List.of(), List.of(), true, tag, placement);
  }
}
