package dev.heddle.appmaster.activity;

import static java.util.Objects.requireNonNull;

import java.util.List;

/** What a Jupyter server said of itself at one moment. */
record JupyterLook(List<Kernel> kernels, List<Terminal> terminals) {

  /**
   * A kernel.
   *
   * @param state as the server has it: busy, idle, starting, dead
   * @param lastActivity the server's own text; compared, and read as a time only beside other times
   *     of the same machine
   * @param connections of browsers
   */
  record Kernel(String id, String state, String lastActivity, int connections) {
    Kernel {
      requireNonNull(id, "id is null");
      requireNonNull(state, "state is null");
      requireNonNull(lastActivity, "lastActivity is null");
    }
  }

  /** A terminal. */
  record Terminal(String name, String lastActivity) {
    Terminal {
      requireNonNull(name, "name is null");
      requireNonNull(lastActivity, "lastActivity is null");
    }
  }

  JupyterLook {
    kernels = List.copyOf(kernels);
    terminals = List.copyOf(terminals);
  }

  int connections() {
    return kernels.stream().mapToInt(Kernel::connections).sum();
  }
}
