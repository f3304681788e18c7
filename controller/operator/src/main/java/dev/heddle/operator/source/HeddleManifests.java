package dev.heddle.operator.source;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.ResourceType;
import dev.heddle.crd.problem.Position;
import dev.heddle.crd.problem.Problem;
import dev.heddle.crd.schema.SchemaValidator;
import dev.heddle.crd.schema.Shorthands;
import dev.heddle.crd.tree.Document;
import dev.heddle.crd.tree.DocumentReader;
import dev.heddle.crd.tree.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads manifests of the kinds that files may declare. */
final class HeddleManifests implements ManifestParser {

  /** The kinds that a file may declare. */
  static final List<ResourceType<?>> DECLARABLE = List.of(Kinds.NOTEBOOK, Kinds.APPLICATION);

  private final DocumentReader reader = new DocumentReader(Limits.standard());

  @Override
  public FileReport parse(String path, byte[] content) {
    List<Declared> declared = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    List<Document> documents = reader.read(path, content);
    if (documents.isEmpty()) {
      problems.add("the file declares nothing; remove it when that is meant");
    }
    for (Document document : documents) {
      document(SourceLayout.namespaceOf(path), document, declared, problems);
    }
    return new FileReport(declared, problems);
  }

  private static void document(
      String namespace, Document document, List<Declared> declared, List<String> problems) {
    document.problems().forEach(problem -> problems.add(text(document, problem)));
    if (!document.problems().isEmpty() || document.tree().isEmpty()) {
      return;
    }
    if (!(document.tree().get().root() instanceof ObjectNode written)) {
      problems.add(document.position() + ": a mapping is expected");
      return;
    }
    Optional<ResourceType<?>> type =
        Kinds.byKind(written.path("apiVersion").asText(), written.path("kind").asText())
            .filter(DECLARABLE::contains);
    if (type.isEmpty()) {
      problems.add(
          document.position()
              + ": a file here declares a Notebook or an Application of heddle.dev/v1");
      return;
    }
    ObjectNode tree = Shorthands.expand(type.get(), written);
    String declaredNamespace = tree.path("metadata").path("namespace").asText(namespace);
    if (!declaredNamespace.equals(namespace)) {
      problems.add(
          document.position()
              + ": metadata.namespace is "
              + declaredNamespace
              + ", and the file lies in "
              + namespace
              + "; leave the field out, or move the file");
    }
    for (String reserved : Tracking.RESERVED) {
      if (tree.path("metadata").path("annotations").has(reserved)) {
        problems.add(
            document.position() + ": the annotation " + reserved + " is set by Heddle alone");
      }
    }
    List<Problem> mistakes = SchemaValidator.validate(type.get(), tree);
    mistakes.stream()
        .map(p -> p.withPosition(document.tree().get().position(p.field())))
        .forEach(problem -> problems.add(text(document, problem)));
    String name = tree.path("metadata").path("name").asText();
    if (problems.isEmpty()) {
      tree.remove("status");
      declared.add(
          new Declared(
              type.get(),
              type.get().key(namespace, name),
              tree,
              "line " + document.position().line()));
    }
  }

  private static String text(Document document, Problem problem) {
    Position at = problem.position().orElse(document.position());
    return at + ": " + problem;
  }
}
