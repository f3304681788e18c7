package dev.heddle.crd.notebook;

import static java.util.Objects.requireNonNullElse;

import java.util.Optional;

/**
 * The Python that runs the notebook: a packed environment, or an interpreter that is installed on
 * every node. At most one of the two.
 *
 * @param archive URI of a packed environment (conda-pack, venv-pack), unpacked by YARN to the
 *     directory {@code environment}
 * @param python absolute path of an interpreter on the nodes that has Jupyter
 */
public record Environment(Optional<String> archive, Optional<String> python) {

  /** Debian's interpreter, used when nothing is said. */
  public static final String DEFAULT_PYTHON = "/usr/bin/python3";

  public Environment {
    archive = requireNonNullElse(archive, Optional.empty());
    python = requireNonNullElse(python, Optional.empty());
  }

  public static Environment ofDefault() {
    return new Environment(Optional.empty(), Optional.empty());
  }
}
