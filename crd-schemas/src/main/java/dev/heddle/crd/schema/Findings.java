package dev.heddle.crd.schema;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.crd.problem.FieldPath;
import dev.heddle.crd.problem.Problem;
import dev.heddle.crd.problem.ProblemCode;
import dev.heddle.crd.problem.ProblemList;
import dev.heddle.crd.problem.Wording;
import java.util.List;

/** Collects the problems of one object; never shows the content of a secret (I15). */
final class Findings {

  private final boolean secret;
  private final ProblemList problems = new ProblemList();

  Findings(boolean secret) {
    this.secret = secret;
  }

  void add(FieldPath field, ProblemCode code, String message) {
    problems.add(Problem.at(field, code, message));
  }

  List<Problem> problems() {
    return problems.toList();
  }

  /** Whether further problems are only counted. */
  boolean isFull() {
    return problems.isFull();
  }

  /** What was found, in words. */
  String describe(JsonNode found) {
    return switch (found.getNodeType()) {
      case STRING -> secret ? "a text" : "the text " + Wording.quote(found.asText());
      case NUMBER -> secret ? "a number" : "the number " + found.asText();
      case BOOLEAN -> secret ? "a boolean" : "the boolean " + found.asText();
      case OBJECT -> "a mapping";
      case ARRAY -> "a list";
      case NULL, MISSING -> "nothing";
      case BINARY, POJO -> "something that is not JSON";
    };
  }
}
