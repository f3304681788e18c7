package dev.heddle.reconciler.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.crd.meta.ObjectMeta;
import dev.heddle.reconciler.Context.EventKind;
import dev.heddle.reconciler.example.Factory;
import dev.heddle.reconciler.example.Part;
import dev.heddle.reconciler.example.Widget;
import dev.heddle.reconciler.example.WidgetReconciler;
import dev.heddle.reconciler.store.ResourceStore.Preconditions;
import dev.heddle.reconciler.store.StoreException.Reason;
import dev.heddle.reconciler.testing.EngineHarness;
import dev.heddle.reconciler.testing.FaultPlan.Call;
import dev.heddle.reconciler.testing.Replica;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class EngineTest {

  private final Factory factory = new Factory();
  private final WidgetReconciler reconciler = new WidgetReconciler(factory);
  private final EngineHarness world = new EngineHarness(1);

  @Test
  void aWishInTheStoreComesTrue() {
    Replica replica = lead();
    world.store().create(Widget.TYPE, Widget.of("w", 3, "red"));

    world.advance(Duration.ofSeconds(5));

    assertThat(world.store().list(Part.TYPE, "").items())
        .extracting(part -> part.spec().color())
        .containsExactly("red", "red", "red");
    assertThat(widget("w").status()).isEqualTo(new Widget.Status(1, 3, "red"));
    assertThat(factory.machines()).containsValue("red");
    assertThat(replica.count("controller.runtime.reconcile.errors")).isZero();
  }

  @Test
  void afterThatNothingIsWrittenAndNothingIsLookedAtButByTheResync() {
    Replica replica = lead();
    world.store().create(Widget.TYPE, Widget.of("w", 3, "red"));
    world.advance(Duration.ofSeconds(5));
    int writes = replica.connection().writes().size();
    int passes = reconciler.passes();

    world.advance(Duration.ofMinutes(7));
    assertThat(reconciler.passes()).isEqualTo(passes);
    world.advance(Duration.ofMinutes(5));

    assertThat(reconciler.passes()).isEqualTo(passes + 1);
    assertThat(replica.connection().writes()).hasSize(writes);
  }

  @Test
  void aChangeOfAnOwnedResourceIsSetRight() {
    lead();
    world.store().create(Widget.TYPE, Widget.of("w", 2, "red"));
    world.advance(Duration.ofSeconds(5));

    world.store().delete(Part.TYPE, "default", "w-1", Preconditions.none());
    world.advance(Duration.ofSeconds(5));

    assertThat(world.store().get(Part.TYPE, "default", "w-1")).isPresent();
  }

  @Test
  void deletionWaitsForTheOutsideAndTakesOwnedResourcesAlong() {
    lead();
    world.store().create(Widget.TYPE, Widget.of("w", 2, "red"));
    world.advance(Duration.ofSeconds(5));
    factory.down(true);

    world.store().delete(Widget.TYPE, "default", "w", Preconditions.none());
    world.advance(Duration.ofMinutes(3));
    assertThat(widget("w").metadata().finalizers()).containsExactly("heddle.dev/widget");
    factory.down(false);
    world.advance(Duration.ofMinutes(2));

    assertThat(world.store().size()).isZero();
    assertThat(factory.machines()).isEmpty();
    assertThat(factory.destroyed()).isEqualTo(1);
  }

  @Test
  void aStatusWrittenBySomebodyElseWakesNobodyButAnAnnotationDoes() {
    lead();
    world.store().create(Widget.TYPE, Widget.of("w", 1, "red"));
    world.advance(Duration.ofSeconds(5));
    int passes = reconciler.passes();

    Widget widget = widget("w");
    world.store().updateStatus(Widget.TYPE, widget.withStatus(new Widget.Status(1, 1, "scribble")));
    world.advance(Duration.ofSeconds(5));
    assertThat(reconciler.passes()).isEqualTo(passes);

    ObjectMeta annotated = widget("w").metadata().withAnnotation("look", "here");
    world.store().updateMetadata(Widget.TYPE, widget("w").withMetadata(annotated));
    world.advance(Duration.ofSeconds(5));
    assertThat(reconciler.passes()).isEqualTo(passes + 1);
    assertThat(widget("w").status().note()).isEqualTo("red");
  }

  @Test
  void aFailureIsRetriedForEverAndTheEventTellsOfIt() {
    Replica replica = lead();
    factory.down(true);
    world.store().create(Widget.TYPE, Widget.of("w", 1, "red"));

    world.advance(Duration.ofHours(2));
    assertThat(reconciler.passes()).isBetween(120, 300); // a minute apart at most, and jittered
    assertThat(replica.events())
        .contains(
            new Replica.RecordedEvent(
                widget("w").key(), EventKind.WARNING, "FactoryClosed", "the factory is closed"));
    factory.down(false);
    world.advance(Duration.ofMinutes(1));

    assertThat(factory.machines()).hasSize(1);
  }

  @Test
  void aConflictIsRetriedQuicklyWithTheNewVersion() {
    Replica replica = lead();
    world.advance(Duration.ofSeconds(1));
    replica.connection().faults().failNext(Call.UPDATE_STATUS, 2, Reason.CONFLICT);

    world.store().create(Widget.TYPE, Widget.of("w", 1, "red"));
    world.advance(Duration.ofMillis(400));

    assertThat(widget("w").status().parts()).isEqualTo(1);
    assertThat(replica.count("controller.runtime.reconcile.errors")).isZero();
  }

  private Replica lead() {
    return world.lead(
        (replica, engine) ->
            engine.controller(Controller.of(Widget.TYPE, reconciler).owns(Part.TYPE).build()));
  }

  private Widget widget(String name) {
    return world.store().get(Widget.TYPE, "default", name).orElseThrow();
  }
}
