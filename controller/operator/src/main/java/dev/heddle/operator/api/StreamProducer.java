package dev.heddle.operator.api;

import java.util.Optional;

/**
 * The source of a streamed answer. All methods are called on the connection's I/O thread, one at a
 * time, and must not block.
 */
interface StreamProducer {

  /**
   * The response has begun.
   *
   * @param signal to be called, from any thread, whenever there may be more
   */
  void start(Runnable signal);

  /** The next piece, or empty when there is none yet. */
  Optional<byte[]> next();

  /** Whether the stream ends once {@link #next} is empty. */
  boolean finished();

  /** What is sent when nothing was for a while, so that a dead peer is noticed; may be empty. */
  byte[] heartbeat();

  /** The connection is gone or the stream has ended; releases what {@link #start} took. */
  void close();
}
