/**
 * The {@code heddle} command: its root, and how failures become words and exit codes.
 *
 * <p>In: arguments and {@link dev.heddle.cli.terminal.Environment}. Out: an exit code: 0 done, 1
 * failed, 2 misused. Starts fast: no logging framework, and no class of Hadoop before it is needed.
 */
package dev.heddle.cli;
