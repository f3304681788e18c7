/**
 * The door of the engine: what a controller implements and returns.
 *
 * <p>In: a {@link dev.heddle.reconciler.Reconciler} a kind. Out: calls of it, one worker a key,
 * until the outside matches the spec. Never imports Hadoop, a kind of resource, or the wall clock.
 */
package dev.heddle.reconciler;
