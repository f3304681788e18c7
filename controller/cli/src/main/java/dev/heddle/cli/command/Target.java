package dev.heddle.cli.command;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.ResourceKey;
import dev.heddle.crd.meta.ResourceType;

/** A notebook or application that somebody named, as the operator has it. */
record Target(ResourceType<?> type, ObjectNode object) {

  Target {
    requireNonNull(type, "type is null");
    requireNonNull(object, "object is null");
  }

  /**
   * Finds it.
   *
   * @param reference a notebook's name, {@code NAMESPACE/NAME}, or {@code KIND/NAME}
   */
  static Target find(Lookup lookup, String reference) {
    ResourceType<?> type = Kinds.NOTEBOOK;
    String name = reference;
    int slash = reference.indexOf('/');
    if (slash > 0 && Kinds.byAnyName(reference.substring(0, slash)).isPresent()) {
      type = Lookup.kind(reference.substring(0, slash));
      name = reference.substring(slash + 1);
    }
    if (!type.equals(Kinds.NOTEBOOK) && !type.equals(Kinds.APPLICATION)) {
      throw new UsageException("only notebooks and applications run, not " + type.plural());
    }
    return new Target(type, lookup.find(type, name));
  }

  ResourceKey key() {
    return Lookup.key(type, object);
  }
}
