package dev.heddle.crd.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.ResourceKey;
import dev.heddle.crd.meta.ResourceType;
import dev.heddle.crd.problem.FieldPath;
import dev.heddle.crd.problem.Position;
import dev.heddle.crd.problem.Problem;
import dev.heddle.crd.problem.ProblemCode;
import dev.heddle.crd.problem.Wording;
import dev.heddle.crd.schema.SchemaValidator;
import dev.heddle.crd.schema.Shorthands;
import dev.heddle.crd.skein.SkeinSpecification;
import dev.heddle.crd.tree.Document;
import dev.heddle.crd.tree.LocatedTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Tells what a document is (a resource, a list of them, a Skein specification) and judges it. */
final class DocumentContent {

  private static final String LIST = "List";

  private DocumentContent() {}

  static List<Declaration> declarations(Document document, LocatedTree tree) {
    if (isList(tree.root())) {
      return items(document, tree);
    }
    return List.of(declaration(document, tree, FieldPath.root(), document.problems()));
  }

  /** {@code kind: List}, or {@code NotebookList} as the API returns it. */
  private static boolean isList(JsonNode root) {
    String kind = root.path("kind").asText("");
    return root.path("items").isArray()
        && kind.endsWith(LIST)
        && (kind.equals(LIST) || typeOfKind(kind.substring(0, kind.length() - 4)).isPresent());
  }

  private static List<Declaration> items(Document document, LocatedTree list) {
    List<Declaration> declarations = new ArrayList<>();
    JsonNode items = list.root().path("items");
    for (int i = 0; i < items.size(); i++) {
      FieldPath path = FieldPath.of("items").item(i);
      // A mistake in the text of the list, such as a doubled key, may be in any of its items.
      List<Problem> textProblems = i == 0 ? document.problems() : List.of();
      Declaration item = declaration(document, list.part(path, items.get(i)), path, textProblems);
      boolean doubtful = !document.problems().isEmpty();
      declarations.add(
          doubtful
              ? new Declaration(
                  item.document(),
                  item.position(),
                  item.resource(),
                  Optional.empty(),
                  item.problems())
              : item);
    }
    return declarations;
  }

  private static Declaration declaration(
      Document document, LocatedTree tree, FieldPath base, List<Problem> textProblems) {
    Position position = tree.position(FieldPath.root()).orElse(document.position());
    Judged judged = judge(tree);
    List<Problem> problems = new ArrayList<>(textProblems);
    judged.problems().stream()
        .map(problem -> problem.withField(base.append(problem.field())))
        .forEach(problems::add);
    return new Declaration(
        document.number(),
        position,
        judged.resource(),
        problems.isEmpty() ? judged.good() : Optional.empty(),
        problems);
  }

  private record Judged(
      Optional<ResourceKey> resource, Optional<Declaration.Good> good, List<Problem> problems) {

    static Judged wrong(LocatedTree tree, FieldPath field, ProblemCode code, String message) {
      Problem problem = Problem.at(field, code, message).withPosition(tree.position(field));
      return new Judged(Optional.empty(), Optional.empty(), List.of(problem));
    }
  }

  private static Judged judge(LocatedTree tree) {
    if (!(tree.root() instanceof ObjectNode object)) {
      return Judged.wrong(
          tree,
          FieldPath.root(),
          ProblemCode.WRONG_TYPE,
          "the document is no mapping; allowed is one with apiVersion, kind, metadata and spec");
    }
    boolean identified = object.has("apiVersion") || object.has("kind");
    if (!identified && SkeinSpecification.isLike(object)) {
      return skein(tree, object);
    }
    String kind = object.path("kind").asText("");
    String apiVersion = object.path("apiVersion").asText("");
    Optional<ResourceType<?>> type =
        apiVersion.isEmpty() ? typeOfKind(kind) : Kinds.byKind(apiVersion, kind);
    return type.map(known -> resource(known, tree, object))
        .orElseGet(() -> unknownKind(tree, apiVersion, kind));
  }

  private static Judged resource(ResourceType<?> type, LocatedTree tree, ObjectNode object) {
    LocatedTree expanded = tree.withRoot(Shorthands.expand(type, object));
    List<Problem> problems = new ArrayList<>(SchemaValidator.validate(type, expanded));
    JsonNode metadata = object.path("metadata");
    FieldPath name = FieldPath.of("metadata", "name");
    if (metadata.path("name").asText("").isEmpty() && metadata.hasNonNull("generateName")) {
      problems.add(
          Problem.at(
                  name,
                  ProblemCode.MISSING_FIELD,
                  "a file names its resources itself: write name in place of generateName")
              .withPosition(tree.position(name)));
    }
    return new Judged(
        key(type, metadata), Optional.of(new Declaration.Good(type, expanded)), problems);
  }

  private static Judged skein(LocatedTree tree, ObjectNode object) {
    SkeinSpecification.Translation translation = SkeinSpecification.toApplication(object);
    LocatedTree application = translation.locate(tree);
    List<Problem> problems = new ArrayList<>(translation.problems());
    ObjectNode expanded = Shorthands.expand(Kinds.APPLICATION, translation.application());
    SchemaValidator.validate(Kinds.APPLICATION, expanded).stream()
        .map(problem -> problem.withField(translation.origin(problem.field())))
        .forEach(problems::add);
    List<Problem> located =
        problems.stream().map(p -> p.withPosition(tree.position(p.field()))).toList();
    return new Judged(
        key(Kinds.APPLICATION, expanded.path("metadata")),
        Optional.of(new Declaration.Good(Kinds.APPLICATION, application.withRoot(expanded))),
        located);
  }

  private static Optional<ResourceKey> key(ResourceType<?> type, JsonNode metadata) {
    String name = metadata.path("name").asText("");
    return name.isEmpty()
        ? Optional.empty()
        : Optional.of(type.key(metadata.path("namespace").asText(""), name));
  }

  private static Judged unknownKind(LocatedTree tree, String apiVersion, String kind) {
    if (kind.isEmpty()) {
      return Judged.wrong(
          tree,
          FieldPath.of("kind"),
          ProblemCode.MISSING_FIELD,
          "the document does not say what it is; write apiVersion: "
              + Kinds.NOTEBOOK.apiVersion()
              + " and kind: Notebook, or another kind. A Skein specification has services or a"
              + " master and neither of the two");
    }
    Optional<ResourceType<?>> sameKind = typeOfKind(kind);
    if (sameKind.isPresent()) {
      return Judged.wrong(
          tree,
          FieldPath.of("apiVersion"),
          ProblemCode.UNKNOWN_KIND,
          "found the apiVersion "
              + Wording.quote(apiVersion)
              + "; allowed for the kind "
              + kind
              + " is "
              + sameKind.get().apiVersion());
    }
    List<String> kinds = kinds().toList();
    return Judged.wrong(
        tree,
        FieldPath.of("kind"),
        ProblemCode.UNKNOWN_KIND,
        "found the kind "
            + Wording.quote(kind)
            + "; allowed are "
            + String.join(", ", kinds)
            + Wording.hint(kind, kinds));
  }

  private static Stream<String> kinds() {
    return Kinds.all().stream().map(ResourceType::kind);
  }

  private static Optional<ResourceType<?>> typeOfKind(String kind) {
    return Kinds.all().stream().filter(type -> type.kind().equals(kind)).findFirst();
  }
}
