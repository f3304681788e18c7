package dev.heddle.reconciler.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.crd.meta.ObjectMeta;
import dev.heddle.reconciler.example.Part;
import dev.heddle.reconciler.example.Widget;
import dev.heddle.reconciler.store.ResourceStore.Preconditions;
import dev.heddle.reconciler.store.ResourceStore.Subscription;
import dev.heddle.reconciler.store.StoreException;
import dev.heddle.reconciler.store.StoreException.Reason;
import dev.heddle.reconciler.store.Watcher;
import dev.heddle.reconciler.testing.FaultPlan.Call;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class InMemoryStoreTest {

  private final VirtualScheduler time = new VirtualScheduler(Instant.EPOCH);
  private final InMemoryStore store = new InMemoryStore(time);

  @Test
  void givesANewObjectItsIdentity() {
    Widget created =
        store.create(
            Widget.TYPE, Widget.of("w", 1, "red").withStatus(new Widget.Status(9, 9, "forged")));

    assertThat(created.metadata().uid()).isNotEmpty();
    assertThat(created.metadata().generation()).isEqualTo(1);
    assertThat(created.metadata().resourceVersion()).isEqualTo("1");
    assertThat(created.metadata().creationTimestamp()).contains(Instant.EPOCH);
    assertThat(created.status()).isEqualTo(new Widget.Status(0, 0, ""));
    refused(Reason.ALREADY_EXISTS, () -> store.create(Widget.TYPE, Widget.of("w", 1, "red")));
  }

  @Test
  void countsAGenerationForTheSpecOnly() {
    Widget first = store.create(Widget.TYPE, Widget.of("w", 1, "red"));

    Widget status = store.updateStatus(Widget.TYPE, first.withStatus(new Widget.Status(1, 1, "")));
    assertThat(status.metadata().generation()).isEqualTo(1);
    ObjectMeta labelled = status.metadata().withAnnotation("a", "b");
    Widget metadata = store.updateMetadata(Widget.TYPE, status.withMetadata(labelled));
    assertThat(metadata.metadata().generation()).isEqualTo(1);
    Widget spec = store.update(Widget.TYPE, metadata.withSpec(new Widget.Spec(2, "red")));

    assertThat(spec.metadata().generation()).isEqualTo(2);
    assertThat(spec.status().parts()).isEqualTo(1);
    assertThat(spec.metadata().annotation("a")).contains("b");
    assertThat(spec.metadata().resourceVersion()).isEqualTo("4");
  }

  @Test
  void aStatusWriteLeavesTheSpecAndAMetadataWriteLeavesBoth() {
    Widget first = store.create(Widget.TYPE, Widget.of("w", 1, "red"));
    Widget forged = first.withSpec(new Widget.Spec(7, "blue"));

    Widget status = store.updateStatus(Widget.TYPE, forged.withStatus(new Widget.Status(1, 1, "")));
    assertThat(status.spec()).isEqualTo(first.spec());
    Widget metadata =
        store.updateMetadata(
            Widget.TYPE,
            status
                .withSpec(new Widget.Spec(7, "blue"))
                .withStatus(new Widget.Status(7, 7, ""))
                .withMetadata(status.metadata().withFinalizer("f")));

    assertThat(metadata.spec()).isEqualTo(first.spec());
    assertThat(metadata.status()).isEqualTo(status.status());
  }

  @Test
  void aWriteThatChangesNothingKeepsTheVersion() {
    Widget created = store.create(Widget.TYPE, Widget.of("w", 1, "red"));
    Widget first = store.updateStatus(Widget.TYPE, created.withStatus(new Widget.Status(1, 1, "")));

    assertThat(store.update(Widget.TYPE, first)).isEqualTo(first);
    assertThat(store.updateStatus(Widget.TYPE, first)).isEqualTo(first);
    assertThat(store.updateMetadata(Widget.TYPE, first)).isEqualTo(first);
    assertThat(store.version()).isEqualTo("2");
  }

  @Test
  void refusesAWriteOnAnOldVersionOrAnotherIdentity() {
    Widget first = store.create(Widget.TYPE, Widget.of("w", 1, "red"));
    store.update(Widget.TYPE, first.withSpec(new Widget.Spec(2, "red")));

    refused(Reason.CONFLICT, () -> store.update(Widget.TYPE, first));
    refused(
        Reason.CONFLICT,
        () -> store.delete(Widget.TYPE, "default", "w", Preconditions.uid("another")));
    store.delete(Widget.TYPE, "default", "w", Preconditions.none());
    refused(Reason.NOT_FOUND, () -> store.update(Widget.TYPE, first));
    store.create(Widget.TYPE, Widget.of("w", 1, "red"));
    refused(Reason.CONFLICT, () -> store.update(Widget.TYPE, first));
  }

  @Test
  void deletionWaitsForFinalizersAndNoNewOneCanBeAdded() {
    Widget plain = Widget.of("w", 1, "red");
    store.create(Widget.TYPE, plain.withMetadata(plain.metadata().withFinalizer("f")));

    store.delete(Widget.TYPE, "default", "w", Preconditions.none());
    Widget waiting = store.get(Widget.TYPE, "default", "w").orElseThrow();
    assertThat(waiting.metadata().isBeingDeleted()).isTrue();
    refused(
        Reason.INVALID,
        () ->
            store.updateMetadata(
                Widget.TYPE, waiting.withMetadata(waiting.metadata().withFinalizer("g"))));
    store.delete(Widget.TYPE, "default", "w", Preconditions.none());
    assertThat(store.get(Widget.TYPE, "default", "w")).contains(waiting);

    store.updateMetadata(
        Widget.TYPE, waiting.withMetadata(waiting.metadata().withoutFinalizer("f")));
    assertThat(store.get(Widget.TYPE, "default", "w")).isEmpty();
  }

  @Test
  void ownedObjectsGoWithTheLastOfTheirOwners() {
    Widget owner = store.create(Widget.TYPE, Widget.of("w", 1, "red"));
    store.create(Part.TYPE, Part.of(owner, 0));
    store.delete(Widget.TYPE, "default", "w", Preconditions.none());
    time.runDue();
    assertThat(store.size()).isZero();

    store.create(Part.TYPE, Part.of(owner, 1));
    time.runDue();
    assertThat(store.size()).as("made for an owner who is gone already").isZero();
  }

  @Test
  void aWatchShowsAllChangesAfterItsVersionInOrder() {
    Recorder recorder = new Recorder();
    Widget first = store.create(Widget.TYPE, Widget.of("w", 1, "red"));
    store.update(Widget.TYPE, first.withSpec(new Widget.Spec(2, "red")));
    Subscription watch = store.watch(Widget.TYPE, "1", recorder);
    store.create(Part.TYPE, Part.of(first, 0));
    store.delete(Widget.TYPE, "default", "w", Preconditions.none());
    time.runDue();
    watch.close();
    store.create(Widget.TYPE, Widget.of("w", 1, "red"));
    time.runDue();

    assertThat(recorder.seen).containsExactly("MODIFIED 2", "DELETED 4");
  }

  @Test
  void aWatchFromBeforeTheHistoryIsExpired() {
    store.create(Widget.TYPE, Widget.of("w", 1, "red"));
    store.compact();

    refused(Reason.EXPIRED, () -> store.watch(Widget.TYPE, "0", new Recorder()));
    store.watch(Widget.TYPE, "1", new Recorder()).close();
  }

  @Test
  void aConnectionFailsAsPlannedAndOnlySo() {
    UnreliableStore connection = new UnreliableStore(store, time);
    Widget widget = Widget.of("w", 1, "red");
    connection.faults().failNext(Call.CREATE, 1, Reason.UNAVAILABLE);
    connection.faults().loseAnswers(Call.CREATE, 1, false);
    connection.faults().loseAnswers(Call.CREATE, 1, true);

    refused(Reason.UNAVAILABLE, () -> connection.create(Widget.TYPE, widget));
    refused(Reason.UNKNOWN_OUTCOME, () -> connection.create(Widget.TYPE, widget));
    assertThat(store.size()).isZero();
    refused(Reason.UNKNOWN_OUTCOME, () -> connection.create(Widget.TYPE, widget));
    assertThat(store.size()).isEqualTo(1);
    refused(Reason.ALREADY_EXISTS, () -> connection.create(Widget.TYPE, widget));
    assertThat(connection.writes())
        .containsExactly(new UnreliableStore.Write(Call.CREATE, widget.key()));
  }

  @Test
  void aConnectionCrashesAtTheWriteItWasToldTo() {
    UnreliableStore connection = new UnreliableStore(store, time);
    connection.faults().crashAtWrite(2, false);
    connection.create(Widget.TYPE, Widget.of("one", 1, "red"));

    assertThatThrownBy(() -> connection.create(Widget.TYPE, Widget.of("two", 1, "red")))
        .isInstanceOf(SimulatedCrash.class);

    assertThat(store.size()).isEqualTo(1);
    assertThat(connection.isCrashed()).isTrue();
  }

  @Test
  void aFencedConnectionReadsButDoesNotWrite() {
    UnreliableStore connection = new UnreliableStore(store, time);
    store.create(Widget.TYPE, Widget.of("w", 1, "red"));
    connection.faults().fence(true);

    assertThat(connection.get(Widget.TYPE, "default", "w")).isPresent();
    refused(
        Reason.FENCED, () -> connection.delete(Widget.TYPE, "default", "w", Preconditions.none()));
  }

  @Test
  void frozenReadsShowThePast() {
    UnreliableStore connection = new UnreliableStore(store, time);
    Widget first = store.create(Widget.TYPE, Widget.of("w", 1, "red"));
    connection.freezeReads();
    store.delete(Widget.TYPE, "default", "w", Preconditions.none());

    assertThat(connection.get(Widget.TYPE, "default", "w")).contains(first);
    assertThat(connection.list(Widget.TYPE, "").resourceVersion()).isEqualTo("1");
    connection.thaw();
    assertThat(connection.get(Widget.TYPE, "default", "w")).isEqualTo(Optional.empty());
  }

  @Test
  void aLaggingWatchStaysInOrder() {
    UnreliableStore connection = new UnreliableStore(store, time);
    Recorder recorder = new Recorder();
    connection.watch(Widget.TYPE, "", recorder);
    connection.lagWatches(Duration.ofSeconds(5));
    Widget first = store.create(Widget.TYPE, Widget.of("w", 1, "red"));
    time.advance(Duration.ofSeconds(1));
    connection.lagWatches(Duration.ZERO);
    store.update(Widget.TYPE, first.withSpec(new Widget.Spec(2, "red")));
    time.advance(Duration.ofSeconds(10));

    assertThat(recorder.seen).containsExactly("ADDED 1", "MODIFIED 2");
  }

  private static void refused(Reason reason, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  private static final class Recorder implements Watcher<Widget> {
    private final List<String> seen = new ArrayList<>();

    @Override
    public void onChange(Change change, Widget resource) {
      seen.add(change + " " + resource.metadata().resourceVersion());
    }

    @Override
    public void onEnd(StoreException cause) {
      seen.add("END " + cause.reason());
    }
  }
}
