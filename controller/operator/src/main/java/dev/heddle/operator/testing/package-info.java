/**
 * Stand-ins that behave like the real thing without its surroundings, for tests of this module and
 * of those that build on it.
 *
 * <p>In: what the ports of the operator take. Out: what they promise, in memory, with failures on
 * demand. No production class imports it.
 */
package dev.heddle.operator.testing;
