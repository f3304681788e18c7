/**
 * Bodies in Kubernetes' protobuf form, which its typed clients send and don't fall back from.
 *
 * <p>In: bytes. Out: the JSON tree that the same object would be. Which fields a message has is in
 * a table among the resources; what it does not name is skipped, as protobuf wants it. Pure.
 */
package dev.heddle.operator.protobuf;
