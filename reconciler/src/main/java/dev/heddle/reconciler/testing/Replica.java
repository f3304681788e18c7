package dev.heddle.reconciler.testing;

import dev.heddle.crd.meta.ResourceKey;
import dev.heddle.reconciler.Context.EventKind;
import dev.heddle.reconciler.runtime.Engine;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;

/** One simulated process with an engine. */
public final class Replica {

  private final VirtualProcess process;
  private final UnreliableStore connection;
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final List<RecordedEvent> events = new ArrayList<>();
  private final Engine engine;

  /**
   * An event that a reconciler recorded.
   *
   * @param about on which resource
   * @param kind ordinary or trouble
   * @param reason its reason
   * @param message its message
   */
  public record RecordedEvent(ResourceKey about, EventKind kind, String reason, String message) {}

  Replica(
      VirtualProcess process,
      InMemoryStore store,
      RandomGenerator random,
      BiConsumer<Replica, Engine.Builder> controllers) {
    this.process = process;
    this.connection = new UnreliableStore(store, process);
    Engine.Builder builder =
        Engine.builder(connection, process, random, meters)
            .events(
                (about, kind, reason, message) ->
                    events.add(new RecordedEvent(about.key(), kind, reason, message)));
    controllers.accept(this, builder);
    this.engine = builder.build();
  }

  public Engine engine() {
    return engine;
  }

  /** This process's time; dead with it. */
  public VirtualProcess process() {
    return process;
  }

  /** This process's connection to the store, with its faults and the writes it has made. */
  public UnreliableStore connection() {
    return connection;
  }

  public SimpleMeterRegistry meters() {
    return meters;
  }

  /** What reconcilers have recorded, in order. */
  public List<RecordedEvent> events() {
    return List.copyOf(events);
  }

  /** The count of a counter, over all its labels. */
  public double count(String meter, String... tags) {
    return meters.find(meter).tags(tags).counters().stream().mapToDouble(c -> c.count()).sum();
  }

  /** Kill -9. */
  public void kill() {
    process.kill();
    connection.disconnect();
  }
}
