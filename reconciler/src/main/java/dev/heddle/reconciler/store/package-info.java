/**
 * The port to where resources live: what the engine needs of a store, not how it is built.
 *
 * <p>In: typed resources. Out: typed resources, versions and change events. The operator implements
 * it on ZooKeeper, {@code dev.heddle.reconciler.testing} in memory. Imports only {@code crd.meta}.
 */
package dev.heddle.reconciler.store;
