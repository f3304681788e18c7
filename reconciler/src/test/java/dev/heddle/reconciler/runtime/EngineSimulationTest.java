package dev.heddle.reconciler.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.crd.meta.OwnerReference;
import dev.heddle.reconciler.example.Factory;
import dev.heddle.reconciler.example.Part;
import dev.heddle.reconciler.example.Widget;
import dev.heddle.reconciler.example.WidgetReconciler;
import dev.heddle.reconciler.store.ResourceStore.Preconditions;
import dev.heddle.reconciler.store.StoreException.Reason;
import dev.heddle.reconciler.testing.EngineHarness;
import dev.heddle.reconciler.testing.Replica;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Users, faults, crashes and changes of leader at random, then peace. What must hold then, for any
 * seed:
 *
 * <ol>
 *   <li>The world is as the specs say, and every deletion is through (L1, L6, L7, L9).
 *   <li>Nothing outside was built twice for one uid, nor left behind (I10, L7).
 *   <li>Nothing is written any more, and each key is looked at by its resync only (L2).
 *   <li>No status speaks of a newer generation than there was, or went back (I9).
 *   <li>Once all is deleted, queues, caches and watches are empty (L10).
 * </ol>
 */
class EngineSimulationTest {

  private static final int SEEDS_A_BLOCK = 60;
  private static final int STEPS = 60;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void comesToMatchTheSpecsAfterAnything(int block) {
    for (int i = 0; i < SEEDS_A_BLOCK; i++) {
      new World(block * SEEDS_A_BLOCK + i).play();
    }
  }

  private static final class World {
    private final long seed;
    private final SplittableRandom random;
    private final EngineHarness harness;
    private final Factory factory = new Factory();
    private final WidgetReconciler reconciler = new WidgetReconciler(factory);
    private final Set<String> uids = new HashSet<>();
    private final List<Replica> replicas = new ArrayList<>();
    private Optional<Replica> leader = Optional.empty();

    World(long seed) {
      this.seed = seed;
      this.random = new SplittableRandom(seed);
      this.harness = new EngineHarness(seed);
    }

    void play() {
      replicas.add(replica());
      replicas.add(replica());
      for (int step = 0; step < STEPS; step++) {
        if (random.nextInt(3) > 0) {
          user();
        } else {
          trouble();
        }
        harness.advance(Duration.ofMillis(random.nextInt(3_000)));
        replaceTheDead();
      }
      peace();
      harness.advance(Duration.ofMinutes(30));
      checkMatch();
      checkQuiet();
      deleteAll();
      checkEmpty();
    }

    private Replica replica() {
      return harness.start(
          (replica, engine) ->
              engine.controller(Controller.of(Widget.TYPE, reconciler).owns(Part.TYPE).build()));
    }

    private void user() {
      String name = "w" + random.nextInt(4);
      Optional<Widget> found = harness.store().get(Widget.TYPE, "default", name);
      String color = List.of("red", "green", "blue", "impossible").get(random.nextInt(4));
      int parts = random.nextInt(4);
      if (found.isEmpty()) {
        Widget created = harness.store().create(Widget.TYPE, Widget.of(name, parts, color));
        uids.add(created.metadata().uid());
      } else if (random.nextInt(4) == 0) {
        harness.store().delete(Widget.TYPE, "default", name, Preconditions.none());
      } else {
        harness.store().update(Widget.TYPE, found.get().withSpec(new Widget.Spec(parts, color)));
      }
      if (random.nextInt(5) == 0) {
        harness.store().list(Part.TYPE, "").items().stream()
            .findAny()
            .ifPresent(
                part ->
                    harness
                        .store()
                        .delete(
                            Part.TYPE, "default", part.metadata().name(), Preconditions.none()));
      }
    }

    private void trouble() {
      Replica replica = replicas.get(random.nextInt(replicas.size()));
      switch (random.nextInt(12)) {
        case 0 -> factory.down(random.nextBoolean());
        case 1 -> replica.connection().faults().failAtRandom(random.split(), 0.3);
        case 2 -> replica.connection().faults().crashAtWrite(1 + random.nextInt(4), true);
        case 3 -> replica.connection().faults().crashAtWrite(1 + random.nextInt(4), false);
        case 4 -> replica.connection().endWatches(Reason.UNAVAILABLE);
        case 5 -> {
          harness.store().compact();
          replica.connection().endWatches(Reason.EXPIRED);
        }
        case 6 -> replica.connection().silenceWatches();
        case 7 -> replica.connection().lagWatches(Duration.ofMillis(random.nextInt(5_000)));
        case 8 -> replica.connection().freezeReads();
        case 9 -> replica.connection().faults().outage(random.nextBoolean());
        case 10 -> {
          replica.connection().faults().heal();
          replica.connection().thaw();
        }
        default -> changeLeader(replica, random.nextBoolean());
      }
    }

