package dev.heddle.lab;

import dev.heddle.lab.command.LabCommand;

/** {@code heddle lab ...} */
public final class LabMain {
  private LabMain() {}

  public static void main(String[] args) {
    System.exit(LabCommand.commandLine().execute(args));
  }
}
