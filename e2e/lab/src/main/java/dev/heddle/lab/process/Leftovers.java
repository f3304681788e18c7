package dev.heddle.lab.process;

import static java.util.Objects.requireNonNull;

import dev.heddle.lab.LabHome;
import java.util.List;

/**
 * Processes of containers that outlived their NodeManager.
 *
 * <p>NodeManagers of the lab leave their containers alive when they stop, so that a restart can be
 * tried; a lab that goes down as a whole has to end them itself. They are known by what their
 * NodeManager started them with: YARN's own launch scripts, or an environment with a container's id
 * and directories, below this home's data.
 */
public final class Leftovers {
  private static final List<String> LAUNCHERS =
      List.of(
          "/default_container_executor.sh",
          "/default_container_executor_session.sh",
          "/launch_container.sh");

  private final String mark;

  public Leftovers(LabHome home) {
    this.mark = requireNonNull(home, "home is null").data() + "/nm";
  }

  /** All of them that live now. */
  public List<ProcessHandle> find() {
    ProcessHandle self = ProcessHandle.current();
    return ProcessHandle.allProcesses()
        .filter(handle -> handle.pid() != self.pid())
        .filter(this::isMarked)
        .toList();
  }

  /** Ends all of them at once, and again until none is left that was started meanwhile. */
  public int kill() {
    int killed = 0;
    List<ProcessHandle> found = find();
    for (int round = 0; round < 5 && !found.isEmpty(); round++) {
      found.forEach(ProcessHandle::destroyForcibly);
      killed += found.size();
      found = find();
    }
    return killed;
  }

  private boolean isMarked(ProcessHandle handle) {
    Proc proc = Proc.of(handle);
    return isContainer(proc.environment())
        || proc.commandLine().stream().anyMatch(this::isLauncher);
  }

  private boolean isContainer(List<String> environment) {
    return environment.stream().anyMatch(word -> word.startsWith("CONTAINER_ID=container_"))
        && environment.stream().anyMatch(word -> word.contains("=" + mark));
  }

  private boolean isLauncher(String argument) {
    return argument.startsWith(mark) && LAUNCHERS.stream().anyMatch(argument::endsWith);
  }
}
