package dev.heddle.crd.skein;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.problem.FieldPath;
import dev.heddle.crd.problem.Position;
import dev.heddle.crd.problem.Problem;
import dev.heddle.crd.problem.ProblemCode;
import dev.heddle.crd.problem.ProblemList;
import dev.heddle.crd.schema.Names;
import dev.heddle.crd.schema.SchemaValidator;
import dev.heddle.crd.tree.LocatedTree;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Turns Skein's specification, spelled in snake_case, into an Application. */
public final class SkeinSpecification {

  /** The name Skein gives to an application that has none. */
  private static final String DEFAULT_NAME = "skein";

  private static final FieldPath SPEC = FieldPath.of("spec");

  private final Map<FieldPath, FieldPath> origins = new HashMap<>();
  private final ProblemList problems = new ProblemList();

  private SkeinSpecification() {}

  /** Whether a tree that does not say what it is looks like Skein's. */
  public static boolean isLike(JsonNode tree) {
    return tree.has("services") || tree.has("master");
  }

  /** The Application that a specification describes; its types and values are not yet judged. */
  public static Translation toApplication(ObjectNode specification) {
    SkeinSpecification reading = new SkeinSpecification();
    FieldPath metadata = FieldPath.of("metadata");
    FieldPath name = FieldPath.of("name");
    reading.origins.put(FieldPath.root(), FieldPath.root());
    reading.origins.put(SPEC, FieldPath.root());
    reading.origins.put(metadata, FieldPath.root());
    reading.origins.put(metadata.field("name"), name);
    ObjectNode application = JsonNodeFactory.instance.objectNode();
    application.put("apiVersion", Kinds.APPLICATION.apiVersion());
    application.put("kind", Kinds.APPLICATION.kind());
    application
        .putObject("metadata")
        .put("name", reading.resourceName(specification.path("name"), name));
    JsonNode spec =
        reading.translate(SkeinLevel.APPLICATION, specification, FieldPath.root(), SPEC);
    if (spec instanceof ObjectNode object) {
      // What was written for Skein may call as Skein is called.
      object.put("skeinProtocol", true);
    }
    application.set("spec", spec);
    return new Translation(application, reading.origins, reading.problems.toList());
  }

  private String resourceName(JsonNode name, FieldPath path) {
    if (!name.isTextual() || name.asText().isEmpty()) {
      return DEFAULT_NAME;
    }
    Optional<String> label = Names.toLabel(name.asText());
    if (label.isEmpty()) {
      problems.add(
          Problem.at(
              path,
              ProblemCode.BAD_FORMAT,
              "no name of a resource can be made of it; allowed is what has a letter a-z or a digit"));
    }
    return label.orElse(DEFAULT_NAME);
  }

  private JsonNode translate(SkeinLevel level, JsonNode found, FieldPath from, FieldPath to) {
    if (!found.isObject()) {
      return found.deepCopy();
    }
    ObjectNode result = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> entry : found.properties()) {
      FieldPath at = from.field(entry.getKey());
      Optional<SkeinField> field = level.field(entry.getKey());
      if (field.isEmpty()) {
        problems.add(
            Problem.at(
                at,
                ProblemCode.UNKNOWN_FIELD,
                problems.isFull()
                    ? ""
                    : SchemaValidator.unknownFieldMessage(entry.getKey(), level.names())));
      } else if (!entry.getValue().isNull()) {
        translate(field.get(), entry.getValue(), at, to, result);
      }
    }
    return result;
  }

  private void translate(
      SkeinField field, JsonNode found, FieldPath from, FieldPath to, ObjectNode into) {
    if (field instanceof SkeinField.NotSupported notSupported) {
      if (!notSupported.isHarmless(found)) {
        problems.add(Problem.at(from, ProblemCode.NOT_SUPPORTED, notSupported.message()));
      }
      return;
    }
    if (field instanceof SkeinField.EmptyMeansAbsent
        && found.isTextual()
        && found.asText().isEmpty()) {
      return;
    }
    String name = field.heddleName();
    FieldPath target = to.field(name);
    origins.put(target, from);
    into.set(name, value(field, found, from, target));
  }

  private JsonNode value(SkeinField field, JsonNode found, FieldPath from, FieldPath to) {
    if (field instanceof SkeinField.Nested nested) {
      return translate(nested.level(), found, from, to);
    }
    if (field instanceof SkeinField.Named named && found.isObject()) {
      ObjectNode result = JsonNodeFactory.instance.objectNode();
      for (Map.Entry<String, JsonNode> entry : found.properties()) {
        FieldPath each = to.field(entry.getKey());
        origins.put(each, from.field(entry.getKey()));
        result.set(
            entry.getKey(),
            translate(named.level(), entry.getValue(), from.field(entry.getKey()), each));
      }
      return result;
    }
    if (field instanceof SkeinField.AnyCase && found.isTextual()) {
      return JsonNodeFactory.instance.textNode(found.asText().toLowerCase(Locale.ROOT));
    }
    return found.deepCopy();
  }

  /**
   * What became of a specification.
   *
   * @param application the Application, to be judged by its schema
   * @param origins field of the Application to field of the specification
   * @param problems what of the specification could not be translated
   */
  public record Translation(
      ObjectNode application, Map<FieldPath, FieldPath> origins, List<Problem> problems) {

    public Translation {
      requireNonNull(application, "application is null");
      origins = Map.copyOf(origins);
      problems = List.copyOf(problems);
    }

    /** The field of the specification from which a field of the Application came. */
    public FieldPath origin(FieldPath field) {
      return field.rebase(origins);
    }

    /** The Application with the places of what it came from. */
    public LocatedTree locate(LocatedTree specification) {
      Map<FieldPath, Position> positions = new HashMap<>();
      origins.forEach(
          (field, origin) ->
              specification.position(origin).ifPresent(at -> positions.put(field, at)));
      return new LocatedTree(application, positions);
    }
  }
}
