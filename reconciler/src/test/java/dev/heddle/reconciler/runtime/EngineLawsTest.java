package dev.heddle.reconciler.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.crd.meta.ResourceKey;
import dev.heddle.reconciler.Cleaner;
import dev.heddle.reconciler.Cleanup;
import dev.heddle.reconciler.Context;
import dev.heddle.reconciler.Outcome;
import dev.heddle.reconciler.Reconciler;
import dev.heddle.reconciler.example.Factory;
import dev.heddle.reconciler.example.Part;
import dev.heddle.reconciler.example.Widget;
import dev.heddle.reconciler.example.WidgetReconciler;
import dev.heddle.reconciler.queue.RateLimit;
import dev.heddle.reconciler.source.TimerSource;
import dev.heddle.reconciler.store.ResourceStore.Preconditions;
import dev.heddle.reconciler.store.StoreException;
import dev.heddle.reconciler.store.StoreException.Reason;
import dev.heddle.reconciler.testing.EngineHarness;
import dev.heddle.reconciler.testing.Replica;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The laws that are the engine's to keep, one by one. */
class EngineLawsTest {

  private final EngineHarness world = new EngineHarness(11);
  private final Factory factory = new Factory();
  private final WidgetReconciler maker = new WidgetReconciler(factory);

  /** A crash at the n-th write of a creation, an update and a deletion, before or after it (L7). */
  @ParameterizedTest
  @CsvSource({
    "1,true", "2,true", "3,true", "4,true", "5,true", "6,true", "7,true", "8,true", "9,true",
    "1,false", "2,false", "3,false", "4,false", "5,false", "6,false", "7,false", "8,false",
    "9,false"
  })
  void aRestartAtAnyWriteEndsWhereNoRestartWouldHave(int write, boolean applied) {
    Replica first = lead(this::maker);
    first.connection().faults().crashAtWrite(write, applied);
    boolean replaced = false;
    List<Runnable> wishes =
        List.of(
            () -> world.store().create(Widget.TYPE, Widget.of("w", 2, "red")),
            () ->
                world.store().update(Widget.TYPE, widget("w").withSpec(new Widget.Spec(1, "blue"))),
            () -> world.store().delete(Widget.TYPE, "default", "w", Preconditions.none()));
    List<Integer> sizes = new ArrayList<>();
    for (Runnable wish : wishes) {
      wish.run();
      world.advance(Duration.ofSeconds(20));
      if (first.process().isKilled() && !replaced) {
        replaced = true;
        lead(this::maker);
        world.advance(Duration.ofSeconds(20));
      }
      sizes.add(world.store().size());
    }

    assertThat(replaced).isTrue();
    assertThat(sizes).containsExactly(3, 2, 0);
    assertThat(factory.machines()).isEmpty();
    assertThat(factory.built()).isEqualTo(1);
    assertThat(factory.destroyed()).isEqualTo(1);
  }

  @Test
  void theFinalizerIsThereBeforeAnythingIsMade() {
    Replica replica = lead(this::maker);
    replica.connection().faults().crashAtWrite(2, false);
    world.store().create(Widget.TYPE, Widget.of("w", 1, "red"));

    world.advance(Duration.ofSeconds(5));

    assertThat(replica.process().isKilled()).isTrue();
    assertThat(widget("w").metadata().finalizers()).containsExactly("heddle.dev/widget");
    assertThat(factory.built()).isZero();
  }

  @Test
  void theFinalizerStaysUntilAbsenceIsConfirmed() {
    Demolition demolition = new Demolition();
    lead((r, e) -> e.controller(Controller.of(Widget.TYPE, demolition).build()));
    world.store().create(Widget.TYPE, Widget.of("w", 1, "red"));
    world.advance(Duration.ofSeconds(5));
    world.store().delete(Widget.TYPE, "default", "w", Preconditions.none());

    world.advance(Duration.ofMinutes(5));
    assertThat(widget("w").metadata().finalizers()).containsExactly("heddle.dev/widget");
    assertThat(demolition.looks).isBetween(25, 31);
    demolition.gone = true;
    world.advance(Duration.ofSeconds(11));

    assertThat(world.store().size()).isZero();
  }

