/**
 * Runs controllers: takes keys from their queues, makes passes, and does with the outcome what it
 * asks for.
 *
 * <p>In: controllers, a store, a scheduler, the news of leading or not. Out: passes, one a key at a
 * time (I8), finalizers put on and taken off (I10), metrics from the start. Imports every other
 * package here but {@code testing}; never Hadoop, a kind, the wall clock or a thread.
 */
package dev.heddle.reconciler.runtime;
