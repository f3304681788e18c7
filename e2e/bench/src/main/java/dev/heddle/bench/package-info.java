/**
 * {@code heddle bench}: figures with their reference measured in the same run.
 *
 * <p>In: a benchmark's name. Out: a table or one JSON object of rows (median, min, max, n, unit).
 * Starts its own lab and operator processes; nothing imports it.
 */
package dev.heddle.bench;
