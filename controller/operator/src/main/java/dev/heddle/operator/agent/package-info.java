/**
 * Talks to the agents inside applications, and issues what both sides prove themselves with.
 *
 * <p>In: an agent's address and the application it must be. Out: its status, keys, logs, a stop.
 * The installation's authority signs a certificate per application; nothing is kept per
 * application. Imports of the agent only {@code dev.heddle.appmaster.protocol}; never Hadoop.
 */
package dev.heddle.operator.agent;