  /** Takes as long as it takes. */
  private static final class Demolition implements Reconciler<Widget>, Cleaner<Widget> {
    private boolean gone;
    private int looks;

    @Override
    public Outcome reconcile(Widget widget, Context<Widget> context) {
      return Outcome.done();
    }

    @Override
    public Cleanup cleanup(Widget widget, Context<Widget> context) {
      looks++;
      return gone ? Cleanup.gone() : Cleanup.pending(Duration.ofSeconds(10));
    }
  }

  @Test
  void aForeignFinalizerKeepsTheResourceButNobodyMakesAnythingForItAgain() {
    lead(this::maker);
    Widget plain = Widget.of("w", 1, "red");
    world
        .store()
        .create(Widget.TYPE, plain.withMetadata(plain.metadata().withFinalizer("elsewhere/keep")));
    world.advance(Duration.ofSeconds(5));
    world.store().delete(Widget.TYPE, "default", "w", Preconditions.none());
    world.advance(Duration.ofMinutes(30));

    assertThat(widget("w").metadata().finalizers()).containsExactly("elsewhere/keep");
    assertThat(factory.machines()).isEmpty();
    assertThat(factory.built()).isEqualTo(1);
  }

  @Test
  void aStandbyWritesNothingAndTakesOverWithAWarmCache() {
    Replica first = lead(this::maker);
    Replica standby = world.start(this::maker);
    world.store().create(Widget.TYPE, Widget.of("w", 2, "red"));
    world.advance(Duration.ofSeconds(10));
    assertThat(standby.engine().cache(Widget.TYPE).all()).hasSize(1);
    assertThat(standby.connection().writes()).isEmpty();
    assertThat(standby.engine().isWorking()).isFalse();

    first.kill();
    world.store().create(Widget.TYPE, Widget.of("v", 1, "blue"));
    standby.engine().becomeLeader();
    world.advance(Duration.ofSeconds(1));

    assertThat(factory.machines()).hasSize(2);
    assertThat(factory.built()).isEqualTo(2);
  }

  @Test
  void aPassThatLosesTheLeadHalfWayCannotWriteAnyMore() {
    List<Replica> self = new ArrayList<>();
    List<Reason> refused = new ArrayList<>();
    Reconciler<Widget> paused =
        (widget, context) -> {
          self.get(0).engine().loseLeadership();
          try {
            context
                .store()
                .updateStatus(Widget.TYPE, widget.withStatus(new Widget.Status(1, 0, "late")));
          } catch (StoreException e) {
            refused.add(e.reason());
          }
          return Outcome.done();
        };
    self.add(world.start((r, e) -> e.controller(Controller.of(Widget.TYPE, paused).build())));
    self.get(0).engine().becomeLeader();
    world.store().create(Widget.TYPE, Widget.of("w", 1, "red"));
    world.advance(Duration.ofSeconds(5));

    assertThat(refused).containsExactly(Reason.FENCED);
    assertThat(self.get(0).connection().writes()).isEmpty();
  }

  @Test
  void whoLeadsAgainLooksAtEverythingAgain() {
    Replica replica = lead(this::maker);
    world.store().create(Widget.TYPE, Widget.of("w", 1, "red"));
    world.advance(Duration.ofSeconds(5));
    replica.engine().loseLeadership();
    world.store().update(Widget.TYPE, widget("w").withSpec(new Widget.Spec(1, "blue")));
    world.advance(Duration.ofMinutes(30));
    assertThat(factory.machines()).containsValue("red");

    replica.engine().becomeLeader();
    world.advance(Duration.ofSeconds(5));

    assertThat(factory.machines()).containsValue("blue");
  }

