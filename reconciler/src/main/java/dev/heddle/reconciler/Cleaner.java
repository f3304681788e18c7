package dev.heddle.reconciler;

import dev.heddle.crd.meta.Resource;

/**
 * Implemented besides {@link Reconciler} when deletion needs work outside. The engine then puts its
 * finalizer on each resource before the first pass, and takes it off only after {@link
 * Cleanup.Gone} (I10).
 *
 * @param <R> the kind it cleans up after
 */
public interface Cleaner<R extends Resource> {

  /**
   * One step of the clean-up. Idempotent; must work with an empty status and with the outside
   * already gone.
   */
  Cleanup cleanup(R resource, Context<R> context);
}
