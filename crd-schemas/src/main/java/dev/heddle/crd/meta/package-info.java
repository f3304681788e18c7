/**
 * What every resource has, whatever its kind: identity, metadata, ownership, conditions.
 *
 * <p>In: nothing. Out: values for every other package of Heddle. Follows the Kubernetes API
 * conventions; knows no kind of Heddle's own, no YAML, no network.
 */
package dev.heddle.crd.meta;
