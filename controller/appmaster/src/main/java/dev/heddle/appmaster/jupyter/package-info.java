/**
 * How a Jupyter server is found, asked and stopped from inside its container. Runtime files and
 * HTTP answers come in, readiness and the server's address go out. Must never import Hadoop.
 */
package dev.heddle.appmaster.jupyter;