  @Test
  void noPassIsMadeBeforeTheCacheIsComplete() {
    Replica replica = world.start(this::maker);
    world.store().create(Widget.TYPE, Widget.of("w", 1, "red"));
    replica.connection().faults().outage(true);
    replica.engine().becomeLeader();
    world.advance(Duration.ofMinutes(5));
    assertThat(maker.passes()).isZero();
    assertThat(replica.engine().hasSynced()).isFalse();

    replica.connection().faults().outage(false);
    world.advance(Duration.ofSeconds(30));

    assertThat(replica.engine().hasSynced()).isTrue();
    assertThat(factory.built()).isEqualTo(1);
  }

  @Test
  void aPanicIsCountedAndRetriedAndHurtsNobodyElse() {
    Reconciler<Widget> broken =
        (widget, context) -> {
          if (widget.spec().color().equals("bad")) {
            throw new AssertionError("a bug");
          }
          return maker.reconcile(widget, context);
        };
    Replica replica =
        lead(
            (r, engine) ->
                engine.controller(
                    Controller.of(Widget.TYPE, broken).owns(Part.TYPE).workers(1).build()));
    for (int i = 0; i < 5; i++) {
      world.store().create(Widget.TYPE, Widget.of("bad" + i, 1, "bad"));
    }
    world.store().create(Widget.TYPE, Widget.of("good", 1, "red"));
    world.advance(Duration.ofMinutes(10));

    assertThat(factory.machines()).hasSize(1);
    assertThat(replica.count("controller.runtime.reconcile.panics")).isBetween(60.0, 120.0);
    assertThat(replica.count("workqueue.retries"))
        .isEqualTo(replica.count("controller.runtime.reconcile.panics"));
    world.store().update(Widget.TYPE, widget("bad0").withSpec(new Widget.Spec(1, "blue")));
    world.advance(Duration.ofSeconds(2));
    assertThat(factory.machines()).as("a mended spec does not wait for the backoff").hasSize(2);
  }

  @Test
  void eventsDoNotShortenTheBackoff() {
    int[] passes = new int[1];
    Reconciler<Widget> failing =
        (widget, context) -> {
          passes[0]++;
          return Outcome.retry(new IllegalStateException("never"));
        };
    Replica replica = lead((r, e) -> e.controller(Controller.of(Widget.TYPE, failing).build()));
    ResourceKey key = world.store().create(Widget.TYPE, Widget.of("w", 1, "red")).key();
    world.advance(Duration.ofMinutes(10));
    int before = passes[0];

    for (int i = 0; i < 600; i++) {
      replica.engine().wake(Widget.TYPE, key);
      world.advance(Duration.ofMillis(100));
    }

    assertThat(passes[0] - before).isLessThanOrEqualTo(2);
  }

  @Test
  void aReconcilerThatKeepsChangingItsOwnAnnotationsIsHeldToItsRate() {
    int[] passes = new int[1];
    Reconciler<Widget> restless =
        (widget, context) -> {
          passes[0]++;
          context
              .store()
              .updateMetadata(
                  Widget.TYPE,
                  widget.withMetadata(widget.metadata().withAnnotation("count", "" + passes[0])));
          return Outcome.done();
        };
    lead(
        (r, e) ->
            e.controller(
                Controller.of(Widget.TYPE, restless)
                    .rateLimit(new RateLimit(5, Duration.ofSeconds(1)))
                    .build()));
    world.store().create(Widget.TYPE, Widget.of("w", 1, "red"));

    world.advance(Duration.ofMinutes(1));

    assertThat(passes[0]).isBetween(60, 66);
  }

