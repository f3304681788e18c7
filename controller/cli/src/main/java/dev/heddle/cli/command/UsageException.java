package dev.heddle.cli.command;

/** The command line itself is wrong: exit code 2. */
public final class UsageException extends RuntimeException {

  private static final long serialVersionUID = 1;

  UsageException(String message) {
    super(message);
  }
}
