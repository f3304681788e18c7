package dev.heddle.operator.view;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.meta.ResourceType;
import java.util.List;

/**
 * Objects of a kind without namespaces that are the same as long as the process lives.
 *
 * @param type the kind
 * @param objects all of them, by name
 */
public record FixedView(ResourceType<?> type, List<ObjectNode> objects) {
  public FixedView {
    requireNonNull(type, "type is null");
    objects = List.copyOf(objects);
  }
}
