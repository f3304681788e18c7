/**
 * What a person at a terminal sees: text, tables, YAML, colours, and errors with a hint.
 *
 * <p>In: values and JSON trees. Out: characters on the process's streams. Knows no server and no
 * command.
 */
package dev.heddle.cli.terminal;