  @Test
  void aTerminalOutcomeWaitsForTheSpecAndNothingElse() {
    Replica replica = lead(this::maker);
    world.store().create(Widget.TYPE, Widget.of("w", 1, "impossible"));
    world.advance(Duration.ofHours(3));
    assertThat(maker.passes()).isEqualTo(1);
    assertThat(replica.count("controller.runtime.terminal.reconcile.errors")).isEqualTo(1);

    world.store().update(Widget.TYPE, widget("w").withSpec(new Widget.Spec(1, "red")));
    world.advance(Duration.ofSeconds(1));

    assertThat(factory.machines()).hasSize(1);
  }

  @Test
  void aRequeueComesWhenAskedForAndTheResyncStaysBehindIt() {
    List<Duration> looks = new ArrayList<>();
    Reconciler<Widget> patient =
        (widget, context) -> {
          looks.add(Duration.between(EngineHarness.START, context.now()));
          return looks.size() < 3 ? Outcome.requeueAfter(Duration.ofSeconds(30)) : Outcome.done();
        };
    lead(
        (r, e) ->
            e.controller(Controller.of(Widget.TYPE, patient).resync(Duration.ofHours(1)).build()));
    world.store().create(Widget.TYPE, Widget.of("w", 1, "red"));

    world.advance(Duration.ofMinutes(40));
    assertThat(looks)
        .containsExactly(Duration.ZERO, Duration.ofSeconds(30), Duration.ofSeconds(60));
    world.advance(Duration.ofMinutes(25));

    assertThat(looks).hasSize(4);
  }

  @Test
  void liveChangesAreNotDelayedByAStartUpWithManyResources() {
    List<String> order = new ArrayList<>();
    Reconciler<Widget> slow =
        (widget, context) -> {
          order.add(widget.metadata().name());
          return Outcome.done();
        };
    for (int i = 0; i < 500; i++) {
      world.store().create(Widget.TYPE, Widget.of("old-" + i, 1, "red"));
    }
    Replica replica =
        world.start((r, e) -> e.controller(Controller.of(Widget.TYPE, slow).workers(1).build()));
    replica.engine().becomeLeader();
    world.advanceUntil(() -> order.size() == 3, Duration.ofMinutes(1));
    world.store().create(Widget.TYPE, Widget.of("new", 1, "red"));

    world.advance(Duration.ofSeconds(1));

    assertThat(order).hasSize(501);
    assertThat(order.indexOf("new")).isLessThan(10);
  }

  @Test
  void differentKeysGoOnWhileOneHangs() {
    List<String> done = new ArrayList<>();
    // A pass that hangs holds one worker; in virtual time it is one that never calls back.
    List<Runnable> held = new ArrayList<>();
    Replica replica =
        world.start(
            (r, e) ->
                e.controller(
                        Controller.of(
                                Widget.TYPE,
                                (Widget widget, Context<Widget> context) -> {
                                  done.add(widget.metadata().name());
                                  return Outcome.done();
                                })
                            .workers(2)
                            .build())
                    .workers(
                        task -> {
                          if (held.isEmpty()) {
                            held.add(task);
                          } else {
                            r.process().execute(task);
                          }
                        }));
    replica.engine().becomeLeader();
    for (int i = 0; i < 5; i++) {
      world.store().create(Widget.TYPE, Widget.of("w" + i, 1, "red"));
    }
    world.advance(Duration.ofSeconds(5));

    assertThat(done).hasSize(5);
    held.get(0).run();
    assertThat(done).hasSize(5);
  }

  @Test
  void stoppingWaitsForPassesUnderWayAndLetsThemWrite() {
    List<Runnable> held = new ArrayList<>();
    Replica replica =
        lead(
            (r, e) ->
                e.controller(Controller.of(Widget.TYPE, maker).owns(Part.TYPE).build())
                    .workers(held::add));
    world.store().create(Widget.TYPE, Widget.of("w", 1, "red"));
    world.advance(Duration.ofSeconds(1));
    assertThat(held).hasSize(1);

    CompletableFuture<Boolean> stopped = replica.engine().stop(Duration.ofSeconds(30));
    world.advance(Duration.ofSeconds(5));
    assertThat(stopped).isNotDone();
    held.get(0).run();
    world.advance(Duration.ofSeconds(1));

    assertThat(stopped).isCompletedWithValue(true);
    assertThat(world.store().watches()).isZero();
    assertThat(world.time().pending()).as("no timer is left").isZero();
  }

