package dev.heddle.crd.yaml;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.json.Json;
import dev.heddle.crd.meta.Resource;
import dev.heddle.crd.meta.ResourceKey;
import dev.heddle.crd.meta.ResourceType;
import dev.heddle.crd.problem.FieldPath;
import dev.heddle.crd.problem.Position;
import dev.heddle.crd.schema.Defaults;
import dev.heddle.crd.tree.LocatedTree;
import java.util.Optional;

/**
 * One resource as a file declares it, free of mistakes.
 *
 * @param type its kind
 * @param file the file's name, as it was given to the reader
 * @param document the document's place in the file, from 1
 * @param located the resource as it is written, without defaults, and where its parts stand
 */
public record Manifest(ResourceType<?> type, String file, int document, LocatedTree located) {

  public Manifest {
    requireNonNull(type, "type is null");
    requireNonNull(file, "file is null");
    requireNonNull(located, "located is null");
    if (!(located.root() instanceof ObjectNode)) {
      throw new IllegalArgumentException("a manifest is a mapping");
    }
  }

  /** The resource as it is written, without defaults; shared, copy before changing it. */
  public ObjectNode tree() {
    return (ObjectNode) located.root();
  }

  /** Kind, namespace as it is written (empty when it is not) and name. */
  public ResourceKey key() {
    return type.key(
        tree().path("metadata").path("namespace").asText(""),
        tree().path("metadata").path("name").asText(""));
  }

  /** The resource with its defaults. */
  public Resource resource() {
    return read(type);
  }

  /**
   * The resource with its defaults.
   *
   * @throws IllegalArgumentException when it is of another kind
   */
  public <R extends Resource> R resource(ResourceType<R> wanted) {
    if (!type.equals(wanted)) {
      throw new IllegalArgumentException(key() + " is no " + wanted.kind());
    }
    return read(wanted);
  }

  private <R extends Resource> R read(ResourceType<R> wanted) {
    return Json.fromTree(wanted, Defaults.apply(wanted, tree()));
  }

  /** Where it begins. */
  public Position position() {
    return located.position(FieldPath.root()).orElse(Position.START);
  }

  /** Where a field of it stands, or the nearest field around it that is written. */
  public Optional<Position> position(FieldPath field) {
    return located.position(field);
  }

  /** The same resource in that namespace. */
  public Manifest withNamespace(String namespace) {
    ObjectNode copy = tree().deepCopy();
    copy.withObject("/metadata").put("namespace", namespace);
    return withTree(copy);
  }

  /** The same manifest with another content. */
  public Manifest withTree(ObjectNode replacement) {
    return new Manifest(type, file, document, located.withRoot(replacement));
  }
}
