package dev.heddle.operator.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.Condition;
import dev.heddle.crd.meta.Conditions;
import dev.heddle.crd.meta.ObjectMeta;
import dev.heddle.crd.notebook.Notebook;
import dev.heddle.crd.source.Source;
import dev.heddle.crd.source.SourceSpec;
import dev.heddle.crd.source.SourceStatus;
import dev.heddle.operator.config.EngineConfig;
import dev.heddle.reconciler.runtime.Engine;
import dev.heddle.reconciler.testing.EngineHarness;
import dev.heddle.reconciler.testing.InMemoryStore;
import dev.heddle.reconciler.testing.Replica;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** A whole engine that follows one real directory, in virtual time. */
final class SourceWorld {

  static final Duration INTERVAL = Duration.ofSeconds(10);

  private final EngineHarness harness = new EngineHarness(7);
  private final SpecDirectory specs;
  private final HookedTree tree;
  private Replica replica;

  SourceWorld(Path root) {
    this.specs = new SpecDirectory(root);
    this.tree = new HookedTree(specs.tree(ReadLimits.standard()));
  }

  /** The Source exists and an operator leads. */
  SourceWorld begin() {
    store()
        .create(
            Kinds.SOURCE,
            new Source(
                ObjectMeta.named("", "hdfs"),
                new SourceSpec(
                    specs.root().toUri().toString(),
                    INTERVAL,
                    true,
                    SourceSpec.Guard.ofDefault(),
                    false),
                SourceStatus.unobserved()));
    startOperator();
    return this;
  }

  void startOperator() {
    replica = harness.lead((r, engine) -> controller(engine));
  }

  private void controller(Engine.Builder engine) {
    engine.controller(
        SourceReconciler.controller(
            spec -> new OpenDirectory(tree, specs.statusTree(), () -> {}),
            new Rights(Set.of(), Map.of(), user -> Set.of()),
            new EngineConfig(
                2,
                Duration.ofMinutes(10),
                Duration.ofMillis(200),
                Duration.ofMinutes(1),
                Duration.ofSeconds(1))));
  }

  void killOperator() {
    replica.kill();
  }

  Replica operator() {
    return replica;
  }

  SpecDirectory specs() {
    return specs;
  }

  HookedTree tree() {
    return tree;
  }

  InMemoryStore store() {
    return harness.store();
  }

  void advance(Duration by) {
    harness.advance(by);
  }

  /** Long enough for everything to be read, applied and answered. */
  void settle() {
    advance(INTERVAL.multipliedBy(3));
  }

  Source source() {
    return store().get(Kinds.SOURCE, "", "hdfs").orElseThrow();
  }

  void editSource(UnaryOperator<Source> change) {
    store().update(Kinds.SOURCE, change.apply(source()));
  }

  void annotateSource(String annotation, String value) {
    editSource(s -> s.withMetadata(s.metadata().withAnnotation(annotation, value)));
  }

  void suspend(boolean is) {
    editSource(
        s ->
            s.withSpec(
                new SourceSpec(
                    s.spec().directory(),
                    s.spec().interval(),
                    s.spec().prune(),
                    s.spec().guard(),
                    is)));
  }

  Condition condition(String type) {
    return Conditions.find(source().status().conditions(), type)
        .orElseThrow(() -> new AssertionError("no condition " + type + " in " + source().status()));
  }

  void assertReady() {
    Condition ready = condition(Condition.READY);
    assertThat(ready.status()).as(ready.message()).isEqualTo(Condition.Status.TRUE);
  }

  void assertNotReady(String reason) {
    Condition ready = condition(Condition.READY);
    assertThat(ready.status()).isEqualTo(Condition.Status.FALSE);
    assertThat(ready.reason()).isEqualTo(reason);
  }

  List<String> notebooks() {
    return store().list(Kinds.NOTEBOOK, "").items().stream()
        .map(n -> n.metadata().namespace() + "/" + n.metadata().name())
        .toList();
  }

  Notebook notebook(String namespace, String name) {
    return store()
        .get(Kinds.NOTEBOOK, namespace, name)
        .orElseThrow(() -> new AssertionError("no notebook " + namespace + "/" + name));
  }
}
