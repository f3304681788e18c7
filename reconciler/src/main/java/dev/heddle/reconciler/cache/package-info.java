/**
 * The engine's picture of the store: one informer a kind, kept by list and watch.
 *
 * <p>In: the store port. Out: resources without a call, never older than this process's own last
 * write of them, and a notice of each change. Heals itself when a watch ends, expires or falls
 * silent. Imports {@code store}, {@code time} and the backoff of {@code queue}.
 */
package dev.heddle.reconciler.cache;
