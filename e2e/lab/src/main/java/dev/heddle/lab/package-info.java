/**
 * A real Hadoop on one machine: HDFS, YARN and, when asked for, ZooKeeper, as processes of their
 * own.
 *
 * <p>In comes a home directory and a {@link dev.heddle.lab.LabShape}; out come running daemons and
 * a client configuration under {@code <home>/conf}. {@link dev.heddle.lab.Lab} is the door. Must
 * never be imported here: anything of the operator or the application master, which are to be
 * tested against this from the outside.
 */
package dev.heddle.lab;
