/**
 * What the API serves, and the documents by which a Kubernetes client learns it.
 *
 * <p>In: the kinds and their schemas. Out: {@link dev.heddle.operator.discovery.Served}, the one
 * list of resources, verbs and sub-resources, and discovery documents made of it. Pure; knows
 * neither HTTP nor the store.
 */
package dev.heddle.operator.discovery;
