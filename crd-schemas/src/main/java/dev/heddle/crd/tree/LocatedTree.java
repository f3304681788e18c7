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
 */
public record LocatedTree(JsonNode root, Map<FieldPath, Position> positions) {

  public LocatedTree {
    requireNonNull(root, "root is null");
    positions = Map.copyOf(positions);
  }

  /** The place of a value, or of the nearest value around it that is in the file. */
  public Optional<Position> position(FieldPath path) {
    Optional<FieldPath> at = Optional.of(path);
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
