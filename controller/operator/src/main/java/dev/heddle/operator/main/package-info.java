/**
 * The operator's process: puts the parts together, starts them in order and stops them in reverse.
 *
 * <p>In: the configuration file. Out: a running operator. Imports every other package; none imports
 * it. The only place where the real clock, threads and randomness are made.
 */
package dev.heddle.operator.main;
