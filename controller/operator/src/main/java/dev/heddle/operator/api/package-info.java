/**
 * The operator's HTTP interface in the Kubernetes REST protocol, with health and metrics beside it.
 *
 * <p>In: HTTP requests of the command line, kubectl and monitoring. Out: reads and writes of {@code
 * operator.store}, calls of {@link dev.heddle.operator.api.ApplicationAccess}. Nothing here knows
 * YARN, ZooKeeper or a controller, and nothing below the API imports it.
 */
package dev.heddle.operator.api;
