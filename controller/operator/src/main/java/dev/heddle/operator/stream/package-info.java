/**
 * Streams between a client and a container: WebSocket messages, SPDY/3.1 frames inside them or by
 * themselves, and Kubernetes' protocols of commands and ports on top.
 *
 * <p>In: a connection's two directions of bytes, and a {@link
 * dev.heddle.operator.agent.AgentStream}. Out: bytes. Blocks; each session has threads of its own.
 * Knows neither the HTTP server nor who may do what.
 */
package dev.heddle.operator.stream;
