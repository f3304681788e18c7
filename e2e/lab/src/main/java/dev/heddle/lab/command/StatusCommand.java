package dev.heddle.lab.command;

import dev.heddle.lab.Lab;
import dev.heddle.lab.LabStatus;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code heddle lab status} */
@Command(name = "status", description = "Show what runs; exit code 0 when everything does, else 1.")
final class StatusCommand implements Callable<Integer> {
  @Mixin private HomeOption home;
  @Mixin private OutputOption output;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Lab lab = home.lab();
    LabStatus status = lab.status();
    new Report(spec.commandLine().getOut(), output.isJson()).status(lab, status);
    return status.isUp() ? 0 : 1;
  }
}
