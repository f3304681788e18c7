package dev.heddle.reconciler.testing;

import dev.heddle.reconciler.runtime.Engine;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;

/**
 * A deterministic world for whole engines: virtual time, one true store, any number of simulated
 * processes that can crash. One seed, one run, to the last interleaving.
 */
public final class EngineHarness {

  /** When the virtual world begins: a Monday at 08:00 UTC. */
  public static final Instant START = Instant.parse("2026-01-05T08:00:00Z");

  private final SplittableRandom random;
  private final VirtualScheduler time;
  private final InMemoryStore store;
  private final List<Replica> replicas = new ArrayList<>();

  /** A world that is the same for the same seed. */
  public EngineHarness(long seed) {
    this.random = new SplittableRandom(seed);
    this.time = new VirtualScheduler(START, random.split());
    this.store = new InMemoryStore(time);
  }

  public VirtualScheduler time() {
    return time;
  }

  /** The true store: here a test acts and looks as the user does. */
  public InMemoryStore store() {
    return store;
  }

  /**
   * Starts a process with an engine that does not lead yet.
   *
   * @param controllers adds the controllers, which may use what the replica offers
   */
  public Replica start(BiConsumer<Replica, Engine.Builder> controllers) {
    Replica replica = new Replica(time.newProcess(), store, random.split(), controllers);
    replicas.add(replica);
    replica.engine().start();
    return replica;
  }

  /** Starts a process that leads. */
  public Replica lead(BiConsumer<Replica, Engine.Builder> controllers) {
    Replica replica = start(controllers);
    replica.engine().becomeLeader();
    return replica;
  }

  /** Lets time pass. A process whose planned crash comes is dead from then on. */
  public void advance(Duration by) {
    advanceUntil(() -> false, by);
  }

  /**
   * Lets time pass until the condition holds, at most {@code limit}.
   *
   * @return whether it held
   */
  public boolean advanceUntil(BooleanSupplier condition, Duration limit) {
    long end = time.nanoTime() + limit.toNanos();
    while (true) {
      try {
        return time.advanceUntil(condition, Duration.ofNanos(end - time.nanoTime()));
      } catch (SimulatedCrash crash) {
        replicas.stream().filter(r -> r.connection().isCrashed()).forEach(Replica::kill);
      }
    }
  }
}
