package dev.heddle.operator.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.ResourceType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Which objects have owners, and which. Not thread-safe. */
final class Dependents {

  private final Map<ObjectId, Dependent> byId = new HashMap<>();
  private final Map<String, Set<ObjectId>> byOwner = new HashMap<>();

  /**
   * An object with owners.
   *
   * @param type its kind
   * @param id its name
   * @param uid its identity
   * @param owners who they are
   */
  record Dependent(ResourceType<?> type, ObjectId id, String uid, List<Owner> owners) {}

  /**
   * An owner as its dependent names it.
   *
   * @param type its kind, where we know it
   * @param name its name
   * @param uid its identity
   */
  record Owner(Optional<ResourceType<?>> type, String name, String uid) {}

  /** Takes note of an object as it is now. */
  void put(ResourceType<?> type, ObjectNode object) {
    ObjectId id = id(type, object);
    remove(id);
    List<Owner> owners = owners(object);
    if (!owners.isEmpty()) {
      byId.put(id, new Dependent(type, id, object.at("/metadata/uid").asText(), owners));
      owners.forEach(owner -> byOwner.computeIfAbsent(owner.uid(), u -> new TreeSet<>()).add(id));
    }
  }

  void remove(ObjectId id) {
    Dependent before = byId.remove(id);
    if (before == null) {
      return;
    }
    for (Owner owner : before.owners()) {
      Set<ObjectId> owned = byOwner.getOrDefault(owner.uid(), new TreeSet<>());
      owned.remove(id);
      if (owned.isEmpty()) {
        byOwner.remove(owner.uid());
      }
    }
  }

  Optional<Dependent> get(ObjectId id) {
    return Optional.ofNullable(byId.get(id));
  }

  List<ObjectId> of(String ownerUid) {
    return List.copyOf(byOwner.getOrDefault(ownerUid, Set.of()));
  }

  List<ObjectId> all() {
    return List.copyOf(byId.keySet());
  }

  static ObjectId id(ResourceType<?> type, ObjectNode object) {
    return ObjectId.of(
        type, object.at("/metadata/namespace").asText(""), object.at("/metadata/name").asText());
  }

  private static List<Owner> owners(ObjectNode object) {
    List<Owner> owners = new ArrayList<>();
    for (JsonNode reference : object.at("/metadata/ownerReferences")) {
      owners.add(
          new Owner(
              Kinds.byKind(reference.path("apiVersion").asText(), reference.path("kind").asText()),
              reference.path("name").asText(),
              reference.path("uid").asText()));
    }
    return owners;
  }
}
