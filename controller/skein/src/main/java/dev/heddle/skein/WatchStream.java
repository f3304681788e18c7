package dev.heddle.skein;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.kv.Change;
import dev.heddle.appmaster.kv.Changes;
import dev.heddle.appmaster.kv.HistoryLostException;
import dev.heddle.appmaster.kv.KeyRange;
import dev.heddle.appmaster.kv.KeyValueStore;
import dev.heddle.skein.proto.Skein;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * All watches of one client. Its thread reads the store's history from where it is, and only as
 * fast as the client takes what it is told; one that has fallen behind what is kept is told so, and
 * holds nothing up.
 */
final class WatchStream implements StreamObserver<Skein.WatchRequest> {
  private static final int MOST_WATCHES = 256;
  private static final Duration SLICE = Duration.ofSeconds(30);

  private final KeyValueStore store;
  private final ServerCallStreamObserver<Skein.WatchResponse> caller;

  // Guarded by this.
  private final Map<Integer, Watch> watches = new LinkedHashMap<>();
  private int lastId;
  private boolean over;
  private Thread follower;
  private long position;

  /** What one watch wants to hear of: what happened after its beginning. */
  private record Watch(KeyRange range, boolean puts, boolean deletes, long after) {
    boolean wants(Change change, long revision) {
      return revision > after
          && (change.now().isPresent() ? puts : deletes)
          && range.contains(change.key());
    }
  }

  WatchStream(KeyValueStore store, ServerCallStreamObserver<Skein.WatchResponse> caller) {
    this.store = requireNonNull(store, "store is null");
    this.caller = requireNonNull(caller, "caller is null");
  }

  synchronized void begin(Thread thread) {
    follower = requireNonNull(thread, "thread is null");
    position = store.revision();
    caller.setOnReadyHandler(this::wakeUp);
    caller.setOnCancelHandler(this::end);
    thread.start();
  }

  @Override
  public synchronized void onNext(Skein.WatchRequest request) {
    if (over) {
      return;
    }
    switch (request.getRequestCase()) {
      case CREATE -> create(request.getCreate());
      case CANCEL -> {
        int id = request.getCancel().getWatchId();
        watches.remove(id);
        caller.onNext(response(Skein.WatchResponse.Type.CANCEL, id).build());
      }
      case REQUEST_NOT_SET ->
          fail(Status.INVALID_ARGUMENT.withDescription("the request says nothing"));
    }
  }

  private synchronized void create(Skein.WatchCreateRequest request) {
    if (watches.size() >= MOST_WATCHES) {
      fail(
          Status.RESOURCE_EXHAUSTED.withDescription(
              "a program may have " + MOST_WATCHES + " watches"));
      return;
    }
    Skein.WatchCreateRequest.Type type = request.getEventType();
    lastId++;
    watches.put(
        lastId,
        new Watch(
            KeyValueCalls.range(request.getStart(), request.getEnd()),
            type != Skein.WatchCreateRequest.Type.DELETE,
            type != Skein.WatchCreateRequest.Type.PUT,
            store.revision()));
    caller.onNext(response(Skein.WatchResponse.Type.CREATE, lastId).build());
  }

  @Override
  public void onError(Throwable failure) {
    end();
  }

  @Override
  public synchronized void onCompleted() {
    if (!over) {
      caller.onCompleted();
    }
    end();
  }

  private synchronized void wakeUp() {
    notifyAll();
  }

  private synchronized void end() {
    over = true;
    watches.clear();
    follower.interrupt();
  }

  private synchronized void fail(Status status) {
    if (!over) {
      caller.onError(status.asRuntimeException());
    }
    end();
  }

  /** Tells what happens until the stream ends. */
  void follow() {
    try {
      while (awaitReady()) {
        for (Changes changes : store.changes(reached(), SLICE)) {
          tell(changes);
        }
      }
    } catch (HistoryLostException e) {
      fail(Status.OUT_OF_RANGE.withDescription(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** False once the stream is over. */
  private synchronized boolean awaitReady() throws InterruptedException {
    while (!over && !caller.isReady()) {
      wait();
    }
    return !over;
  }

  private synchronized long reached() {
    return position;
  }

  private synchronized void tell(Changes changes) {
    position = changes.revision();
    for (Change change : changes.list()) {
      for (Map.Entry<Integer, Watch> watch : watches.entrySet()) {
        if (!over && watch.getValue().wants(change, changes.revision())) {
          caller.onNext(event(watch.getKey(), change));
        }
      }
    }
  }

  private static Skein.WatchResponse event(int id, Change change) {
    return change
        .now()
        .map(
            entry ->
                response(Skein.WatchResponse.Type.PUT, id)
                    .addEvent(KeyValueCalls.item(entry))
                    .build())
        .orElseGet(
            () ->
                response(Skein.WatchResponse.Type.DELETE, id)
                    .addEvent(KeyValueCalls.key(change.key()))
                    .build());
  }

  private static Skein.WatchResponse.Builder response(Skein.WatchResponse.Type type, int id) {
    return Skein.WatchResponse.newBuilder().setType(type).setWatchId(id);
  }
}
