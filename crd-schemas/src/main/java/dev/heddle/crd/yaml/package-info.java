/**
 * Manifest files, as people write them, to resources: the door for every reader of YAML or JSON.
 *
 * <p>In: a file's name and content. Out: the resources in it that are right, and every mistake in
 * it with file, document, line, column and field. A mistake concerns only the resource it is in
 * (I3). Knows no store, no network, no clock; a plain Skein specification is read too.
 */
package dev.heddle.crd.yaml;
