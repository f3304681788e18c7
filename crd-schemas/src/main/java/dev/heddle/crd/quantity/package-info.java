/**
 * Sizes and durations as people write them ({@code 2 GiB}, {@code 90s}) and as programs need them.
 *
 * <p>In: text and numbers of manifests. Out: {@link dev.heddle.crd.quantity.DataSize} and {@link
 * java.time.Duration}. Imports nothing of Heddle.
 */
package dev.heddle.crd.quantity;
