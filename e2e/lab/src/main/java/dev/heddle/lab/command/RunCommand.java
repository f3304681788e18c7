package dev.heddle.lab.command;

import dev.heddle.lab.Lab;
import dev.heddle.lab.LabSettings;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code heddle lab run} */
@Command(name = "run", description = "Start Hadoop, stay, and stop it on Ctrl-C.")
final class RunCommand implements Callable<Integer> {
  @Mixin private HomeOption home;
  @Mixin private ShapeOptions shape;
  @Mixin private OutputOption output;
  @Mixin private ParentOption parent;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    Lab lab = home.lab();
    Report report = new Report(spec.commandLine().getOut(), output.isJson());
    // The hook is for Ctrl-C; the parent's pid for the end that no hook survives.
    Thread main = Thread.currentThread();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  main.interrupt();
                  lab.down();
                }));
    OptionalLong self = OptionalLong.of(ProcessHandle.current().pid());
    LabSettings settings = lab.up(shape.shape(lab), self, step -> report.progress(lab, step));
    report.ready(lab, settings);
    parent.awaitEnd();
    return 0;
  }
}
