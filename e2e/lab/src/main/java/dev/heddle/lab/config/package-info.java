/**
 * The files Hadoop reads.
 *
 * <p>In come a home, its shape, its ports and its users; out go XML files for clients and daemons.
 * Pure but for {@link dev.heddle.lab.config.ClusterFiles#write}. Must never be imported here:
 * Hadoop's own classes.
 */
package dev.heddle.lab.config;
