/**
 * A Jupyter server as its pages use it: HTTP for kernels, a WebSocket to run code in one.
 *
 * <p>In: where it serves and its token. Out: results as text. For the quick start's check and for
 * end-to-end tests. Knows nothing of operators; imports no Hadoop.
 */
package dev.heddle.cli.jupyter;
