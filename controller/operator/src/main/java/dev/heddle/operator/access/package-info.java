/**
 * Who may do what: rights as roles and bindings say them, with those that are built in and those
 * that the configuration gives.
 *
 * <p>In: roles and bindings of {@code operator.store}, a user and what he wants. Out: a decision
 * with its reason. Knows no HTTP; what decides ({@link dev.heddle.operator.access.AccessPolicy}) is
 * pure.
 */
package dev.heddle.operator.access;
