/**
 * What the operator and the agent in the container say to each other: the launch contract ({@link
 * dev.heddle.appmaster.protocol.AgentLaunch}, {@link dev.heddle.appmaster.protocol.AgentSpec}) and
 * the messages of the agent's HTTPS interface. Values and their JSON come in and go out. The only
 * part of this module the operator may import, so it must never import Hadoop or any other package
 * of the agent.
 */
package dev.heddle.appmaster.protocol;
