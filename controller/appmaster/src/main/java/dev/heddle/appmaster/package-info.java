/**
 * The agent beside the user's process in a YARN container: it is the application master, watches
 * the process, and answers the operator. {@code Main} wires the rooms below; {@code Agent} carries
 * events from all of them to the plan of supervision and performs what the plan says. Nothing
 * outside the container's process may import this package; the operator takes {@code protocol}.
 */
package dev.heddle.appmaster;
