/**
 * What runs inside the lab's JVMs: Hadoop's own daemons, unchanged, one in a JVM or all four.
 *
 * <p>In come a process name and a home; out come listening daemons and, in HDFS, the directories
 * everybody expects. The only package of the lab that knows Hadoop's servers; must never be
 * imported by the others.
 */
package dev.heddle.lab.daemon;
