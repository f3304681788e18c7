package dev.heddle.lab.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.lab.LabHome;
import dev.heddle.lab.LabProcess;
import dev.heddle.lab.LabShape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DaemonProcessesTest {
  @TempDir private Path directory;

  private LabHome home;
  private DaemonProcesses processes;
  private LabProcess nameNode;
  private LabProcess dataNode;

  @BeforeEach
  void setUp() throws IOException {
    home = new LabHome(directory);
    processes =
        new DaemonProcesses(home, new DaemonClassPath(List.of(Path.of("a.jar")), Optional.empty()));
    List<LabProcess> all = LabShape.separate(1, 1024).processes();
    nameNode = all.get(0);
    dataNode = all.get(1);
    Files.createDirectories(home.run());
  }

  @Test
  void aProcessThatCarriesHomeAndNameIsOurs() throws IOException {
    Process running = pretend(nameNode, home);
    try {
      assertThat(processes.find(nameNode)).map(ProcessHandle::pid).contains(running.pid());
    } finally {
      running.destroyForcibly();
    }
  }

  @Test
  void aReusedProcessNumberIsNotOurs() throws IOException {
    remember(nameNode, ProcessHandle.current().pid());

    assertThat(processes.find(nameNode)).isEmpty();
    assertThat(processes.signal(nameNode, "KILL")).isFalse();
  }

  @Test
  void aProcessOfAnotherHomeIsNotOurs() throws IOException {
    Process running = pretend(nameNode, new LabHome(directory.resolve("other")));
    try {
      assertThat(processes.find(nameNode)).isEmpty();
    } finally {
      running.destroyForcibly();
    }
  }

  @Test
  void anotherDaemonOfThisHomeIsNotMeant() throws IOException {
    Process running = pretend(nameNode, home);
    try {
      remember(dataNode, running.pid());

      assertThat(processes.find(dataNode)).isEmpty();
    } finally {
      running.destroyForcibly();
    }
  }

  @Test
  void aTornProcessFileMeansNone() throws IOException {
    Files.writeString(home.pidFile(nameNode), "12x");

    assertThat(processes.find(nameNode)).isEmpty();
  }

  @Test
  void aKilledProcessIsGone() throws Exception {
    Process running = pretend(nameNode, home);

    assertThat(processes.signal(nameNode, "KILL")).isTrue();

    assertThat(running.waitFor()).isEqualTo(128 + 9);
    assertThat(processes.find(nameNode)).isEmpty();
  }

  /** A process with the command line of a daemon, as far as it is looked at. */
  private Process pretend(LabProcess process, LabHome as) throws IOException {
    List<String> real =
        new DaemonProcesses(as, new DaemonClassPath(List.of(), Optional.empty()))
            .command(process, OptionalLong.empty());
    // A shell that waits for its input, with the daemon's arguments as its own.
    String[] marks = real.stream().filter(word -> word.startsWith("-D")).toArray(String[]::new);
    Process running = new ProcessBuilder("sh", "-c", "read line", marks[0], marks[1]).start();
    remember(process, running.pid());
    return running;
  }

  private void remember(LabProcess process, long pid) throws IOException {
    Files.writeString(home.pidFile(process), Long.toString(pid));
  }
}
