package dev.heddle.lab.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code heddle lab wipe} */
@Command(name = "wipe", description = "Stop Hadoop and delete all it stored.")
final class WipeCommand implements Callable<Integer> {
  @Mixin private HomeOption home;

  @Override
  public Integer call() {
    home.lab().wipe();
    return 0;
  }
}
