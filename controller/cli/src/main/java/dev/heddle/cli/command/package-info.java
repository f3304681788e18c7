/**
 * The commands of the command line, one class each.
 *
 * <p>In: arguments, by way of picocli. Out: requests through {@code cli.client}, text through
 * {@code cli.terminal}. A command holds no state and decides nothing that the operator decides.
 * Hadoop's classes are loaded by {@code cli.upload} alone, and only when a local file must be
 * uploaded.
 */
package dev.heddle.cli.command;
