package dev.heddle.lab.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code heddle lab start} */
@Command(name = "start", description = "Start one process again.")
final class StartCommand implements Callable<Integer> {
  @Mixin private HomeOption home;

  @Parameters(
      paramLabel = "PROCESS",
      description = "nn, dn, rm, nm1, nm2, zk, or hadoop when all are in one JVM.")
  private String process;

  @Override
  public Integer call() {
    home.lab().start(process);
    return 0;
  }
}
