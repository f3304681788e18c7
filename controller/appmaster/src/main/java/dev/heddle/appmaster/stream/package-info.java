/**
 * What the operator opens streams to: commands beside the service's process, and ports in the
 * container.
 *
 * <p>In: a connection of the operator's. Out: pieces of {@link
 * dev.heddle.appmaster.protocol.StreamFrame}. Knows nothing of HTTP, YARN or who may call.
 */
package dev.heddle.appmaster.stream;
