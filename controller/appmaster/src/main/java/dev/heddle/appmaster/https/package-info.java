/**
 * The agent's HTTPS interface as {@link dev.heddle.appmaster.protocol.AgentApi} describes it.
 * Requests of the operator come in, status, values and logs go out. Must never import Hadoop.
 */
package dev.heddle.appmaster.https;
