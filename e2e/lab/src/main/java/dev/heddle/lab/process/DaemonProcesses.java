package dev.heddle.lab.process;

import static java.util.Objects.requireNonNull;

import dev.heddle.lab.LabException;
import dev.heddle.lab.LabHome;
import dev.heddle.lab.LabProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Starts the lab's JVMs and finds them again in a later command.
 *
 * <p>A remembered process id alone proves nothing, as numbers are reused: a process counts as ours
 * only while its command line names this home and this process.
 */
public final class DaemonProcesses {
  /** The class every JVM of the lab starts with. */
  private static final String MAIN_CLASS = "dev.heddle.lab.daemon.DaemonMain";

  private static final String NAME_PROPERTY = "heddle.lab.process";
  private static final String HOME_PROPERTY = "heddle.lab.home";

  private final LabHome home;
  private final DaemonClassPath classPath;
  private final Path java;

  public DaemonProcesses(LabHome home, DaemonClassPath classPath) {
    this.home = requireNonNull(home, "home is null");
    this.classPath = requireNonNull(classPath, "classPath is null");
    this.java = Path.of(System.getProperty("java.home"), "bin", "java");
  }

  /**
   * The running process, or nothing when it is not there or its number belongs to somebody else by
   * now.
   */
  public Optional<ProcessHandle> find(LabProcess process) {
    return remembered(process).filter(handle -> isOurs(process, Proc.of(handle).commandLine()));
  }

  /** Whether it was told to end, or crashed, but may still hold its ports. */
  public boolean isEnding(LabProcess process) {
    return remembered(process)
        .filter(handle -> Proc.of(handle).commandLine().isEmpty())
        .isPresent();
  }

  /**
   * Starts a process that lives on when this one ends.
   *
   * @param parent a process with which the new one is to end, however that one ends
   */
  public ProcessHandle start(LabProcess process, OptionalLong parent) {
    try {
      Files.createDirectories(home.logs());
      Files.createDirectories(home.run().resolve("tmp"));
      writeArguments(process);
      ProcessBuilder builder = new ProcessBuilder(command(process, parent));
      builder.directory(home.run().toFile());
      builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
      builder.redirectOutput(ProcessBuilder.Redirect.to(home.output(process).toFile()));
      builder.redirectErrorStream(true);
      environment(builder.environment());
      ProcessHandle started = builder.start().toHandle();
      Files.writeString(home.pidFile(process), Long.toString(started.pid()));
      return started;
    } catch (IOException e) {
      throw new LabException("cannot start " + process.name() + ": " + e.getMessage(), e);
    }
  }

  /** Sends a signal by name, for instance {@code KILL}; false when the process was not there. */
  public boolean signal(LabProcess process, String signal) {
    Optional<ProcessHandle> handle = find(process);
    if (handle.isEmpty()) {
      return false;
    }
    try {
      return new ProcessBuilder("kill", "-" + signal, Long.toString(handle.get().pid()))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      throw new LabException("cannot signal " + process.name() + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted while signalling " + process.name(), e);
    }
  }

  /** Memory a process has in RAM, where the machine tells. */
  public static OptionalInt residentMegabytes(ProcessHandle handle) {
    return Proc.of(handle).residentMegabytes();
  }

  boolean isOurs(LabProcess process, List<String> commandLine) {
    return commandLine.contains(property(NAME_PROPERTY, process.name()))
        && commandLine.contains(property(HOME_PROPERTY, home.path().toString()));
  }

  List<String> command(LabProcess process, OptionalLong parent) {
    List<String> command = new ArrayList<>();
    // A session of its own, so that a Ctrl-C in the terminal does not reach it.
    command.add("setsid");
    command.add(java.toString());
    command.add(property(NAME_PROPERTY, process.name()));
    command.add(property(HOME_PROPERTY, home.path().toString()));
    command.add("@" + argumentsFile(process));
    command.add(MAIN_CLASS);
    command.add(process.name());
    command.add(home.path().toString());
    parent.ifPresent(pid -> command.add(Long.toString(pid)));
    return command;
  }

  private Path argumentsFile(LabProcess process) {
    return home.run().resolve(process.name() + ".args");
  }

  private void writeArguments(LabProcess process) throws IOException {
    List<String> arguments = new ArrayList<>();
    arguments.add("-Xmx" + process.heapMegabytes() + "m");
    arguments.add("-XX:+UseSerialGC");
    // Memory that is touched for the first time costs more than collecting what is used again.
    arguments.add("-Xmn24m");
    // The lab's daemons live for minutes; the second compiler costs more than it gains in that
    // time.
    arguments.add("-XX:TieredStopAtLevel=1");
    arguments.add("-XX:-UsePerfData");
    arguments.addAll(classPath.jvmOptions());
    arguments.add("-Djava.net.preferIPv4Stack=true");
    arguments.add("-Djava.awt.headless=true");
    arguments.add("-Djava.io.tmpdir=" + home.run().resolve("tmp"));
    arguments.add("-Dhadoop.home.dir=" + home.path());
    arguments.add("-Dhadoop.log.dir=" + home.logs());
    arguments.add("-Dlog4j.configuration=dev/heddle/lab/daemon/log4j.properties");
    arguments.add("-cp");
    arguments.add(classPath.forJava());
    Files.write(argumentsFile(process), arguments.stream().map(DaemonProcesses::quoted).toList());
  }

  private void environment(Map<String, String> environment) {
    // Containers inherit some of these from their NodeManager.
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("HADOOP_CONF_DIR", home.conf().toString());
    environment.put("HADOOP_HOME", home.path().toString());
    environment.remove("CLASSPATH");
    environment.remove("HADOOP_USER_NAME");
  }

  /** What has the remembered number now, if anything. */
  private Optional<ProcessHandle> remembered(LabProcess process) {
    try {
      long pid = Long.parseLong(Files.readString(home.pidFile(process)).trim());
      return ProcessHandle.of(pid).filter(handle -> !Proc.of(handle).isZombie());
    } catch (IOException | NumberFormatException absentOrTorn) {
      return Optional.empty();
    }
  }

  private static String property(String name, String value) {
    return "-D" + name + "=" + value;
  }

  /** In the JVM's argument files a backslash escapes and quotes hold a word together. */
  private static String quoted(String argument) {
    return '"' + argument.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
