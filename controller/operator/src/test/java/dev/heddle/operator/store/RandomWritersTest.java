package dev.heddle.operator.store;

import static dev.heddle.crd.json.Kinds.NOTEBOOK;
import static dev.heddle.operator.store.StoreFixture.OPTIONS;
import static dev.heddle.operator.store.StoreFixture.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.operator.store.ObjectStore.Scope;
import dev.heddle.operator.store.ObjectStore.Snapshot;
import dev.heddle.reconciler.store.ResourceStore.Preconditions;
import dev.heddle.reconciler.store.ResourceStore.Subscription;
import dev.heddle.reconciler.store.StoreException;
import dev.heddle.reconciler.store.StoreException.Reason;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random writers on two processes while lines are cut, answers lost and sessions ended. In the end:
 *
 * <ul>
 *   <li>every acknowledged write is in the history, once, under the version it was answered with;
 *   <li>what else is in the history was a write whose outcome was said to be unknown;
 *   <li>both processes' watches told the same history, in rising versions;
 *   <li>the history, both caches and what a third process loads are the same objects.
 * </ul>
 */
class RandomWritersTest {

  private static final int WRITERS = 3;
  private static final int DISTURBANCES = 10;
  private static final int NAMES = 12;

  private final StoreFixture fixture = new StoreFixture();
  private final ConcurrentLinkedQueue<String> acknowledged = new ConcurrentLinkedQueue<>();
  private final AtomicInteger unknown = new AtomicInteger();
  private final CountDownLatch disturbances = new CountDownLatch(DISTURBANCES);

  @AfterEach
  void stop() {
    fixture.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 23})
  void whatIsWatchedIsTheTruth(long seed, @TempDir Path directory) {
    SplittableRandom random = new SplittableRandom(seed);
    EmbeddedZooKeeper server = fixture.server(directory, 0);
    List<Replica> replicas = List.of(new Replica(server), new Replica(server));

    ScheduledFuture<?> chaos =
        fixture.scheduler.scheduleWithFixedDelay(
            () -> disturb(random, replicas, server), 300, 600, TimeUnit.MILLISECONDS);
    List<CompletableFuture<Void>> writers = new ArrayList<>();
    for (int i = 0; i < WRITERS * replicas.size(); i++) {
      Replica replica = replicas.get(i % replicas.size());
      SplittableRandom own = new SplittableRandom(seed * 100 + i);
      writers.add(CompletableFuture.runAsync(() -> write(replica.store, own), fixture.executor));
    }
    CompletableFuture.allOf(writers.toArray(CompletableFuture[]::new)).join();
    chaos.cancel(false);

    ObjectNode last = replicas.get(0).store.create(NOTEBOOK, object("team-a", "last"));
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> replicas.stream().allMatch(r -> r.seen.state().containsKey("last")));
    acknowledged.add("last " + last.at("/metadata/resourceVersion").asText());
    check(server, replicas);
  }

  private void check(EmbeddedZooKeeper server, List<Replica> replicas) {
    List<String> history = replicas.get(0).history();
    assertThat(replicas.get(1).history()).isEqualTo(history);
    assertThat(replicas.get(0).seen.seen)
        .extracting(Recorder.Seen::version)
        .isSorted()
        .doesNotHaveDuplicates();
    assertThat(history).containsAll(acknowledged);
    assertThat(acknowledged).doesNotHaveDuplicates().hasSizeGreaterThan(DISTURBANCES);
    assertThat(history.size() - acknowledged.size()).isBetween(0, unknown.get());

    Snapshot truth = fixture.store(server.settings()).list(NOTEBOOK, "");
    for (Replica replica : replicas) {
      assertThat(replica.store.list(NOTEBOOK, "").items()).isEqualTo(truth.items());
      assertThat(replica.seen.state().keySet())
          .containsExactlyElementsOf(
              truth.items().stream().map(o -> o.at("/metadata/name").asText()).toList());
      assertThat(replica.seen.end).isEmpty();
    }
  }

  private void disturb(SplittableRandom random, List<Replica> replicas, EmbeddedZooKeeper server) {
    Replica replica = replicas.get(random.nextInt(replicas.size()));
    disturbances.countDown();
    switch (random.nextInt(4)) {
      case 0, 1 -> replica.line.cut();
      case 2 -> {
        replica.line.loseAnswers();
        var unused = fixture.scheduler.schedule(replica.line::cut, 50, TimeUnit.MILLISECONDS);
      }
      default ->
          fixture.executor.execute(
              () -> Sessions.expire(replica.connection, server.settings().connect()));
    }
  }

  private void write(ZooKeeperStore store, SplittableRandom random) {
    while (disturbances.getCount() > 0) {
      String name = "n" + random.nextInt(NAMES);
      ObjectNode object = object("team-a", name);
      object.withObjectProperty("spec").put("value", random.nextLong());
      try {
        ObjectNode written =
            switch (random.nextInt(4)) {
              case 0 -> store.create(NOTEBOOK, object);
              case 1 -> store.delete(NOTEBOOK, "team-a", name, Preconditions.none());
              default -> store.update(NOTEBOOK, object, Scope.SPEC);
            };
        acknowledged.add(name + " " + written.at("/metadata/resourceVersion").asText());
      } catch (StoreException e) {
        if (e.reason() == Reason.UNKNOWN_OUTCOME) {
          unknown.incrementAndGet();
        }
      }
    }
  }

  /** One process: its line, its store and what its watch has told. */
  private final class Replica {
    final Line line;
    final ZooKeeperConnection connection;
    final ZooKeeperStore store;
    final Recorder seen = new Recorder();

    Replica(EmbeddedZooKeeper server) {
      line = fixture.line(server);
      connection = fixture.connection(line.through(server.settings()));
      store = fixture.store(connection, OPTIONS);
      Subscription watch =
          store.watch(NOTEBOOK, "", store.list(NOTEBOOK, "").resourceVersion(), seen);
      assertThat(watch).isNotNull();
    }

    List<String> history() {
      return seen.seen.stream().map(s -> s.name() + " " + s.version()).toList();
    }
  }
}
