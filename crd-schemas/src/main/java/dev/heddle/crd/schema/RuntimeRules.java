package dev.heddle.crd.schema;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.crd.problem.FieldPath;
import dev.heddle.crd.problem.ProblemCode;
import dev.heddle.crd.problem.Wording;
import java.util.List;

/** What belongs together in a container runtime. */
final class RuntimeRules {

  private static final String VARIABLES = "YARN_CONTAINER_RUNTIME_";
  private static final List<String> ONLY_DOCKER = List.of("tmpfs", "network", "privileged");
  private static final List<String> NEED_IMAGE = List.of("image", "mounts", "hostname");

  private RuntimeRules() {}

  static void check(FieldPath path, JsonNode runtime, Findings findings) {
    if (!runtime.isObject()) {
      return;
    }
    String type = runtime.path("type").asText("Default");
    boolean plain = type.equals("Default");
    if (!plain && !runtime.hasNonNull("image")) {
      findings.add(
          path.field("image"),
          ProblemCode.MISSING_FIELD,
          "type " + type + " needs an image, such as library/python:3.12");
    }
    if (plain) {
      NEED_IMAGE.forEach(field -> refuse(path, runtime, field, "Docker or RunC", findings));
    }
    if (!type.equals("Docker")) {
      ONLY_DOCKER.forEach(field -> refuse(path, runtime, field, "Docker", findings));
    }
  }

  private static void refuse(
      FieldPath path, JsonNode runtime, String field, String types, Findings findings) {
    JsonNode found = runtime.path(field);
    boolean nothing =
        found.isMissingNode()
            || found.isNull()
            || (found.isContainerNode() && found.isEmpty())
            || (found.isTextual() && found.asText().isEmpty())
            || (found.isBoolean() && !found.asBoolean());
    if (!nothing) {
      findings.add(
          path.field(field),
          ProblemCode.CONFLICT,
          field + " is for type " + types + "; set the type, or leave it out");
    }
  }

  /** The process would see them, but not YARN, which is whom they are for. */
  static void variables(FieldPath path, JsonNode env, Findings findings) {
    env.fieldNames()
        .forEachRemaining(
            name -> {
              if (name.startsWith(VARIABLES)) {
                findings.add(
                    path.field(name),
                    ProblemCode.CONFLICT,
                    Wording.quote(name)
                        + " is for YARN and has no effect here; write it as a field of runtime");
              }
            });
  }
}
