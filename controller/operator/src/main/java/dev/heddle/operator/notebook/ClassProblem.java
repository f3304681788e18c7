package dev.heddle.operator.notebook;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Why a notebook may not run as it is.
 *
 * @param reason stable word for a condition
 * @param message the field, what was found, what is allowed
 */
record ClassProblem(String reason, String message) {

  static final String NOT_FOUND = "ClassNotFound";
  static final String NOT_ALLOWED = "ClassNotAllowed";
  static final String LIMIT = "ClassLimitExceeded";

  ClassProblem {
    requireNonNull(reason, "reason is null");
    requireNonNull(message, "message is null");
  }

  static ClassProblem notFound(String name) {
    return new ClassProblem(
        NOT_FOUND, "spec.class: there is no NotebookClass '" + name + "'; allowed is one that is");
  }

  /** All of them as one, under the reason of the first. */
  static ClassProblem joined(List<ClassProblem> problems) {
    return new ClassProblem(
        problems.get(0).reason(),
        problems.stream().map(ClassProblem::message).collect(Collectors.joining("; ")));
  }
}