    /** The old leader may hear of it, or be paused and only find itself fenced. */
    private void changeLeader(Replica next, boolean told) {
      if (leader.isPresent() && leader.get() != next) {
        leader.get().connection().faults().fence(true);
        if (told) {
          leader.get().engine().loseLeadership();
        }
      }
      leader = Optional.of(next);
      next.connection().faults().fence(false);
      if (!next.process().isKilled()) {
        next.engine().becomeLeader();
      }
    }

    private void replaceTheDead() {
      for (int i = 0; i < replicas.size(); i++) {
        Replica old = replicas.get(i);
        if (old.process().isKilled()) {
          replicas.set(i, replica());
          if (leader.equals(Optional.of(old))) {
            leader = Optional.empty();
          }
        }
      }
    }

    private void peace() {
      factory.down(false);
      for (Replica replica : replicas) {
        replica.connection().faults().heal();
        replica.connection().thaw();
        replica.connection().lagWatches(Duration.ZERO);
        if (!leader.equals(Optional.of(replica))) {
          replica.engine().loseLeadership();
        }
      }
      changeLeader(leader.orElse(replicas.get(0)), true);
    }

    private void checkMatch() {
      Map<String, String> machines = factory.machines();
      List<Widget> widgets = harness.store().list(Widget.TYPE, "").items();
      for (Widget widget : widgets) {
        assertThat(widget.metadata().isBeingDeleted()).as("seed %s: %s", seed, widget).isFalse();
        assertThat(widget.status().observedGeneration())
            .as("seed %s: %s", seed, widget)
            .isLessThanOrEqualTo(widget.metadata().generation());
        if (widget.spec().color().equals("impossible")) {
          continue;
        }
        assertThat(partsOf(widget)).as("seed %s: %s", seed, widget).containsOnlyKeys(names(widget));
        assertThat(partsOf(widget).values())
            .as("seed %s: %s", seed, widget)
            .allMatch(color -> color.equals(widget.spec().color()));
        assertThat(machines)
            .as("seed %s: %s", seed, widget)
            .containsEntry(widget.metadata().uid(), widget.spec().color());
        assertThat(widget.status())
            .as("seed %s: %s", seed, widget)
            .isEqualTo(
                new Widget.Status(
                    widget.metadata().generation(), widget.spec().parts(), widget.spec().color()));
      }
      assertThat(widgets.stream().map(w -> w.metadata().uid()))
          .as("seed %s: nothing is left behind", seed)
          .containsAll(machines.keySet());
      assertThat(factory.built())
          .as("seed %s: built once a uid", seed)
          .isEqualTo(machines.size() + factory.destroyed())
          .isLessThanOrEqualTo(uids.size());
    }

    private Map<String, String> partsOf(Widget widget) {
      return harness.store().list(Part.TYPE, "").items().stream()
          .filter(
              part ->
                  part.metadata()
                      .controller()
                      .map(OwnerReference::uid)
                      .equals(Optional.of(widget.metadata().uid())))
          .collect(Collectors.toMap(p -> p.metadata().name(), p -> p.spec().color()));
    }

    private static List<String> names(Widget widget) {
      List<String> names = new ArrayList<>();
      for (int i = 0; i < widget.spec().parts(); i++) {
        names.add(widget.metadata().name() + "-" + i);
      }
      return names;
    }

    private void checkQuiet() {
      String version = harness.store().version();
      int passes = reconciler.passes();
      int widgets = harness.store().list(Widget.TYPE, "").items().size();

      harness.advance(Duration.ofHours(1));

      assertThat(harness.store().version()).as("seed %s: no write", seed).isEqualTo(version);
      assertThat(reconciler.passes() - passes)
          .as("seed %s: looked at by the resync only", seed)
          .isLessThanOrEqualTo(8 * widgets);
    }

    private void deleteAll() {
      for (Widget widget : harness.store().list(Widget.TYPE, "").items()) {
        harness
            .store()
            .delete(Widget.TYPE, "default", widget.metadata().name(), Preconditions.none());
      }
      harness.advance(Duration.ofMinutes(15));
    }

    private void checkEmpty() {
      assertThat(harness.store().size()).as("seed %s: objects", seed).isZero();
      assertThat(factory.machines()).as("seed %s: machines", seed).isEmpty();
      for (Replica replica : replicas) {
        assertThat(replica.engine().cache(Widget.TYPE).all()).as("seed %s", seed).isEmpty();
        assertThat(replica.engine().cache(Part.TYPE).all()).as("seed %s", seed).isEmpty();
        assertThat(replica.engine().knownKeys()).as("seed %s: keys known", seed).isZero();
      }
      assertThat(harness.store().watches())
          .as("seed %s: watches", seed)
          .isEqualTo(2 * replicas.size());
    }
  }
}
