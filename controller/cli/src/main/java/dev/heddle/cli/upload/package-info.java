/**
 * Files of this machine, put once per content into the user's directory of the cluster's file
 * system.
 *
 * <p>In: paths. Out: URIs that YARN can fetch. The only package of the command line that loads
 * Hadoop's classes: it takes most of a second.
 */
package dev.heddle.cli.upload;
