package dev.heddle.operator.api;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Flow;

/**
 * What another server sends, passed on as it comes. The next piece is asked for when the client has
 * taken the one before: a client that reads slowly keeps nothing here, and the other server learns
 * of it. Holds no thread.
 */
final class RelayProducer implements StreamProducer, Flow.Subscriber<List<ByteBuffer>> {

  private final Flow.Publisher<List<ByteBuffer>> source;
  private final Runnable onClose;

  @GuardedBy("this")
  private Optional<Flow.Subscription> subscription = Optional.empty();

  @GuardedBy("this")
  private Optional<byte[]> piece = Optional.empty();

  @GuardedBy("this")
  private boolean ended;

  @GuardedBy("this")
  private Runnable signal = () -> {};

  RelayProducer(Flow.Publisher<List<ByteBuffer>> source, Runnable onClose) {
    this.source = requireNonNull(source, "source is null");
    this.onClose = requireNonNull(onClose, "onClose is null");
  }

  @Override
  public void start(Runnable wake) {
    synchronized (this) {
      signal = wake;
    }
    source.subscribe(this);
  }

  @Override
  public void onSubscribe(Flow.Subscription opened) {
    synchronized (this) {
      subscription = Optional.of(opened);
      if (ended) {
        opened.cancel();
        return;
      }
    }
    opened.request(1);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (ByteBuffer buffer : buffers) {
      byte[] part = new byte[buffer.remaining()];
      buffer.get(part);
      bytes.writeBytes(part);
    }
    took(Optional.of(bytes.toByteArray()), false);
  }

  /** The client sees that the stream ends without a word of an end, and asks again. */
  @Override
  public void onError(Throwable failure) {
    took(Optional.empty(), true);
  }

  @Override
  public void onComplete() {
    took(Optional.empty(), true);
  }

  private void took(Optional<byte[]> bytes, boolean end) {
    Runnable wake;
    synchronized (this) {
      ended |= end;
      if (bytes.isPresent()) {
        piece = bytes;
      }
      wake = signal;
    }
    wake.run();
  }

  @Override
  public Optional<byte[]> next() {
    Optional<byte[]> taken;
    Optional<Flow.Subscription> more;
    synchronized (this) {
      taken = piece;
      piece = Optional.empty();
      more = taken.isPresent() && !ended ? subscription : Optional.empty();
    }
    more.ifPresent(open -> open.request(1));
    return taken;
  }

  @Override
  public synchronized boolean finished() {
    return ended && piece.isEmpty();
  }

  @Override
  public byte[] heartbeat() {
    return new byte[0];
  }

  @Override
  public void close() {
    Optional<Flow.Subscription> open;
    synchronized (this) {
      ended = true;
      piece = Optional.empty();
      open = subscription;
    }
    open.ifPresent(Flow.Subscription::cancel);
    onClose.run();
  }
}
