/**
 * Text (YAML or JSON) to JSON trees that know where each of their values stands in the file.
 *
 * <p>In: text of people nobody trusts. Out: one tree a document, or the mistakes that prevent it;
 * work and memory are bounded by {@link dev.heddle.crd.tree.Limits} whatever the text is. Never
 * constructs a Java type that the text names. Knows no kind of Heddle; the only door to SnakeYAML.
 */
package dev.heddle.crd.tree;
