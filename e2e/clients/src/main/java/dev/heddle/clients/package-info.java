/**
 * Programs that know Kubernetes and nothing of Heddle, for scenarios to run against its API.
 *
 * <p>In: a kubeconfig. Out: what they do to objects, and lines on standard output.
 */
package dev.heddle.clients;
