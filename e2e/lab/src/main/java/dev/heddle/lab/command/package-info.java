/**
 * The words of {@code heddle lab}, each a picocli command.
 *
 * <p>In come arguments, out come lines for people or, with {@code -o json}, for programs. Must
 * never be imported here: Hadoop's own classes, so that a command starts fast.
 */
package dev.heddle.lab.command;
