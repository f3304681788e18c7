/**
 * {@code heddle quickstart}: a real Hadoop, the operator and one notebook on this machine.
 *
 * <p>In: the command's options. Out: child processes (lab, operator), one file in HDFS, progress on
 * the terminal. Talks to HDFS, operator and Jupyter over HTTP only, as any user could; imports no
 * Hadoop.
 */
package dev.heddle.cli.quickstart;
