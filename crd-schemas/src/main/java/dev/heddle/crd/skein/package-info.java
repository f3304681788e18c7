/**
 * Skein's application specification, read as an Application.
 *
 * <p>In: a tree without apiVersion and kind. Out: the tree of an Application, and what of Skein it
 * cannot say. Spelling, defaults and meaning are those of Skein 0.8, and of the {@code commands}
 * list that it had before 0.6. Knows no other kind, no file, no network.
 */
package dev.heddle.crd.skein;
