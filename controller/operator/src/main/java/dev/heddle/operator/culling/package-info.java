/**
 * When something that nobody uses is stopped: what is known of its use, weighed against the rule in
 * its spec.
 *
 * <p>In: what an agent measured, the rule, what speaks against a stop. Out: a verdict, with the
 * time of the stop and what blocks it. Everything here is pure, and what it does not know for
 * certain never stops anything (I5). Acting is the application controller's.
 */
package dev.heddle.operator.culling;
