package dev.heddle.lab.command;

import dev.heddle.lab.Lab;
import dev.heddle.lab.LabSettings;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code heddle lab up} */
@Command(name = "up", description = "Start Hadoop and return when it is ready.")
final class UpCommand implements Callable<Integer> {
  @Mixin private HomeOption home;
  @Mixin private ShapeOptions shape;
  @Mixin private OutputOption output;
  @Spec private CommandSpec spec;

  @Option(
      names = "--with-parent",
      paramLabel = "PID",
      description = "Stop Hadoop when this process ends, however it ends.")
  private Optional<Long> parent = Optional.empty();

  @Override
  public Integer call() {
    Lab lab = home.lab();
    Report report = new Report(spec.commandLine().getOut(), output.isJson());
    OptionalLong with = parent.map(OptionalLong::of).orElse(OptionalLong.empty());
    LabSettings settings = lab.up(shape.shape(lab), with, report::progress);
    report.ready(lab, settings);
    return 0;
  }
}
