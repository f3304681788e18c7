package dev.heddle.crd.schema;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.crd.meta.ResourceType;
import dev.heddle.crd.problem.FieldPath;
import dev.heddle.crd.problem.Problem;
import dev.heddle.crd.problem.ProblemCode;
import dev.heddle.crd.problem.Wording;
import dev.heddle.crd.tree.LocatedTree;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Says all that is wrong with an object. A field with the value null counts as absent, as in
 * Kubernetes.
 */
public final class SchemaValidator {

  private final Findings findings;

  private SchemaValidator(Findings findings) {
    this.findings = findings;
  }

  /** The mistakes of an object; empty when it is right. */
  public static List<Problem> validate(ResourceType<?> type, JsonNode object) {
    Findings findings = new Findings(type.kind().equals("Secret"));
    Schema schema = Schemas.forType(type).root();
    new SchemaValidator(findings).value(FieldPath.root(), object, schema);
    MetadataRules.check(type, object, findings);
    Rules.check(type, object, findings);
    return findings.problems();
  }

  /** The mistakes of an object that came from a file, with their positions. */
  public static List<Problem> validate(ResourceType<?> type, LocatedTree object) {
    return validate(type, object.root()).stream()
        .map(problem -> problem.withPosition(object.position(problem.field())))
        .toList();
  }

  private void value(FieldPath path, JsonNode found, Schema schema) {
    switch (schema.type()) {
      case OBJECT -> object(path, found, schema);
      case ARRAY -> array(path, found, schema);
      case STRING -> string(path, found, schema);
      case INTEGER -> integer(path, found, schema);
      case NUMBER -> {
        if (!found.isNumber()) {
          wrongType(path, found, "a number");
        }
      }
      case BOOLEAN -> {
        if (!found.isBoolean()) {
          wrongType(path, found, "true or false, without quotes");
        }
      }
      case INT_OR_STRING -> {
        if (found.isTextual() || found.isIntegralNumber()) {
          ValueForms.check(path, found.asText(), schema, findings);
        } else {
          wrongType(
              path,
              found,
              schema.format() == Schema.Format.SIZE
                  ? "a whole number of MiB, or a number with a unit such as 2 GiB"
                  : "a whole number or a name");
        }
      }
    }
  }

  private void object(FieldPath path, JsonNode found, Schema schema) {
    if (!found.isObject()) {
      wrongType(path, found, "a mapping" + fieldsIn(schema));
      return;
    }
    for (Map.Entry<String, JsonNode> entry : found.properties()) {
      FieldPath field = path.field(entry.getKey());
      JsonNode value = entry.getValue();
      if (schema.properties().containsKey(entry.getKey())) {
        if (!value.isNull()) {
          value(field, value, schema.properties().get(entry.getKey()));
        }
      } else if (schema.isMap()) {
        value(field, value, schema.values().orElseThrow());
      } else if (!schema.open()) {
        unknownField(field, entry.getKey(), schema.properties().keySet());
      }
    }
    for (String required : schema.required()) {
      if (!found.hasNonNull(required)) {
        findings.add(
            path.field(required),
            ProblemCode.MISSING_FIELD,
            "the field " + required + " is missing; " + what(schema, required));
      }
    }
  }

  private static String what(Schema schema, String field) {
    String description = schema.property(field).map(Schema::description).orElse("");
    int end = description.indexOf(". ");
    String first = end < 0 ? description : description.substring(0, end);
    String sentence = first.endsWith(".") ? first.substring(0, first.length() - 1) : first;
    return sentence.isEmpty()
        ? "it is required here"
        : "it is required: " + Character.toLowerCase(sentence.charAt(0)) + sentence.substring(1);
  }

  private void unknownField(FieldPath field, String name, Collection<String> allowed) {
    String message = findings.isFull() ? "" : unknownFieldMessage(name, allowed);
    findings.add(field, ProblemCode.UNKNOWN_FIELD, message);
  }

  /** The one wording for a field that does not exist. */
  public static String unknownFieldMessage(String name, Collection<String> allowed) {
    return "unknown field "
        + Wording.quote(name)
        + Wording.nearest(name, allowed)
            .map(near -> ", did you mean " + Wording.quote(near) + "?")
            .orElse(";")
        + " Allowed here: "
        + String.join(", ", allowed);
  }

  private void array(FieldPath path, JsonNode found, Schema schema) {
    if (!found.isArray()) {
      wrongType(path, found, "a list");
      return;
    }
    for (int i = 0; schema.items().isPresent() && i < found.size(); i++) {
      value(path.item(i), found.get(i), schema.items().get());
    }
  }

  private void string(FieldPath path, JsonNode found, Schema schema) {
    if (!found.isTextual()) {
      wrongType(path, found, "text" + textHint(found, schema));
      return;
    }
    if (found.asText().indexOf('\0') >= 0) {
      findings.add(
          path,
          ProblemCode.BAD_FORMAT,
          "the text has the character NUL, which no process can take");
      return;
    }
    ValueForms.check(path, found.asText(), schema, findings);
  }

  private static String textHint(JsonNode found, Schema schema) {
    if (schema.format() == Schema.Format.DURATION) {
      return " such as 90s, 15m, 2h or 1d";
    }
    if (!schema.allowed().isEmpty()) {
      return ": " + String.join(", ", schema.allowed());
    }
    return switch (found.getNodeType()) {
      case NUMBER -> "; put the number in quotes to make it text";
      case BOOLEAN ->
          "; YAML reads yes, no, on, off, y, n, true and false as booleans, put the word in quotes";
      case NULL -> "; write \"\" for an empty one";
      case OBJECT, ARRAY, STRING, BINARY, POJO, MISSING -> "";
    };
  }

  private void integer(FieldPath path, JsonNode found, Schema schema) {
    if (!found.isIntegralNumber()) {
      wrongType(path, found, "a whole number" + (found.isTextual() ? ", without quotes" : ""));
      return;
    }
    long smallest = schema.format() == Schema.Format.INT32 ? Integer.MIN_VALUE : Long.MIN_VALUE;
    long largest = schema.format() == Schema.Format.INT32 ? Integer.MAX_VALUE : Long.MAX_VALUE;
    long minimum = schema.minimum().orElse(smallest);
    long maximum = schema.maximum().orElse(largest);
    if (!found.canConvertToLong() || found.asLong() < minimum || found.asLong() > maximum) {
      findings.add(
          path,
          ProblemCode.OUT_OF_RANGE,
          "found "
              + Wording.quote(found.asText()).replace("\"", "")
              + "; allowed are numbers "
              + (maximum == largest ? "from " + minimum : "from " + minimum + " to " + maximum));
    }
  }

  private void wrongType(FieldPath path, JsonNode found, String wanted) {
    findings.add(
        path,
        ProblemCode.WRONG_TYPE,
        "found " + findings.describe(found) + "; allowed is " + wanted);
  }

  private static String fieldsIn(Schema schema) {
    List<String> names = new ArrayList<>(schema.properties().keySet());
    return names.isEmpty() ? "" : " with the fields " + String.join(", ", names);
  }
}
