package dev.heddle.crd.problem;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * One mistake.
 *
 * @param code what kind of mistake
 * @param field where in the tree
 * @param message what was found and what is allowed, in one sentence
 * @param position where in the file, when it came from one
 */
public record Problem(
    ProblemCode code, FieldPath field, String message, Optional<Position> position) {

  public Problem {
    requireNonNull(code, "code is null");
    requireNonNull(field, "field is null");
    requireNonNull(message, "message is null");
    requireNonNull(position, "position is null");
  }

  /** A mistake of which only the place in the tree is known. */
  public static Problem at(FieldPath field, ProblemCode code, String message) {
    return new Problem(code, field, message, Optional.empty());
  }

  /** The path of the field, such as {@code spec.resources.memory}. */
  public String fieldPath() {
    return field.toString();
  }

  public Problem withField(FieldPath replacement) {
    return new Problem(code, replacement, message, position);
  }

  public Problem withPosition(Optional<Position> replacement) {
    return new Problem(code, field, message, replacement);
  }

  /** {@code spec.resources.memory: message}. */
  @Override
  public String toString() {
    String path = fieldPath();
    return path.isEmpty() ? message : path + ": " + message;
  }
}
