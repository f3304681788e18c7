package dev.heddle.lab.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class LabCommandTest {
  @TempDir private Path home;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void theStatusOfAnUnusedHomeIsOneSentenceThatSaysWhatToDo() {
    assertThat(run("status", "--home", home.toString())).isEqualTo(1);

    assertThat(err.toString())
        .isEqualTo("error: no lab was ever started in " + home + "; `heddle lab up` starts one\n");
  }

  @Test
  void stoppingWhatNeverRanIsFine() {
    assertThat(run("down", "--home", home.toString())).isZero();
  }

  @Test
  void aShapeThatCannotBeIsRefused() {
    assertThat(run("up", "--home", home.toString(), "--one-jvm", "--nodes", "2")).isEqualTo(1);

    assertThat(err.toString()).startsWith("error: one JVM holds one NodeManager");
  }

  @Test
  void aNamespacesNameIsCheckedBeforeAnythingIsDone() {
    assertThat(run("status", "--netns", "../etc")).isEqualTo(2);

    assertThat(err.toString()).contains("`../etc` cannot name a network namespace");
  }

  @Test
  void helpNamesEveryCommand() {
    assertThat(run("--help")).isZero();

    assertThat(out.toString())
        .contains("up", "run", "down", "status", "start", "stop", "kill", "wipe", "--netns");
  }

  private int run(String... arguments) {
    CommandLine commandLine = LabCommand.commandLine();
    commandLine.setOut(new PrintWriter(out));
    commandLine.setErr(new PrintWriter(err));
    return commandLine.execute(arguments);
  }
}
