/**
 * What Heddle is measured beside, in a process of its own.
 *
 * <p>In: a Hadoop configuration, then a command a line. Out: a word a line once it is done. Knows
 * nothing of Heddle, and is never on its class path.
 */
package dev.heddle.peers;
