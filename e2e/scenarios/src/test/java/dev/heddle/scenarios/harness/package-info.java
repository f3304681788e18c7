/**
 * What scenarios stand on: one shared lab, operators as processes, and eyes and hands on both.
 *
 * <p>In: the distribution that was just built. Out: real processes, real HDFS, real HTTP. Nothing
 * of the operator's code is called directly.
 */
package dev.heddle.scenarios.harness;
