package dev.heddle.lab.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code heddle lab down} */
@Command(name = "down", description = "Stop Hadoop and all its containers; what is stored stays.")
final class DownCommand implements Callable<Integer> {
  @Mixin private HomeOption home;

  @Override
  public Integer call() {
    home.lab().down();
    return 0;
  }
}
