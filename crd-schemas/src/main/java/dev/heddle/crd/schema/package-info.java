/**
 * The schemas of all kinds, and what follows from them: validation, defaults, printer columns.
 *
 * <p>In: the CRD YAML of this module and trees of resources. Out: problems with field paths, and
 * completed trees. The CRD YAML is the one truth; {@link dev.heddle.crd.schema.Rules} holds what a
 * schema cannot say. Knows no store, no network, no clock.
 */
package dev.heddle.crd.schema;
