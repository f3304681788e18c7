package dev.heddle.crd.yaml;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.meta.ResourceKey;
import dev.heddle.crd.problem.FieldPath;
import dev.heddle.crd.problem.Position;
import dev.heddle.crd.problem.Problem;
import dev.heddle.crd.problem.ProblemCode;
import dev.heddle.crd.tree.Document;
import dev.heddle.crd.tree.DocumentReader;
import dev.heddle.crd.tree.Limits;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads manifest files: YAML with any number of documents, lists, JSON, Skein specifications. */
public final class ManifestReader {

  private static final Comparator<FileProblem> IN_FILE_ORDER =
      Comparator.comparing(FileProblem::document)
          .thenComparing(
              problem -> problem.problem().position().orElse(Position.START),
              Comparator.comparing(Position::line).thenComparing(Position::column));

  private final DocumentReader documents;

  /** A reader with the standard limits. */
  public ManifestReader() {
    this(Limits.standard());
  }

  public ManifestReader(Limits limits) {
    this.documents = new DocumentReader(limits);
  }

  /** All that a file holds; never throws for what is in it. */
  public ManifestReport read(String fileName, byte[] content) {
    requireNonNull(content, "content is null");
    return report(fileName, documents.read(fileName, content));
  }

  /** All that a file holds; never throws for what is in it. */
  public ManifestReport read(String fileName, String content) {
    requireNonNull(content, "content is null");
    return report(fileName, documents.read(fileName, content));
  }

  private static ManifestReport report(String fileName, List<Document> documents) {
    List<Declaration> declarations = new ArrayList<>();
    List<FileProblem> problems = new ArrayList<>();
    for (Document document : documents) {
      if (document.tree().isEmpty()) {
        document
            .problems()
            .forEach(
                problem ->
                    problems.add(
                        new FileProblem(fileName, document.number(), Optional.empty(), problem)));
      } else {
        declarations.addAll(DocumentContent.declarations(document, document.tree().get()));
      }
    }
    Set<ResourceKey> doubled = findDoubled(fileName, declarations, problems);
    List<Manifest> manifests = new ArrayList<>();
    for (Declaration declaration : declarations) {
      for (Problem problem : declaration.problems()) {
        problems.add(
            new FileProblem(fileName, declaration.document(), declaration.resource(), problem));
      }
      declaration
          .good()
          .filter(good -> declaration.resource().filter(doubled::contains).isEmpty())
          .map(good -> new Manifest(good.type(), fileName, declaration.document(), good.tree()))
          .ifPresent(manifests::add);
    }
    problems.sort(IN_FILE_ORDER);
    return new ManifestReport(manifests, problems);
  }

  /** Which of two declarations is meant nobody can tell, so neither is used. */
  private static Set<ResourceKey> findDoubled(
      String fileName, List<Declaration> declarations, List<FileProblem> problems) {
    Map<ResourceKey, Declaration> first = new HashMap<>();
    Set<ResourceKey> doubled = new HashSet<>();
    for (Declaration declaration : declarations) {
      if (declaration.resource().isEmpty()) {
        continue;
      }
      ResourceKey key = declaration.resource().get();
      Declaration before = first.putIfAbsent(key, declaration);
      if (before != null) {
        doubled.add(key);
        Problem problem =
            Problem.at(
                    FieldPath.of("metadata", "name"),
                    ProblemCode.DUPLICATE_RESOURCE,
                    key
                        + " is declared twice in this file, first at line "
                        + before.position().line()
                        + "; keep one of the two")
                .withPosition(Optional.of(declaration.position()));
        problems.add(
            new FileProblem(fileName, declaration.document(), declaration.resource(), problem));
      }
    }
    return doubled;
  }
}
