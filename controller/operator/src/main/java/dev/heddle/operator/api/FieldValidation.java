package dev.heddle.operator.api;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.meta.ResourceType;
import dev.heddle.crd.problem.ProblemCode;
import dev.heddle.crd.schema.Pruning;
import dev.heddle.crd.schema.SchemaValidator;
import java.util.ArrayList;
import java.util.List;

/**
 * What becomes of fields that a kind does not know, or that occur twice, as the query parameter
 * {@code fieldValidation} says.
 */
enum FieldValidation {
  /** The request is refused, in Kubernetes' words. */
  STRICT,
  /** They are left out, of two the first, and the client is warned. */
  WARN,
  /** They are left out. */
  IGNORE,
  /** The request is refused with all that is wrong, in Heddle's words: for Heddle's own clients. */
  EXPLAIN;

  /** As many warnings go into an answer's headers. */
  private static final int MOST_WARNINGS = 20;

  static FieldValidation of(ApiRequest request) {
    return switch (request.parameter("fieldValidation").orElse("Warn")) {
      case "Strict" -> STRICT;
      case "Warn" -> WARN;
      case "Ignore" -> IGNORE;
      case "Explain" -> EXPLAIN;
      default ->
          throw ApiException.badRequest(
              "fieldValidation is '"
                  + request.parameter("fieldValidation").orElse("")
                  + "'; supported values: Ignore, Warn, Strict");
    };
  }

  /**
   * An object that a client sent or patched, without the fields that its kind does not know.
   *
   * @param twice fields that were written twice
   * @param warnings where warnings go
   * @throws ApiException when it is refused
   */
  ObjectNode judge(
      ResourceType<?> type, ObjectNode object, List<String> twice, List<String> warnings) {
    if (this == EXPLAIN) {
      refuseTwice(twice);
      return object; // The check of the schema says what is wrong with it.
    }
    Pruning pruning = Pruning.of(type, object);
    List<String> findings = new ArrayList<>();
    twice.forEach(path -> findings.add("duplicate field \"" + path + "\""));
    pruning.unknown().forEach(path -> findings.add("unknown field \"" + path + "\""));
    if (this == STRICT && !findings.isEmpty()) {
      throw new ApiException(
          ApiStatus.strict(
              "%s in version \"%s\" cannot be handled as a %s: strict decoding error: %s"
                  .formatted(
                      type.kind(),
                      type.version(),
                      type.kind(),
                      findings.stream().collect(joining(", "))),
              explained(type, object)));
    }
    if (this == WARN) {
      findings.stream().limit(MOST_WARNINGS).forEach(warnings::add);
    }
    return pruning.object();
  }

  private static void refuseTwice(List<String> twice) {
    if (!twice.isEmpty()) {
      throw ApiException.badRequest(
          "the body has fields that occur twice: " + String.join(", ", twice));
    }
  }

  /** The unknown fields in Heddle's words, with what was probably meant. */
  static List<ApiStatus.Cause> explained(ResourceType<?> type, ObjectNode object) {
    return SchemaValidator.validate(type, object).stream()
        .filter(problem -> problem.code() == ProblemCode.UNKNOWN_FIELD)
        .map(
            problem ->
                new ApiStatus.Cause(
                    problem.code().statusCause(), problem.message(), problem.fieldPath()))
        .toList();
  }
}
