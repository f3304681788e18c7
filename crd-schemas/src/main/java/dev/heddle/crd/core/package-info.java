/**
 * Kubernetes' own kinds that its clients expect: Namespace, Event and Secret, which Heddle uses,
 * and ConfigMap and Lease, which it keeps for others.
 *
 * <p>In: JSON by way of {@code dev.heddle.crd.json}. Out: values for the store, controllers and the
 * command line. Imports only {@code meta}.
 */
package dev.heddle.crd.core;
