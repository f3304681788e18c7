package dev.heddle.operator.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.ObjectMeta;
import dev.heddle.crd.source.Source;
import dev.heddle.crd.source.SourceSpec;
import dev.heddle.crd.source.SourceStatus;
import dev.heddle.operator.config.SourceConfig;
import dev.heddle.reconciler.testing.EngineHarness;
import dev.heddle.reconciler.testing.InMemoryStore;
import dev.heddle.reconciler.testing.VirtualScheduler;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConfiguredSourcesTest {

  private final InMemoryStore store = new InMemoryStore(new VirtualScheduler(EngineHarness.START));
  private final ConfiguredSources sources = new ConfiguredSources(store);

  @Test
  void aConfiguredSourceIsThereOnceAndStaysAsItIs() {
    sources.ensure(List.of(source("hdfs", "/a", false)));
    String version = store.version();
    sources.ensure(List.of(source("hdfs", "/a", false)));

    assertThat(named("hdfs").spec()).isEqualTo(source("hdfs", "/a", false).spec());
    assertThat(store.version()).isEqualTo(version);
  }

  @Test
  void whatSomebodyChangedStaysUntilTheConfigurationChanges() {
    sources.ensure(List.of(source("hdfs", "/a", false)));
    store.update(Kinds.SOURCE, named("hdfs").withSpec(source("hdfs", "/a", true).spec()));

    sources.ensure(List.of(source("hdfs", "/a", false)));
    assertThat(named("hdfs").spec().suspend()).isTrue();

    sources.ensure(List.of(source("hdfs", "/b", false)));
    assertThat(named("hdfs").spec()).isEqualTo(source("hdfs", "/b", false).spec());
  }

  @Test
  void aSourceThatLeavesTheConfigurationGoesAndOthersStay() {
    store.create(
        Kinds.SOURCE,
        new Source(
            ObjectMeta.named("", "mine"),
            source("mine", "/m", false).spec(),
            SourceStatus.unobserved()));
    sources.ensure(List.of(source("one", "/a", false), source("two", "/b", false)));

    sources.ensure(List.of(source("two", "/b", false)));

    assertThat(store.list(Kinds.SOURCE, "").items())
        .extracting(s -> s.metadata().name())
        .containsExactly("mine", "two");
  }

  private Source named(String name) {
    return store.get(Kinds.SOURCE, "", name).orElseThrow();
  }

  private static SourceConfig source(String name, String directory, boolean suspend) {
    return new SourceConfig(
        name,
        new SourceSpec(
            directory, Duration.ofSeconds(10), true, SourceSpec.Guard.ofDefault(), suspend));
  }
}
