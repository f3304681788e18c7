package dev.heddle.reconciler;

import dev.heddle.crd.meta.Resource;

/**
 * Makes the outside match one resource. Level-triggered: it is told which resource to look at,
 * never what happened, and may be called at any time, also when nothing changed.
 *
 * @param <R> the kind it reconciles
 */
public interface Reconciler<R extends Resource> {

  /**
   * One pass over one resource. Runs on a worker thread; never twice at once for one key (I8). A
   * thrown exception counts as {@link Outcome.Retry}.
   */
  Outcome reconcile(R resource, Context<R> context);
}
