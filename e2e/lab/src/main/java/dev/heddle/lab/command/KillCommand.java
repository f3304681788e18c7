package dev.heddle.lab.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code heddle lab kill} */
@Command(name = "kill", description = "End one process at once, as a crash does.")
final class KillCommand implements Callable<Integer> {
  @Mixin private HomeOption home;

  @Parameters(
      paramLabel = "PROCESS",
      description = "nn, dn, rm, nm1, nm2, zk, or hadoop when all are in one JVM.")
  private String process;

  @Override
  public Integer call() {
    return home.lab().kill(process) ? 0 : 1;
  }
}
