package dev.heddle.operator.source;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.meta.ResourceKey;
import dev.heddle.crd.meta.ResourceType;
import java.util.Optional;

/**
 * One resource as a file declares it: valid by itself, and with nothing filled in that is not in
 * the file, since what it does not say belongs to others.
 *
 * @param type the kind
 * @param key kind, namespace and name
 * @param tree the resource as written; shared, not to be changed
 * @param place where in the file, for people
 * @param user the user it asks for, if any
 * @param queue the queue it asks for, or gets by default
 */
record Declared(
    ResourceType<?> type,
    ResourceKey key,
    ObjectNode tree,
    String place,
    Optional<String> user,
    String queue) {

  Declared {
    requireNonNull(type, "type is null");
    requireNonNull(key, "key is null");
    requireNonNull(tree, "tree is null");
    requireNonNull(place, "place is null");
    requireNonNull(user, "user is null");
    requireNonNull(queue, "queue is null");
  }
}
