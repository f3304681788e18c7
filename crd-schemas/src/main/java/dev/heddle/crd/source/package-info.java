/**
 * The kind Source: where specs come from, and what the last read of it found.
 *
 * <p>In: JSON by way of {@code dev.heddle.crd.json}. Out: values for the source controller and the
 * command line. Imports only {@code meta}.
 */
package dev.heddle.crd.source;
