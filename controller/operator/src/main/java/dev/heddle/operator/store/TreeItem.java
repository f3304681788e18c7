package dev.heddle.operator.store;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** An object of a listing that is there as a tree. */
record TreeItem(ObjectNode tree) implements ObjectStore.Item {

  TreeItem {
    requireNonNull(tree, "tree is null");
  }

  @Override
  public String namespace() {
    return tree.path("metadata").path("namespace").asText("");
  }

  @Override
  public String name() {
    return tree.path("metadata").path("name").asText("");
  }

  @Override
  public String resourceVersion() {
    return tree.path("metadata").path("resourceVersion").asText("");
  }

  @Override
  public byte[] json() {
    return ObjectRules.bytes(tree);
  }
}
