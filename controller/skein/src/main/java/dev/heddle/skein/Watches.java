package dev.heddle.skein;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.kv.KeyValueStore;
import dev.heddle.skein.proto.Skein;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.Semaphore;

/** Streams of watches, each with a thread of its own; so only so many at once. */
final class Watches {
  private static final int MOST = 24;
  private static final long STACK_BYTES = 256 * 1024;

  private final KeyValueStore store;
  private final Semaphore free = new Semaphore(MOST);

  Watches(KeyValueStore store) {
    this.store = requireNonNull(store, "store is null");
  }

  StreamObserver<Skein.WatchRequest> open(StreamObserver<Skein.WatchResponse> caller) {
    if (!free.tryAcquire()) {
      caller.onError(
          Status.RESOURCE_EXHAUSTED
              .withDescription("at most " + MOST + " programs can watch at once")
              .asRuntimeException());
      return new Ignored();
    }
    WatchStream stream =
        new WatchStream(store, (ServerCallStreamObserver<Skein.WatchResponse>) caller);
    Thread thread = new Thread(null, () -> follow(stream), "skein-watch", STACK_BYTES);
    thread.setDaemon(true);
    stream.begin(thread);
    return stream;
  }

  private void follow(WatchStream stream) {
    try {
      stream.follow();
    } finally {
      free.release();
    }
  }

  /** What is said on a stream that was refused. */
  private static final class Ignored implements StreamObserver<Skein.WatchRequest> {
    @Override
    public void onNext(Skein.WatchRequest request) {}

    @Override
    public void onError(Throwable failure) {}

    @Override
    public void onCompleted() {}
  }
}
