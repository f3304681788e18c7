/**
 * Makes an operator under test die at a place that a test names.
 *
 * <p>In: the system property {@code heddle.fault}, with this module's test classes on the
 * operator's class path ({@code HEDDLE_OPERATOR_CLASSPATH}). Out: an end as by kill -9. Never part
 * of a distribution.
 */
package dev.heddle.scenarios.fault;
