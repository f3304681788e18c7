/**
 * A mistake in what a person wrote: its stable code, where it is, what was found, what is right.
 *
 * <p>In: nothing. Out: values for readers of text, for validation, for the API's Status causes and
 * for the command line. Imports nothing of Heddle.
 */
package dev.heddle.crd.problem;
