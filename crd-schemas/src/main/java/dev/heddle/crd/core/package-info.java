/**
 * Kubernetes' own kinds that its clients expect: Namespace, Event and Secret, which Heddle uses,
 * ConfigMap and Lease, which it keeps for others, and the identity of kinds that are computed.
 *
 * <p>In: JSON by way of {@code dev.heddle.crd.json}. Out: values for the store, controllers and the
 * command line. Imports only {@code meta}.
 */
package dev.heddle.crd.core;
