/**
 * The operator's HTTP API from the client's side: where it is, how it is asked, what its refusals
 * mean.
 *
 * <p>In: paths and JSON trees. Out: JSON trees, streams, and {@link
 * dev.heddle.cli.client.ApiFailure}s in words for people. Never prints a token (I15).
 */
package dev.heddle.cli.client;
