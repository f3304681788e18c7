package dev.heddle.lab.command;

import static java.util.Objects.requireNonNull;

import dev.heddle.lab.LabException;
import dev.heddle.lab.LabMain;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A network of its own for a lab, in which all usual ports are free; needs root and Linux. */
record NetworkNamespace(String name) {
  private static final String ENTERED = "HEDDLE_LAB_NETNS";

  NetworkNamespace {
    requireNonNull(name, "name is null");
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9_.-]*")) {
      throw new LabException("`" + name + "` cannot name a network namespace");
    }
  }

  /** Whether this process was started by {@link #run}. */
  boolean isEntered() {
    return name.equals(System.getenv(ENTERED));
  }

  /** Runs the same command once more, inside; returns its exit code. */
  int run(List<String> arguments) {
    if (!Files.exists(Path.of("/run/netns", name))) {
      require(execute(List.of("ip", "netns", "add", name)));
    }
    require(execute(List.of("ip", "-n", name, "link", "set", "lo", "up")));
    List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", name));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), LabMain.class.getName()));
    command.addAll(arguments);
    return execute(command);
  }

  private void require(int exitCode) {
    if (exitCode != 0) {
      throw new LabException("cannot make the network namespace " + name + "; that needs root");
    }
  }

  private int execute(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    builder.environment().put(ENTERED, name);
    try {
      return builder.start().waitFor();
    } catch (IOException e) {
      throw new LabException("cannot run " + command.get(0) + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted", e);
    }
  }
}
