package dev.heddle.crd.meta;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ObjectMetaTest {

  private final ObjectMeta meta = ObjectMeta.named("team-a", "churn");

  @Test
  void aFinalizerIsThereOnceOrNotAtAll() {
    ObjectMeta held = meta.withFinalizer("heddle.dev/yarn").withFinalizer("heddle.dev/yarn");

    assertThat(held.finalizers()).containsExactly("heddle.dev/yarn");
    assertThat(held.hasFinalizer("heddle.dev/yarn")).isTrue();
    assertThat(held.withoutFinalizer("heddle.dev/yarn")).isEqualTo(meta);
  }

  @Test
  void annotationsAreAddedBesideOthers() {
    ObjectMeta noted = meta.withAnnotation("a", "1").withAnnotation("b", "2");

    assertThat(noted.annotations()).isEqualTo(Map.of("a", "1", "b", "2"));
    assertThat(noted.annotation("a")).contains("1");
    assertThat(noted.label("a")).isEmpty();
  }

  @Test
  void theControllerIsTheOwnerThatManages() {
    OwnerReference other = new OwnerReference("v1", "Namespace", "n", "1", false, false);
    OwnerReference manager = new OwnerReference("heddle.dev/v1", "Notebook", "n", "2", true, true);

    assertThat(meta.withOwner(other).controller()).isEmpty();
    assertThat(meta.withOwner(other).withOwner(manager).controller()).contains(manager);
  }

  @Test
  void aKeyReadsAsPeopleSayIt() {
    assertThat(new ResourceKey("Notebook", "team-a", "churn")).hasToString("Notebook team-a/churn");
    assertThat(new ResourceKey("Source", "", "specs")).hasToString("Source specs");
  }
}
