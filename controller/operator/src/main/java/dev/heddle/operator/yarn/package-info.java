/**
 * The one door to YARN: reserve, submit, kill, report, and the agents inside the applications.
 *
 * <p>In: launch descriptions. Out: reports as plain values. No other package imports Hadoop's YARN
 * API; no method is called without a reason that a newer read still justifies (I2).
 */
package dev.heddle.operator.yarn;
