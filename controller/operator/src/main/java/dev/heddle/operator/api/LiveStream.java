package dev.heddle.operator.api;

/** A streamed answer under way, which a stopping server ends. */
interface LiveStream {

  /** Ends it, from any thread; does nothing when it has ended. */
  void close();
}
