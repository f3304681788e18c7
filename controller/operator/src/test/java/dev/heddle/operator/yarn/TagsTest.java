package dev.heddle.operator.yarn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TagsTest {

  private static final Tags TAGS =
      new Tags("0b9d3c56-91f2-4f43-8a51-7b6f1c0e5a11", 12, "00ff00ff00ff00ff");

  @Test
  void areReadBackAsYarnReturnsThem() {
    Set<String> returned =
        TAGS.with("prod", List.of("Team")).stream()
            .map(t -> t.toLowerCase(Locale.ROOT))
            .collect(Collectors.toSet());
    assertThat(Tags.read("prod", returned)).contains(TAGS);
    assertThat(returned).allMatch(t -> t.length() <= 100);
  }

  @Test
  void ofAnotherInstallationAreNotOurs() {
    assertThat(Tags.read("prod", TAGS.with("test", List.of()))).isEmpty();
    assertThat(Tags.read("prod", Set.of("heddle_prod"))).isEmpty();
  }

  @Test
  void ofUsersCannotPretendToBeOurs() {
    assertThatThrownBy(() -> TAGS.with("prod", List.of("HEDDLE_uid_another")))
        .isInstanceOf(YarnRejectedException.class)
        .hasMessageContaining("HEDDLE_uid_another");
  }

  @Test
  void ofUsersHaveYarnsLimits() {
    List<String> eight = IntStream.range(0, 8).mapToObj(i -> "t" + i).toList();
    assertThatThrownBy(() -> TAGS.with("prod", eight))
        .isInstanceOf(YarnRejectedException.class)
        .hasMessageContaining("8 tags were given, but YARN takes 7");
    assertThatThrownBy(() -> TAGS.with("prod", List.of("größe")))
        .isInstanceOf(YarnRejectedException.class);
    assertThat(TAGS.with("prod", eight.subList(0, 7))).hasSize(10);
  }
}
