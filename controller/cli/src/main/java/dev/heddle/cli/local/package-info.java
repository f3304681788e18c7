/**
 * Hadoop and the operator as child processes of this one: for the quick start and benchmarks.
 *
 * <p>In: the distribution's folder and a home for state and logs. Out: addresses, and processes
 * that end with this one. Talks over HTTP only; imports no Hadoop.
 */
package dev.heddle.cli.local;
