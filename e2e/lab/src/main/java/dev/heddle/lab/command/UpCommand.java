package dev.heddle.lab.command;

import dev.heddle.lab.Lab;
import dev.heddle.lab.LabSettings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code heddle lab up} */
@Command(name = "up", description = "Start Hadoop and return when it is ready.")
final class UpCommand implements Callable<Integer> {
  @Mixin private HomeOption home;
  @Mixin private ShapeOptions shape;
  @Mixin private OutputOption output;
  @Mixin private ParentOption parent;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Lab lab = home.lab();
    Report report = new Report(spec.commandLine().getOut(), output.isJson());
    LabSettings settings =
        lab.up(shape.shape(lab), parent.pid(), step -> report.progress(lab, step));
    report.ready(lab, settings);
    return 0;
  }
}
