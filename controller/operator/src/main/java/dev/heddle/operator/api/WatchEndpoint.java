package dev.heddle.operator.api;

import static java.util.Objects.requireNonNull;

import dev.heddle.operator.store.ObjectStore;
import dev.heddle.operator.store.ObjectStore.Snapshot;
import dev.heddle.reconciler.store.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Opens watches, so many at once and no more. */
final class WatchEndpoint {

  private static final Duration LONGEST = Duration.ofMinutes(30);

  private final ObjectStore store;
  private final int most;
  private final AtomicInteger open = new AtomicInteger();

  WatchEndpoint(ObjectStore store, int most) {
    this.store = requireNonNull(store, "store is null");
    this.most = most;
  }

  /** How many are open. */
  int count() {
    return open.get();
  }

  Answer open(
      ApiRequest request, Route.Collection route, Selection selection, Representation form) {
    Duration limit =
        request
            .number("timeoutSeconds")
            .map(Duration::ofSeconds)
            .filter(asked -> asked.compareTo(LONGEST) < 0)
            .orElse(LONGEST);
    if (open.incrementAndGet() > most) {
      open.decrementAndGet();
      throw new ApiException(
          ApiStatus.retry(
              ApiStatus.Reason.TOO_MANY_REQUESTS,
              most + " watches are open already, the most this operator serves",
              Duration.ofSeconds(5)));
    }
    boolean begun = false;
    try {
      WatchProducer producer = begin(request, route, selection, form);
      begun = true;
      return new Answer.Stream("application/json", producer, limit);
    } catch (StoreException e) {
      throw new ApiException(ApiStatus.of(e, route.type(), ""));
    } finally {
      if (!begun) {
        open.decrementAndGet();
      }
    }
  }

  /** Begins at the version asked for, or with all that exists now. */
  private WatchProducer begin(
      ApiRequest request, Route.Collection route, Selection selection, Representation form) {
    boolean bookmarks = request.flag("allowWatchBookmarks");
    boolean initial = wantsInitialEvents(request, bookmarks);
    Optional<String> from = request.parameter("resourceVersion").filter(v -> !v.equals("0"));
    from.ifPresent(ListEndpoint::number);
    Snapshot start =
        from.isPresent() && !initial
            ? new Snapshot(List.of(), from.orElseThrow())
            : store.list(route.type(), route.namespace());
    if (initial && from.isPresent()) {
      notInTheFuture(from.orElseThrow(), start.resourceVersion());
    }
    WatchProducer producer =
        new WatchProducer(
            route.type(),
            form,
            new WatchFilter(selection),
            bookmarks,
            start.resourceVersion(),
            open::decrementAndGet);
    producer.begin(start.items(), initial);
    try {
      producer.follow(
          store.watch(route.type(), route.namespace(), start.resourceVersion(), producer));
    } catch (StoreException e) {
      if (e.reason() != StoreException.Reason.EXPIRED) {
        throw e;
      }
      // As Kubernetes does: the watch opens and its only event says that it came too late.
      producer.onEnd(e);
    }
    return producer;
  }

  /** A list in the form of a watch: what there is, a bookmark that says so, then the changes. */
  private static boolean wantsInitialEvents(ApiRequest request, boolean bookmarks) {
    Optional<String> match = request.parameter("resourceVersionMatch");
    if (!request.has("sendInitialEvents")) {
      if (match.isPresent()) {
        throw ApiException.badRequest(
            "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided");
      }
      return false;
    }
    if (!match.equals(Optional.of("NotOlderThan"))) {
      throw ApiException.badRequest(
          "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
    }
    if (request.flag("sendInitialEvents") && !bookmarks) {
      throw ApiException.badRequest(
          "sendInitialEvents requires allowWatchBookmarks: a bookmark ends the initial events");
    }
    return request.flag("sendInitialEvents");
  }

  private static void notInTheFuture(String asked, String newest) {
    if (ListEndpoint.number(asked).compareTo(ListEndpoint.number(newest)) > 0) {
      throw ListEndpoint.tooLarge(asked, newest);
    }
  }
}
