package dev.heddle.reconciler.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.crd.meta.Resource;
import dev.heddle.crd.meta.ResourceKey;
import dev.heddle.crd.meta.ResourceType;
import dev.heddle.reconciler.example.Part;
import dev.heddle.reconciler.example.Widget;
import dev.heddle.reconciler.store.ResourceStore.Preconditions;
import dev.heddle.reconciler.store.StoreException;
import dev.heddle.reconciler.store.StoreException.Reason;
import dev.heddle.reconciler.testing.FaultPlan.Call;
import dev.heddle.reconciler.testing.InMemoryStore;
import dev.heddle.reconciler.testing.UnreliableStore;
import dev.heddle.reconciler.testing.VirtualScheduler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InformerTest {

  private static final ResourceKey KEY = Widget.TYPE.key("default", "w");

  private final VirtualScheduler time = new VirtualScheduler(Instant.EPOCH);
  private final InMemoryStore truth = new InMemoryStore(time);
  private final UnreliableStore connection = new UnreliableStore(truth, time);
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Informer<Widget> widgets = informer(Widget.TYPE);
  private final Informer<Part> parts = informer(Part.TYPE);
  private final CachingStore store =
      new CachingStore(
          connection,
          new Informers(
              List.of(Widget.TYPE, Part.TYPE), type -> type.equals(Widget.TYPE) ? widgets : parts));
  private final List<String> changes = new ArrayList<>();

  @BeforeEach
  void listen() {
    widgets.addHandler(
        (before, after) ->
            changes.add(
                before.map(w -> w.spec().color()).orElse("-")
                    + ">"
                    + after.map(w -> w.spec().color()).orElse("-")));
  }

  @Test
  void showsWhatIsListedAndThenWhatChanges() {
    truth.create(Widget.TYPE, Widget.of("w", 1, "red"));
    assertThat(widgets.hasSynced()).isFalse();

    start();
    assertThat(widgets.hasSynced()).isTrue();
    truth.update(Widget.TYPE, widget().withSpec(new Widget.Spec(1, "green")));
    time.runDue();
    truth.delete(Widget.TYPE, "default", "w", Preconditions.none());
    time.runDue();

    assertThat(changes).containsExactly("->red", "red>green", "green>-");
    assertThat(widgets.all()).isEmpty();
  }

  @Test
  void showsAnOwnWriteBeforeTheWatchDoesAndTellsOfItOnce() {
    start();
    connection.lagWatches(Duration.ofSeconds(5));

    store.create(Widget.TYPE, Widget.of("w", 1, "red"));
    assertThat(widgets.get(KEY)).isPresent();
    assertThat(widgets.lag()).isZero();
    time.advance(Duration.ofSeconds(2));
    assertThat(widgets.lag()).isEqualTo(Duration.ofSeconds(2));
    time.advance(Duration.ofSeconds(10));

    assertThat(widgets.lag()).isZero();
    assertThat(changes).containsExactly("->red");
  }

  @Test
  void neverShowsSomethingOlderThanAnOwnWrite() {
    truth.create(Widget.TYPE, Widget.of("w", 1, "red"));
    start();
    connection.lagWatches(Duration.ofSeconds(5));
    truth.update(Widget.TYPE, widget().withSpec(new Widget.Spec(1, "green")));
    store.update(Widget.TYPE, widget().withSpec(new Widget.Spec(1, "blue")));

    for (int i = 0; i < 10; i++) {
      assertThat(widgets.get(KEY).orElseThrow().spec().color()).isEqualTo("blue");
      time.advance(Duration.ofSeconds(1));
    }
    assertThat(changes).containsExactly("->red", "red>blue");
  }

  @Test
  void anOwnDeletionIsNotUndoneByWhatWasStillOnItsWay() {
    truth.create(Widget.TYPE, Widget.of("w", 1, "red"));
    start();
    connection.lagWatches(Duration.ofSeconds(5));
    truth.update(Widget.TYPE, widget().withSpec(new Widget.Spec(1, "green")));
    time.advance(Duration.ofSeconds(2));
    store.delete(Widget.TYPE, "default", "w", Preconditions.none());

    for (int i = 0; i < 10; i++) {
      assertThat(widgets.get(KEY)).isEmpty();
      time.advance(Duration.ofSeconds(1));
    }
    assertThat(changes).containsExactly("->red", "red>-");
    assertThat(widgets.remembered()).as("the watch has shown it").isZero();
  }

  @Test
  void aDeletionSeenDuringAListingIsForgottenAfterTheNext() {
    truth.create(Widget.TYPE, Widget.of("w", 1, "red"));
    start();
    connection.silenceWatches();
    store.delete(Widget.TYPE, "default", "w", Preconditions.none());
    assertThat(widgets.remembered()).isEqualTo(1);

    time.advance(Duration.ofMinutes(11));

    assertThat(widgets.remembered()).isZero();
  }

  @Test
  void aReadFromALaggingReplicaDoesNotBringBackWhatTheWatchHasShownToBeGone() {
    truth.create(Widget.TYPE, Widget.of("w", 1, "red"));
    start();
    connection.freezeReads();
    truth.delete(Widget.TYPE, "default", "w", Preconditions.none());
    time.runDue();

    assertThat(store.get(Widget.TYPE, "default", "w")).isPresent();

    assertThat(widgets.get(KEY)).isEmpty();
  }

  @Test
  void anOwnDeletionIsNotUndoneByALaggingReplica() {
    truth.create(Widget.TYPE, Widget.of("w", 1, "red"));
    start();
    connection.freezeReads();

    store.delete(Widget.TYPE, "default", "w", Preconditions.none());
    widgets.refresh(() -> {});
    assertThat(widgets.get(KEY)).isEmpty();
    time.runDue();

    assertThat(widgets.get(KEY)).isEmpty();
    assertThat(changes).containsExactly("->red", "red>-");
  }

  @Test
  void aListingFromALaggingReplicaIsNotTakenInUntilItHasCaughtUp() {
    start();
    truth.create(Widget.TYPE, Widget.of("w", 1, "red"));
    connection.freezeReads();
    truth.update(Widget.TYPE, widget().withSpec(new Widget.Spec(1, "green")));
    truth.create(Widget.TYPE, Widget.of("v", 1, "blue"));
    time.runDue();
    List<String> refreshed = new ArrayList<>();

    widgets.refresh(() -> refreshed.add("done"));
    time.advance(Duration.ofMinutes(1));
    assertThat(refreshed).isEmpty();
    assertThat(widgets.all()).hasSize(2);
    connection.thaw();
    time.advance(Duration.ofSeconds(15));

    assertThat(refreshed).containsExactly("done");
    assertThat(changes).containsExactly("->red", "red>green", "->blue");
  }

  @Test
  void aDeletionThatWaitsForAFinalizerIsShownAsWaiting() {
    truth.create(
        Widget.TYPE,
        Widget.of("w", 1, "red")
            .withMetadata(Widget.of("w", 1, "red").metadata().withFinalizer("test.dev/f")));
    start();

    store.delete(Widget.TYPE, "default", "w", Preconditions.none());
    assertThat(widgets.get(KEY).orElseThrow().metadata().isBeingDeleted()).isTrue();
    Widget waiting = widgets.get(KEY).orElseThrow();
    store.updateMetadata(
        Widget.TYPE, waiting.withMetadata(waiting.metadata().withoutFinalizer("test.dev/f")));

    assertThat(widgets.get(KEY)).isEmpty();
    time.advance(Duration.ofSeconds(1));
    assertThat(widgets.get(KEY)).isEmpty();
  }

  @Test
  void aNameUsedAgainIsAnotherObject() {
    truth.create(Widget.TYPE, Widget.of("w", 1, "red"));
    start();
    store.delete(Widget.TYPE, "default", "w", Preconditions.none());
    Widget second = store.create(Widget.TYPE, Widget.of("w", 1, "blue"));
    time.runDue();

    assertThat(widgets.get(KEY)).contains(second);
  }

  @Test
  void whatVanishedWhileNobodyWatchedIsToldOfWithItsLastState() {
    truth.create(Widget.TYPE, Widget.of("w", 1, "red"));
    start();
    connection.silenceWatches();
    truth.delete(Widget.TYPE, "default", "w", Preconditions.none());
    time.runDue();
    assertThat(widgets.get(KEY)).isPresent();

    connection.endWatches(Reason.UNAVAILABLE);
    time.advance(Duration.ofSeconds(1));

    assertThat(changes).containsExactly("->red", "red>-");
  }

  @Test
  void anExpiredWatchIsHealedByAListing() {
    start();
    connection.silenceWatches();
    truth.create(Widget.TYPE, Widget.of("w", 1, "red"));
    truth.compact();
    connection.endWatches(Reason.EXPIRED);

    time.advance(Duration.ofSeconds(1));

    assertThat(widgets.get(KEY)).isPresent();
  }

  @Test
  void aStoreThatCannotBeReachedIsAskedAgainAtGrowingDistances() {
    connection.faults().outage(true);
    widgets.start();
    time.advance(Duration.ofMinutes(10));
    assertThat(widgets.hasSynced()).isFalse();
    assertThat(listings("failure")).isBetween(40.0, 100.0);

    connection.faults().outage(false);
    time.advance(Duration.ofSeconds(15));
    assertThat(widgets.hasSynced()).isTrue();
  }

  @Test
  void aWatchThatEndsAtOnceAgainAndAgainIsNotReopenedInAHotLoop() {
    start();
    double before = listings("watch_ended");
    for (int i = 0; i < 600; i++) {
      connection.endWatches(Reason.UNAVAILABLE);
      time.advance(Duration.ofMillis(100));
    }

    assertThat(listings("watch_ended") - before).isLessThan(25);
  }

  @Test
  void aWatchThatEndsWhileItIsOpenedIsReplacedSoonNotAtTheInterval() {
    connection.endNextWatches(1);
    widgets.start();
    time.runDue();
    truth.create(Widget.TYPE, Widget.of("w", 1, "red"));

    time.advance(Duration.ofSeconds(1));

    assertThat(widgets.get(KEY)).isPresent();
  }

  @Test
  void aWatchThatFallsSilentIsNoticedByTheNextOwnWrite() {
    start();
    connection.silenceWatches();
    store.create(Widget.TYPE, Widget.of("mine", 1, "red"));
    truth.create(Widget.TYPE, Widget.of("w", 1, "red"));

    time.advance(Duration.ofSeconds(31));

    assertThat(widgets.get(KEY)).isPresent();
    assertThat(listings("silence")).isEqualTo(1);
    assertThat(widgets.lag()).isZero();
  }

  @Test
  void aWatchThatFallsSilentIsHealedByTheIntervalInAnyCase() {
    start();
    connection.silenceWatches();
    truth.create(Widget.TYPE, Widget.of("w", 1, "red"));

    time.advance(Duration.ofMinutes(11));

    assertThat(widgets.get(KEY)).isPresent();
  }

  @Test
  void aRefusedWriteReadsTheObjectAnew() {
    truth.create(Widget.TYPE, Widget.of("w", 1, "red"));
    start();
    connection.lagWatches(Duration.ofMinutes(1));
    Widget old = widgets.get(KEY).orElseThrow();
    truth.update(Widget.TYPE, widget().withSpec(new Widget.Spec(1, "green")));

    assertThatThrownBy(
            () -> store.updateStatus(Widget.TYPE, old.withStatus(new Widget.Status(1, 1, "x"))))
        .isInstanceOf(StoreException.class);

    assertThat(widgets.get(KEY).orElseThrow().spec().color()).isEqualTo("green");
  }

  @Test
  void aLostAnswerReadsWhatBecameOfTheWrite() {
    start();
    connection.lagWatches(Duration.ofMinutes(1));
    connection.faults().loseAnswers(Call.CREATE, 1, true);

    assertThatThrownBy(() -> store.create(Widget.TYPE, Widget.of("w", 1, "red")))
        .isInstanceOf(StoreException.class);

    assertThat(widgets.get(KEY)).isPresent();
  }

  @Test
  void anAnswerThatComesLaterThanTheWatchChangesNothing() {
    start();
    Widget created = truth.create(Widget.TYPE, Widget.of("w", 1, "red"));
    truth.delete(Widget.TYPE, "default", "w", Preconditions.none());
    time.runDue();

    widgets.wrote(created);

    assertThat(widgets.get(KEY)).isEmpty();
    assertThat(widgets.lag()).isZero();
  }

  @Test
  void ownedResourcesAreFoundByTheirOwner() {
    start();
    Widget red = store.create(Widget.TYPE, Widget.of("red", 2, "red"));
    Widget blue = store.create(Widget.TYPE, Widget.of("blue", 1, "blue"));
    store.create(Part.TYPE, Part.of(red, 0));
    store.create(Part.TYPE, Part.of(red, 1));
    store.create(Part.TYPE, Part.of(blue, 0));
    time.runDue();

    assertThat(parts.ownedBy(red.metadata().uid()))
        .extracting(part -> part.metadata().name())
        .containsExactly("red-0", "red-1");
    truth.delete(Part.TYPE, "default", "red-0", Preconditions.none());
    time.runDue();
    assertThat(parts.ownedBy(red.metadata().uid())).hasSize(1);
    assertThat(parts.ownedBy("nobody")).isEmpty();
  }

  @Test
  void aHandlerThatFailsDoesNotSilenceTheOthers() {
    widgets.addHandler(
        (before, after) -> {
          throw new IllegalStateException("a bug");
        });
    List<String> second = new ArrayList<>();
    widgets.addHandler((before, after) -> second.add("told"));
    start();

    truth.create(Widget.TYPE, Widget.of("w", 1, "red"));
    truth.update(Widget.TYPE, widget().withSpec(new Widget.Spec(1, "green")));
    time.runDue();

    assertThat(changes).containsExactly("->red", "red>green");
    assertThat(second).hasSize(2);
  }

  @Test
  void leavesNothingBehindWhenClosed() {
    start();
    widgets.close();
    parts.close();
    truth.create(Widget.TYPE, Widget.of("w", 1, "red"));
    time.runDue();

    assertThat(changes).isEmpty();
    assertThat(truth.watches()).isZero();
    assertThat(time.pending()).isZero();
  }

  private void start() {
    widgets.start();
    parts.start();
    time.runDue();
  }

  private Widget widget() {
    return truth.get(Widget.TYPE, "default", "w").orElseThrow();
  }

  private double listings(String cause) {
    return meters
        .get("heddle.informer.listings")
        .tags("kind", "Widget", "cause", cause)
        .counter()
        .count();
  }

  private <R extends Resource> Informer<R> informer(ResourceType<R> type) {
    return new Informer<>(
        type,
        connection,
        time,
        new SplittableRandom(5),
        ResourceVersions.DECIMAL,
        InformerOptions.DEFAULT,
        meters);
  }
}
