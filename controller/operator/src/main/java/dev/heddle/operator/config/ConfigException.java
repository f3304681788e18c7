package dev.heddle.operator.config;

import dev.heddle.crd.problem.Position;
import dev.heddle.crd.problem.Problem;
import java.util.List;
import java.util.stream.Collectors;

/** The configuration can't be used as it is; the message has a line for every mistake found. */
public final class ConfigException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final transient List<Problem> problems;

  ConfigException(String file, List<Problem> problems) {
    super(problems.stream().map(problem -> line(file, problem)).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  /** Every mistake found. */
  public List<Problem> problems() {
    return problems == null ? List.of() : problems;
  }

  private static String line(String file, Problem problem) {
    return file
        + ":"
        + problem.position().orElse(Position.START)
        + ": "
        + problem
        + " ("
        + problem.code()
        + ")";
  }
}
