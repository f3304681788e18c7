package dev.heddle.crd.tree;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.crd.problem.FieldPath;
import dev.heddle.crd.problem.Position;
import java.util.Map;
import java.util.Optional;

/**
 * A tree and the place of each of its values.
 *
 * @param root the tree
 * @param positions for a field the place of its key, for an item the place of the item
 * @param base where the tree hangs in the document that {@code positions} describes
 */
public record LocatedTree(JsonNode root, Map<FieldPath, Position> positions, FieldPath base) {

  public LocatedTree {
    requireNonNull(root, "root is null");
    positions = Map.copyOf(positions);
    requireNonNull(base, "base is null");
  }

  /** The tree of a whole document. */
  public LocatedTree(JsonNode root, Map<FieldPath, Position> positions) {
    this(root, positions, FieldPath.root());
  }

  /** A part of this tree, of which {@code path} leads to {@code part}. */
  public LocatedTree part(FieldPath path, JsonNode part) {
    return new LocatedTree(part, positions, base.append(path));
  }

  /** The same places for another form of the tree. */
  public LocatedTree withRoot(JsonNode replacement) {
    return new LocatedTree(replacement, positions, base);
  }

  /** The place of a value, or of the nearest value around it that is in the file. */
  public Optional<Position> position(FieldPath path) {
    Optional<FieldPath> at = Optional.of(base.append(path));
    while (at.isPresent()) {
      Position position = positions.get(at.get());
      if (position != null) {
        return Optional.of(position);
      }
      at = at.get().parent();
    }
    return Optional.empty();
  }
}
