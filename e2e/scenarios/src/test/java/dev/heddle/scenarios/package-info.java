/**
 * What people and faults do to a whole installation, and what must come of it.
 *
 * <p>In: the shared cluster and a real operator for each class. Out: nothing; each class cleans up
 * by its names. Talks to HDFS, YARN, the API and Jupyter as any client could; imports nothing of
 * the operator.
 */
package dev.heddle.scenarios;
