/**
 * Real implementations of the engine's ports that live in memory and in virtual time, for tests of
 * controllers and for simulations.
 *
 * <p>In: a seed, a plan of faults. Out: a deterministic run of a whole engine. Not for production.
 * Imports {@code crd.json} for the spelling of resources; never Hadoop, the wall clock or a thread.
 */
package dev.heddle.reconciler.testing;