  @Test
  void aPassUnderWayAtTheStopFinishesWhatItWasDoing() {
    List<Replica> self = new ArrayList<>();
    List<CompletableFuture<Boolean>> stopped = new ArrayList<>();
    Reconciler<Widget> reconciler =
        (widget, context) -> {
          stopped.add(self.get(0).engine().stop(Duration.ofSeconds(30)));
          return maker.reconcile(widget, context);
        };
    self.add(
        world.start(
            (r, e) ->
                e.controller(Controller.of(Widget.TYPE, reconciler).owns(Part.TYPE).build())));
    self.get(0).engine().becomeLeader();
    world.store().create(Widget.TYPE, Widget.of("w", 1, "red"));
    world.advance(Duration.ofSeconds(5));

    assertThat(stopped.get(0)).isCompletedWithValue(true);
    assertThat(widget("w").status().parts()).isEqualTo(1);
  }

  @Test
  void theDeadlineOfAStopIsKeptAndNothingWritesAfterIt() {
    List<Runnable> held = new ArrayList<>();
    Replica replica =
        lead(
            (r, e) ->
                e.controller(Controller.of(Widget.TYPE, maker).owns(Part.TYPE).build())
                    .workers(held::add));
    world.store().create(Widget.TYPE, Widget.of("w", 1, "red"));
    world.advance(Duration.ofSeconds(1));

    CompletableFuture<Boolean> stopped = replica.engine().stop(Duration.ofSeconds(10));
    world.advance(Duration.ofSeconds(11));
    assertThat(stopped).isCompletedWithValue(false);
    held.get(0).run();
    world.advance(Duration.ofMinutes(5));

    assertThat(replica.connection().writes()).isEmpty();
    assertThatThrownBy(() -> replica.engine().start()).isInstanceOf(IllegalStateException.class);
  }

  /** Create and delete a thousand times: everything is as it was (L10). */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void nothingGrowsOverManyLives(int seed) {
    EngineHarness harness = new EngineHarness(seed);
    TimerSource timers = new TimerSource();
    Replica replica =
        harness.lead(
            (r, e) ->
                e.controller(
                    Controller.of(Widget.TYPE, maker).owns(Part.TYPE).source(timers).build()));
    int meters = replica.meters().getMeters().size();
    for (int i = 0; i < 1_000; i++) {
      ResourceKey key = harness.store().create(Widget.TYPE, Widget.of("w" + i, 1, "red")).key();
      harness.advance(Duration.ofMillis(100));
      timers.after(key, Duration.ofHours(5));
      harness.store().delete(Widget.TYPE, "default", "w" + i, Preconditions.none());
      harness.advance(Duration.ofMillis(1_900));
    }
    harness.advance(Duration.ofMinutes(20));

    assertThat(harness.store().size()).isZero();
    assertThat(factory.machines()).isEmpty();
    assertThat(timers.size()).isZero();
    assertThat(replica.engine().knownKeys()).isZero();
    assertThat(replica.engine().cache(Part.TYPE).all()).isEmpty();
    assertThat(replica.meters().getMeters()).hasSize(meters);
    assertThat(harness.time().pending()).isLessThan(10);
  }

