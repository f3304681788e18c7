/**
 * Time and threads as the engine sees them: one {@link dev.heddle.reconciler.time.Scheduler}.
 *
 * <p>In: a clock, a ticker and executors that somebody else made. Out: now, later, elsewhere. The
 * only way to any of them in this module, so that a whole engine runs in virtual time. Imports
 * nothing of Heddle.
 */
package dev.heddle.reconciler.time;
