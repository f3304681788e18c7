package dev.heddle.lab.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code heddle lab stop} */
@Command(name = "stop", description = "Stop one process in good order; its containers live on.")
final class StopCommand implements Callable<Integer> {
  @Mixin private HomeOption home;

  @Parameters(
      paramLabel = "PROCESS",
      description = "nn, dn, rm, nm1, nm2, zk, or hadoop when all are in one JVM.")
  private String process;

  @Override
  public Integer call() {
    return home.lab().stop(process) ? 0 : 1;
  }
}
