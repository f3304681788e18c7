package dev.heddle.lab.command;

import dev.heddle.lab.Lab;
import dev.heddle.lab.LabHome;
import dev.heddle.lab.LabShape;
import dev.heddle.lab.process.DaemonClassPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code heddle lab archive}: run once by whoever lays out the jars. */
@Command(
    name = "archive",
    description = "Record the daemons' class data beside their jars, so that they start faster.")
final class ArchiveCommand implements Callable<Integer> {
  private static final int NODE_MEGABYTES = 1024;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    DaemonClassPath classPath = DaemonClassPath.ofThisProcess().recording();
    Path file = classPath.archive().orElseThrow().file();
    Files.deleteIfExists(file);
    Path home = Files.createTempDirectory("heddle-lab-archive");
    Lab lab = new Lab(new LabHome(home), classPath, Clock.systemUTC());
    OptionalLong self = OptionalLong.of(ProcessHandle.current().pid());
    lab.up(LabShape.inOneJvm(NODE_MEGABYTES), self, step -> {});
    lab.wipe();
    Files.deleteIfExists(home);
    spec.commandLine().getOut().println(file);
    return Files.exists(file) ? 0 : 1;
  }
}
