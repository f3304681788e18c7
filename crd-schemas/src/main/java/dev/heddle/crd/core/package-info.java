/**
 * The kinds of core/v1 that Kubernetes clients expect and Heddle uses: Namespace, Event, Secret.
 *
 * <p>In: JSON by way of {@code dev.heddle.crd.json}. Out: values for the store, controllers and the
 * command line. Imports only {@code meta}.
 */
package dev.heddle.crd.core;
