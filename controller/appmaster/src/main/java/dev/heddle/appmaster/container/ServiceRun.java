package dev.heddle.appmaster.container;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * The line in which the launch script keeps the state of the service: {@code RUN running PID} or
 * {@code RUN exited CODE}, and before the first of them perhaps {@code RUN preparing PID}. The
 * control channel only says that it changed, so that nothing is lost with the lines a killed agent
 * had read.
 */
public record ServiceRun(int run, State state, int value) {
  /** What the value of a line is: a process id or an exit code. */
  public enum State {
    /** What is declared to come before the process runs. */
    PREPARING,
    RUNNING,
    EXITED
  }

  public ServiceRun {
    requireNonNull(state, "state is null");
  }

  /** Nothing when the line is not complete. */
  static Optional<ServiceRun> parse(String line) {
    String[] words = line.strip().split(" ");
    if (words.length != 3) {
      return Optional.empty();
    }
    Optional<State> state =
        switch (words[1]) {
          case "preparing" -> Optional.of(State.PREPARING);
          case "running" -> Optional.of(State.RUNNING);
          case "exited" -> Optional.of(State.EXITED);
          default -> Optional.empty();
        };
    return state.map(
        known -> new ServiceRun(Integer.parseInt(words[0]), known, Integer.parseInt(words[2])));
  }
}
