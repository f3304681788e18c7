package dev.heddle.reconciler.time;

/** Something scheduled that may still be called off. */
public interface Cancellable {

  /** Calls it off; does nothing when it has started or has been called off already. */
  void cancel();
}
