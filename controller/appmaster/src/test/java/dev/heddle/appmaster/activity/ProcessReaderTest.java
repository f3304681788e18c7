package dev.heddle.appmaster.activity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessReaderTest {
  private static final long BOOT = 1_700_000_000L;

  @TempDir private Path proc;

  @BeforeEach
  void boot() throws IOException {
    Files.writeString(proc.resolve("stat"), "cpu  1 2 3\nbtime " + BOOT + "\nprocesses 9\n");
  }

  @Test
  void countsProcessorTimeWithThatOfChildrenThatHaveEnded() throws IOException {
    process(10, "python (3) x", 10, 10, 0, -1, "100 20 3 4", 500, "python\0");
    assertThat(look(10L).cpuMillis()).containsEntry(10L, 1270L);
    assertThat(look(10L).foreground()).isFalse();
  }

  @Test
  void aShellWithACommandInItsTerminal() throws IOException {
    process(20, "bash", 20, 20, 34817, 20, "1 1 0 0", 600, "bash\0");
    assertThat(look(20L).foreground()).isFalse();
    process(20, "bash", 20, 20, 34817, 25, "1 1 0 0", 600, "bash\0");
    assertThat(look(20L).foreground()).isTrue();
  }

  @Test
  void aKernelIsFoundByItsConnectionFile() throws IOException {
    process(
        30,
        "python3",
        30,
        30,
        0,
        -1,
        "1 1 0 0",
        700,
        "python3\0-m\0ipykernel_launcher\0-f\0/x/kernel-6f1c0a7e-0b.json\0");
    assertThat(look(30L).kernelStarts())
        .containsEntry("6f1c0a7e-0b", Instant.ofEpochSecond(BOOT).plusSeconds(7));
  }

  @Test
  void aProcessThatIsGoneCountsForNothing() throws IOException {
    assertThat(look(40L).cpuMillis()).isEmpty();
  }

  @Test
  void readsTheRealThing() throws IOException {
    long self = ProcessHandle.current().pid();
    ProcessLook look = new ProcessReader(Path.of("/proc"), () -> Set.of(self)).look();
    assertThat(look.cpuMillis().get(self)).isPositive();
  }

  private ProcessLook look(long pid) throws IOException {
    return new ProcessReader(proc, () -> Set.of(pid)).look();
  }

  private void process(
      long pid,
      String name,
      long group,
      long session,
      long terminal,
      long foregroundGroup,
      String times,
      long start,
      String commandLine)
      throws IOException {
    Path directory = Files.createDirectories(proc.resolve(Long.toString(pid)));
    Files.writeString(
        directory.resolve("stat"),
        String.format(
            "%d (%s) S 1 %d %d %d %d 0 0 0 0 0 %s 20 0 1 0 %d 0 0",
            pid, name, group, session, terminal, foregroundGroup, times, start));
    Files.writeString(directory.resolve("cmdline"), commandLine);
  }
}
