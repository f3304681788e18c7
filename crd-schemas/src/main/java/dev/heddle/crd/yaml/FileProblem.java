package dev.heddle.crd.yaml;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.meta.ResourceKey;
import dev.heddle.crd.problem.Position;
import dev.heddle.crd.problem.Problem;
import java.util.Optional;

/**
 * One mistake in a file.
 *
 * @param file the file's name, as it was given to the reader
 * @param document the document's place in the file, from 1; 0 when the whole file is meant
 * @param resource the resource it is in, when that can be told; without it, any resource that the
 *     file declared before may be concerned (I3)
 * @param problem what is wrong and where
 */
public record FileProblem(
    String file, int document, Optional<ResourceKey> resource, Problem problem) {

  public FileProblem {
    requireNonNull(file, "file is null");
    requireNonNull(resource, "resource is null");
    requireNonNull(problem, "problem is null");
  }

  /**
   * {@code churn.yaml:12:7: spec.resources.memroy: message (UNKNOWN_FIELD in document 2, Notebook
   * churn)}.
   */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(file);
    problem.position().map(Position::toString).ifPresent(at -> text.append(':').append(at));
    text.append(": ").append(problem).append(" (").append(problem.code());
    if (document > 0) {
      text.append(" in document ").append(document);
    }
    resource.ifPresent(key -> text.append(", ").append(key));
    return text.append(')').toString();
  }
}
