package dev.heddle.operator.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.crd.application.Phase;
import dev.heddle.crd.application.RestartPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * An operator that dies at any one of its boundaries, and is started again, ends where one that
 * lived would have ended, with the same submissions and stops (L7). The boundaries are counted in a
 * life without a crash, and each is then made fatal once.
 */
class CrashTest {

  private static final long SEED = 11;

  /** Calls of YARN and agents that change something: before, after and on the wire. */
  @TestFactory
  Stream<DynamicTest> diesAtEachCallOfYarn() {
    World calm = live(new World(SEED).start());
    int calls = calm.connection().changes();
    assertThat(calls).as("reserve, submit, twice over, and two stops").isEqualTo(6);
    List<DynamicTest> tests = new ArrayList<>();
    for (int call = 1; call <= calls; call++) {
      for (YarnConnection.Crash when : YarnConnection.Crash.values()) {
        int fatal = call;
        tests.add(
            DynamicTest.dynamicTest(
                when + " call " + fatal,
                () ->
                    assertSameEnd(
                        live(
                            new World(SEED)
                                .withFirst(c -> c.crashAtChange(fatal, when))
                                .start()))));
      }
    }
    return tests.stream();
  }

  /** Writes to the store, each before and after it is applied. */
  @TestFactory
  Stream<DynamicTest> diesAtEachWrite() {
    World calm = live(new World(SEED).start());
    int writes = calm.operator().connection().writes().size();
    List<DynamicTest> tests = new ArrayList<>();
    for (int write = 1; write <= writes; write++) {
      for (boolean after : new boolean[] {false, true}) {
        int fatal = write;
        tests.add(
            DynamicTest.dynamicTest(
                (after ? "after" : "before") + " write " + fatal,
                () -> {
                  World world = new World(SEED).start();
                  world.operator().connection().faults().crashAtWrite(fatal, after);
                  assertSameEnd(live(world));
                }));
      }
    }
    return tests.stream();
  }

  @TestFactory
  Stream<DynamicTest> diesAtEachNamedBoundary() {
    return Stream.of(ActionBoundary.Boundary.values())
        .map(
            boundary ->
                DynamicTest.dynamicTest(
                    boundary.word(),
                    () -> {
                      World world = live(new World(SEED).dyingAt(boundary).start());
                      assertSameEnd(world);
                    }));
  }

  /** Everything at random: crashes, lost answers, late effects, over and over. */
  @TestFactory
  Stream<DynamicTest> survivesFaultsAtRandom() {
    return Stream.iterate(1L, seed -> seed + 1)
        .limit(40)
        .map(seed -> DynamicTest.dynamicTest("seed " + seed, () -> liveBadly(seed)));
  }

  /** Created, replaced by another spec, deleted: every action there is. */
  private static World live(World world) {
    world.createNotebook();
    world.awaitPhase(Phase.READY);
    world.edit(n -> n.withSpec(World.spec("2Gi", RestartPolicy.ON_FAILURE, false)));
    world.advanceUntil(() -> world.yarn().submissions().size() == 2, Duration.ofMinutes(1));
    world.awaitPhase(Phase.READY);
    assertThat(world.yarn().live()).hasSize(1);
    world.deleteNotebook();
    world.awaitGone();
    world.advance(Duration.ofMinutes(1));
    return world;
  }

  private static void assertSameEnd(World world) {
    assertThat(world.operators()).as("one of them died").isEqualTo(2);
    assertThat(world.yarn().live()).isEmpty();
    assertThat(world.yarn().submissions()).as("submissions").hasSize(2);
    assertThat(world.yarn().stops()).as("stops").hasSize(2);
    assertThat(world.store().size()).as("objects left").isZero();
  }

  private static void liveBadly(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    World world = new World(seed).withEach(c -> c.failAtRandom(random.split(), 0.15)).start();
    world.operator().connection().faults().failAtRandom(random.split(), 0.1);
    world.createNotebook();
    for (int i = 0; i < 6; i++) {
      world.advance(Duration.ofMillis(random.nextInt(4_000)));
      switch (random.nextInt(4)) {
        case 0 -> world.killOperator();
        case 1 ->
            world.edit(
                n ->
                    n.withSpec(
                        World.spec(1 + random.nextInt(3) + "Gi", RestartPolicy.ALWAYS, false)));
        case 2 -> world.yarn().live().forEach(app -> world.yarn().fail(app.id(), "at random"));
        default ->
            world.edit(
                n -> n.withSpec(World.spec("1Gi", RestartPolicy.ALWAYS, random.nextBoolean())));
      }
    }
    world.calm();
    world.edit(n -> n.withSpec(World.spec("4Gi", RestartPolicy.ALWAYS, false)));
    assertThat(
            world.advanceUntil(
                () ->
                    world.phase() == Phase.READY
                        && world.yarn().live().size() == 1
                        && world
                            .yarn()
                            .live()
                            .get(0)
                            .launch()
                            .process()
                            .orElseThrow()
                            .resources()
                            .memory()
                            .toString()
                            .equals("4Gi"),
                Duration.ofMinutes(30)))
        .as("L1: %s", world.notebook())
        .isTrue();
    world.assertQuiet();
    world.deleteNotebook();
    world.awaitGone();
    world.advance(Duration.ofMinutes(1));
    assertThat(world.yarn().live()).isEmpty();
  }
}
