/**
 * Rights as Kubernetes writes them down (rbac.authorization.k8s.io/v1): roles say what may be done,
 * bindings say who has a role.
 *
 * <p>In: JSON by way of {@code dev.heddle.crd.json}. Out: values for the API's authorization and
 * the command line. Imports only {@code meta}.
 */
package dev.heddle.crd.rbac;
