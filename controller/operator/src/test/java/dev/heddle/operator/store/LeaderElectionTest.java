package dev.heddle.operator.store;

import static dev.heddle.crd.json.Kinds.NOTEBOOK;
import static dev.heddle.operator.store.StoreFixture.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.heddle.operator.config.StoreConfig;
import dev.heddle.reconciler.store.StoreException;
import dev.heddle.reconciler.store.StoreException.Reason;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One leads, one at a time, and who does not lead any more writes nothing (I7, L8). */
class LeaderElectionTest {

  private final StoreFixture fixture = new StoreFixture();
  private final List<String> history = new CopyOnWriteArrayList<>();
  private EmbeddedZooKeeper server;

  @BeforeEach
  void start(@TempDir Path directory) {
    server = fixture.server(directory, 0);
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  @Test
  void theFirstLeadsAndTheNextOneTakesOverWithAHigherEpoch() {
    Candidate first = new Candidate("first", fixture.connection(server.settings()));
    await().until(() -> first.leads());
    Candidate second = new Candidate("second", fixture.connection(server.settings()));
    int epoch = first.epoch();

    first.election.close();

    await().until(() -> second.leads());
    assertThat(second.epoch()).isGreaterThan(epoch);
    assertThat(history).containsExactly("first gained", "first lost", "second gained");
  }

  @Test
  void aLeaderWhoseLineIsCutHasLostBeforeAnotherGains() {
    Line line = fixture.line(server);
    ZooKeeperConnection cut = fixture.connection(line.through(server.settings()));
    Candidate first = new Candidate("first", cut);
    await().until(() -> first.leads());
    Leadership term = first.election.leadership().orElseThrow();
    Candidate second = new Candidate("second", fixture.connection(server.settings()));

    line.down();

    await().until(() -> second.leads());
    assertThat(term.isHeld()).isFalse();
    assertThat(history).containsExactly("first gained", "first lost", "second gained");
  }

  @Test
  void aServerThatStartsAgainWithItsProcessWaitsForNobodyWhoDiedWithIt(@TempDir Path directory) {
    StoreConfig.Embedded config =
        new StoreConfig.Embedded(0, directory, StoreFixture.SESSION.multipliedBy(20));
    EmbeddedZooKeeper before = fixture.server(config);
    Line line = fixture.line(before);
    Candidate first = new Candidate("first", fixture.connection(line.through(before.settings())));
    await().until(() -> first.leads());
    int epoch = first.epoch();
    line.down();
    before.close();

    EmbeddedZooKeeper after = fixture.server(config);

    Candidate second = new Candidate("second", fixture.connection(after.settings()));
    await().until(() -> second.leads());
    assertThat(second.epoch()).isGreaterThan(epoch);
  }

  @Test
  void aShortCutEndsNoTerm() {
    Line line = fixture.line(server);
    // A client waits up to a second before it comes back: that is short in a session of six.
    ZooKeeperConnection connection =
        fixture.connection(
            new ZooKeeperConnection.Settings(
                line.connect(), "/heddle", server.settings().credentials(), Duration.ofSeconds(6)));
    Candidate first = new Candidate("first", connection);
    await().until(() -> first.leads());
    int epoch = first.epoch();

    line.cut();
    ZooKeeperStore store = fixture.store(connection, StoreFixture.OPTIONS);
    store.create(NOTEBOOK, object("team-a", "churn"));

    assertThat(first.epoch()).isEqualTo(epoch);
    assertThat(history).containsExactly("first gained");
  }

  @Test
  void aDeposedLeaderWritesNothing() {
    ZooKeeperStore store = fixture.store(server.settings());
    Candidate first = new Candidate("first", fixture.connection(server.settings()));
    await().until(() -> first.leads());
    ObjectStore old = store.fenced(first.epoch());
    old.create(NOTEBOOK, object("team-a", "before"));
    first.election.close();
    Candidate second = new Candidate("second", fixture.connection(server.settings()));
    await().until(() -> second.leads());

    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> old.create(NOTEBOOK, object("team-a", "after")))
        .matches(e -> e.reason() == Reason.FENCED);

    assertThat(store.get(NOTEBOOK, "team-a", "after")).isEmpty();
    store.fenced(second.epoch()).create(NOTEBOOK, object("team-a", "after"));
    store.create(NOTEBOOK, object("team-a", "by-a-user"));
  }

  @Test
  void aProcessThatSleptThroughItsTermKnowsItWhenItWakes() {
    AtomicLong ticks = new AtomicLong();
    Leadership term = new Leadership(1, ticks::get, 1000);
    assertThat(term.isHeld()).isTrue();
    ticks.set(1000);
    assertThat(term.isHeld()).isFalse();
    term.renew(2000);
    assertThat(term.isHeld()).isTrue();
    term.end();
    assertThat(term.isHeld()).isFalse();
  }

  /** One operator as the election sees it. */
  private final class Candidate implements LeaderElection.Listener {
    private final String name;
    final LeaderElection election;

    Candidate(String name, ZooKeeperConnection connection) {
      this.name = name;
      this.election = fixture.election(connection, name, this);
    }

    boolean leads() {
      return history.contains(name + " gained") && election.leadership().isPresent();
    }

    int epoch() {
      return election.leadership().orElseThrow().epoch();
    }

    @Override
    public void gained(Leadership leadership) {
      history.add(name + " gained");
    }

    @Override
    public void lost(Leadership leadership) {
      history.add(name + " lost");
    }
  }
}
