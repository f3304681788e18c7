package dev.heddle.operator.store;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.reconciler.store.StoreException;
import java.util.Optional;

/** What a write does to one object: decided on the version that was read, refused on another. */
sealed interface Mutation {

  /**
   * Writes a new object.
   *
   * @param body its JSON
   * @param room an object that must stay as it was read: the namespace, so that nothing is born
   *     into one that is being deleted
   */
  record Create(ObjectNode body, Optional<StoredObject> room) implements Mutation {
    public Create {
      requireNonNull(body, "body is null");
      requireNonNull(room, "room is null");
    }
  }

  /**
   * Replaces an object.
   *
   * @param read the version that is replaced
   * @param body the new JSON
   */
  record Replace(StoredObject read, ObjectNode body) implements Mutation {
    public Replace {
      requireNonNull(read, "read is null");
      requireNonNull(body, "body is null");
    }
  }

  /**
   * Removes an object.
   *
   * @param read the version that is removed
   * @param body its last JSON, as watches see it go
   */
  record Remove(StoredObject read, ObjectNode body) implements Mutation {
    public Remove {
      requireNonNull(read, "read is null");
      requireNonNull(body, "body is null");
    }
  }

  /**
   * Leaves it as it is: the write would change nothing (L2).
   *
   * @param read the version that stays
   */
  record Keep(StoredObject read) implements Mutation {
    public Keep {
      requireNonNull(read, "read is null");
    }
  }

  /** Chooses the mutation; called again when the object turns out to be newer. */
  interface Decision {
    /**
     * @throws StoreException when the write is refused on this version
     */
    Mutation decide(Optional<StoredObject> current);
  }
}
