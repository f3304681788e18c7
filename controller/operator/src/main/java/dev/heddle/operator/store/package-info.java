/**
 * Where objects live: ZooKeeper, embedded or a quorum.
 *
 * <p>In: JSON objects with Kubernetes metadata. Out: the same with versions, and an ordered watch.
 * Every controller write is fenced by the leader's epoch (I7). Nothing else imports Curator or
 * ZooKeeper.
 */
package dev.heddle.operator.store;
