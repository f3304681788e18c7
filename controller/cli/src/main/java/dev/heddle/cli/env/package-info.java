/**
 * Python environments as archives that work wherever they are unpacked.
 *
 * <p>In: the directory of a virtual or conda environment, or an archive of one. Out: an archive,
 * written whole or not at all, and findings: what does not move, what is missing. What is changed
 * in a file is decided by pure functions over its bytes. Knows no operator and no Hadoop.
 */
package dev.heddle.cli.env;
