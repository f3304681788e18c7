package dev.heddle.crd.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KindsTest {

  @ParameterizedTest
  @ValueSource(strings = {"nb", "notebook", "notebooks", "Notebook", "NOTEBOOKS"})
  void aPersonMayNameAKindInManyWays(String word) {
    assertThat(Kinds.byAnyName(word)).contains(Kinds.NOTEBOOK);
  }

  @Test
  void aProgramNamesItExactly() {
    assertThat(Kinds.byKind("heddle.dev/v1", "Notebook")).contains(Kinds.NOTEBOOK);
    assertThat(Kinds.byKind("heddle.dev/v1", "notebook")).isEmpty();
    assertThat(Kinds.byKind("v1", "Notebook")).isEmpty();
    assertThat(Kinds.byPlural("", "v1", "events")).contains(Kinds.EVENT);
    assertThat(Kinds.byPlural("heddle.dev", "v1", "events")).isEmpty();
  }

  @Test
  void noTwoKindsShareAName() {
    assertThat(
            Kinds.served().stream()
                .filter(type -> !type.equals(Kinds.NEW_EVENT))
                .flatMap(
                    t ->
                        Stream.concat(
                            t.shortNames().stream(), Stream.of(t.plural(), t.singular()))))
        .doesNotHaveDuplicates();
  }

  /** Kubernetes has two kinds of that name; people mean the older one. */
  @Test
  void eventsAreThoseOfTheCoreGroup() {
    assertThat(Kinds.byAnyName("events")).contains(Kinds.EVENT);
    assertThat(Kinds.byPlural("events.k8s.io", "v1", "events")).contains(Kinds.NEW_EVENT);
  }
}
