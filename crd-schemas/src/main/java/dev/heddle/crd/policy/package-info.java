/**
 * The kind CleanupPolicy: what is cleaned up by itself, and what came of it.
 *
 * <p>In: JSON by way of {@code dev.heddle.crd.json}. Out: values for the clean-up controller and
 * the command line. Imports only {@code meta} and {@code application}.
 */
package dev.heddle.crd.policy;
