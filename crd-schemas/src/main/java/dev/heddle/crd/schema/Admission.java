package dev.heddle.crd.schema;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.meta.ResourceType;
import dev.heddle.crd.problem.Problem;
import java.util.List;

/**
 * What becomes of an object on its way into the store: short forms are written out, it is judged,
 * and what it leaves open gets its default.
 *
 * @param object the completed object; not to be stored when there are problems
 * @param problems all that is wrong with it
 */
public record Admission(ObjectNode object, List<Problem> problems) {

  public Admission {
    requireNonNull(object, "object is null");
    problems = List.copyOf(problems);
  }

  /** Judges and completes an object; what was handed in is not changed. */
  public static Admission of(ResourceType<?> type, ObjectNode written) {
    ObjectNode expanded = Shorthands.expand(type, written);
    List<Problem> problems = SchemaValidator.validate(type, expanded);
    return new Admission(Defaults.apply(type, expanded), problems);
  }

  public boolean isAccepted() {
    return problems.isEmpty();
  }
}