  @Test
  void whatIsDeletedIsForgottenAtOnceAlsoWithoutACleaner() {
    TimerSource timers = new TimerSource();
    Reconciler<Widget> failing = (widget, context) -> Outcome.retry(new IllegalStateException());
    Replica replica =
        lead((r, e) -> e.controller(Controller.of(Widget.TYPE, failing).source(timers).build()));
    ResourceKey key = world.store().create(Widget.TYPE, Widget.of("w", 1, "red")).key();
    world.advance(Duration.ofSeconds(10));
    timers.after(key, Duration.ofHours(1));
    assertThat(replica.engine().knownKeys()).isEqualTo(1);

    world.store().delete(Widget.TYPE, "default", "w", Preconditions.none());
    world.advance(Duration.ofMillis(10));

    assertThat(replica.engine().knownKeys()).isZero();
    assertThat(timers.size()).isZero();
  }

  @Test
  void allMetricsAreThereFromTheStart() {
    Replica replica = world.start(this::maker);

    for (String counter :
        List.of(
            "controller.runtime.reconcile",
            "controller.runtime.reconcile.errors",
            "controller.runtime.terminal.reconcile.errors",
            "controller.runtime.reconcile.panics",
            "workqueue.adds",
            "workqueue.retries",
            "heddle.events.failures")) {
      assertThat(replica.meters().get(counter).tag("controller", "widget").counters())
          .as(counter)
          .isNotEmpty()
          .allSatisfy(c -> assertThat(c.count()).isZero());
    }
    for (String gauge :
        List.of(
            "controller.runtime.active.workers",
            "controller.runtime.max.concurrent.reconciles",
            "workqueue.depth",
            "workqueue.unfinished.work",
            "workqueue.longest.running.processor")) {
      assertThat(replica.meters().get(gauge).tag("controller", "widget").meters())
          .as(gauge)
          .hasSize(1);
    }
    for (String timer :
        List.of(
            "controller.runtime.reconcile.time",
            "workqueue.queue.duration",
            "workqueue.work.duration")) {
      assertThat(replica.meters().get(timer).tag("controller", "widget").timer().count())
          .as(timer)
          .isZero();
    }
  }

  @Test
  void anEventThatCannotBeRecordedStopsNothing() {
    Reconciler<Widget> chatty =
        (widget, context) -> {
          context.event(Context.EventKind.NORMAL, "Looked", "at it");
          return maker.reconcile(widget, context);
        };
    Replica replica =
        lead(
            (r, e) ->
                e.controller(Controller.of(Widget.TYPE, chatty).owns(Part.TYPE).build())
                    .events(
                        (about, kind, reason, message) -> {
                          throw new StoreException(Reason.UNAVAILABLE, "no history today");
                        }));
    world.store().create(Widget.TYPE, Widget.of("w", 1, "red"));
    world.advance(Duration.ofSeconds(5));

    assertThat(factory.built()).isEqualTo(1);
    assertThat(replica.count("heddle.events.failures")).isPositive();
    assertThat(replica.count("controller.runtime.reconcile.errors")).isZero();
  }

  @Test
  void whatIsNotDeclaredIsNotCached() {
    List<Throwable> errors = new ArrayList<>();
    lead(
        (r, e) ->
            e.controller(
                Controller.of(
                        Widget.TYPE,
                        (Widget widget, Context<Widget> context) -> {
                          try {
                            context.cached(Part.TYPE, widget.key());
                          } catch (IllegalArgumentException thrown) {
                            errors.add(thrown);
                          }
                          return Outcome.done();
                        })
                    .build()));
    world.store().create(Widget.TYPE, Widget.of("w", 1, "red"));
    world.advance(Duration.ofSeconds(1));

    assertThat(errors)
        .singleElement()
        .extracting(Throwable::getMessage)
        .isEqualTo("parts.test.dev is not cached: no controller owns or reads it");
  }

  private Replica lead(BiConsumer<Replica, Engine.Builder> controllers) {
    return world.lead(controllers);
  }

  private void maker(Replica replica, Engine.Builder engine) {
    engine.controller(Controller.of(Widget.TYPE, maker).owns(Part.TYPE).build());
  }

  private Widget widget(String name) {
    return world.store().get(Widget.TYPE, "default", name).orElseThrow();
  }
}
