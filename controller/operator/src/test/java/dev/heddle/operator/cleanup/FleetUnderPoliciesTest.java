package dev.heddle.operator.cleanup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.crd.application.ActivityStatus.State;
import dev.heddle.crd.application.Application;
import dev.heddle.crd.application.Phase;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.Annotations;
import dev.heddle.operator.culling.PolicyStop;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * The life of a fleet under policies, with operators that die: nothing that is at work is stopped,
 * whatever is due goes, and goes once, and who observes does nothing.
 */
class FleetUnderPoliciesTest {

  private static final int NOTEBOOKS = 12;
  private static final Duration DAYS = Duration.ofHours(30);
  private static final Duration STEP = Duration.ofMinutes(15);
  private static final Duration OLDEST = Duration.ofHours(2);
  private static final Duration KEPT = Duration.ofHours(3);

  /** A look a minute, and what the limits hold back. */
  private static final Duration SLACK = Duration.ofMinutes(10);

  private final SplittableRandom random = new SplittableRandom(7);
  private final CleanupWorld world = new CleanupWorld().start();
  private final Map<String, Instant> begun = new HashMap<>();
  private final Map<String, Instant> ended = new HashMap<>();
  private final Map<String, State> use = new HashMap<>();
  private final Map<String, Instant> atRestSince = new HashMap<>();
  private final Set<String> stops = new HashSet<>();
  private int stopped;
  private int deleted;
  private int kept;

  @Test
  void nothingBusyGoesAndEverythingDueGoesOnce() {
    world.policy(
        "p",
        "mode: Enforce, selector: {namespaces: [team-a]}, limits: {actionsPerPass: 5,"
            + " actionsPerHour: 100}, guard: {maxActions: 30, maxActionPercent: 100}, rules: [{name:"
            + " old, maxAge: {after: 2h}}, {name: over, finished: {after: 3h}}]");
    world.policy(
        "watcher",
        "priority: 9, selector: {namespaces: [team-a]}, rules: [{name: old, maxAge: {after: 1m,"
            + " whenBusy: Stop}}, {name: over, finished: {after: 1m}}]");
    for (int i = 0; i < NOTEBOOKS; i++) {
      String name = "n" + i;
      world.notebook(name, "", "");
      begin(name);
    }
    for (Instant end = world.now().plus(DAYS); world.now().isBefore(end); ) {
      world.advance(STEP);
      if (random.nextInt(12) == 0) {
        world.restart();
      }
      for (int i = 0; i < NOTEBOOKS; i++) {
        live("n" + i);
      }
      world.letGo();
    }

    assertThat(stopped).as("stops").isGreaterThan(2 * NOTEBOOKS);
    assertThat(deleted).as("deletions").isGreaterThan(NOTEBOOKS / 3);
    assertThat(kept).as("times that one at work was left alone").isGreaterThan(NOTEBOOKS);
    assertThat(world.status("watcher").acted()).isZero();
    assertThat(world.status("p").pendingRevision()).isEmpty();
  }

  private void begin(String name) {
    begun.put(name, world.now());
    ended.remove(name);
    use(name, State.IDLE);
  }

  private void use(String name, State state) {
    if (state != State.IDLE) {
      atRestSince.remove(name);
    } else if (!atRestSince.containsKey(name)) {
      atRestSince.put(name, world.now());
    }
    use.put(name, state);
    world.status(name, CleanupWorld.serving(name, begun.get(name), state));
  }

  private void live(String name) {
    if (!world.has(name)) {
      gone(name);
      return;
    }
    if (world.store().get(Kinds.NOTEBOOK, "team-a", name).get().metadata().isBeingDeleted()) {
      assertThat(ended).as("only what is over is deleted").containsKey(name);
      return;
    }
    if (ended.containsKey(name)) {
      rest(name);
    } else {
      run(name);
    }
  }

  private void gone(String name) {
    deleted++;
    assertThat(Duration.between(ended.get(name), world.now()))
        .as("kept for its time")
        .isGreaterThanOrEqualTo(KEPT);
    world.notebook(name, "", "");
    begin(name);
  }

  private void rest(String name) {
    assertThat(Duration.between(ended.get(name), world.now()))
        .as("%s is due", name)
        .isLessThan(KEPT.plus(STEP).plus(SLACK));
    if (random.nextInt(50) == 0) {
      world.clear(name); // its user has come back
      begin(name);
    }
  }

  private void run(String name) {
    Optional<PolicyStop> stop = stop(world.application(name));
    if (stop.isPresent() && use.get(name) == State.IDLE) {
      Duration age = Duration.between(begun.get(name), world.now());
      assertThat(age).as("no run is stopped before its time").isGreaterThanOrEqualTo(OLDEST);
      assertThat(stop.get().policy()).isEqualTo("p");
      assertThat(stops.add(stop.get().applicationId())).as("once").isTrue();
      stopped++;
      ended.put(name, world.now());
      world.status(name, CleanupWorld.over(Phase.STOPPED, world.now()));
      return;
    }
    if (atRestSince.containsKey(name)) {
      Instant due =
          begun.get(name).plus(OLDEST).isAfter(atRestSince.get(name))
              ? begun.get(name).plus(OLDEST)
              : atRestSince.get(name);
      assertThat(world.now()).as("%s is due", name).isBefore(due.plus(STEP).plus(SLACK));
    } else if (world.now().isAfter(begun.get(name).plus(OLDEST))) {
      kept++;
      // Asked for a moment before it went to work, at most: its own controller waits, too.
      assertThat(stop.map(PolicyStop::waits).orElse(true)).isTrue();
    }
    State[] states = {State.BUSY, State.IDLE, State.IDLE, State.UNKNOWN};
    if (random.nextInt(3) == 0) {
      use(name, states[random.nextInt(states.length)]);
    }
  }

  private static Optional<PolicyStop> stop(Application application) {
    return application
        .metadata()
        .annotation(Annotations.STOPPED_BY_POLICY)
        .flatMap(PolicyStop::read)
        .filter(
            stop ->
                application
                    .status()
                    .run()
                    .filter(run -> run.applicationId().equals(stop.applicationId()))
                    .isPresent());
  }
}
