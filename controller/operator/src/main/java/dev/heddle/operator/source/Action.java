package dev.heddle.operator.source;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.meta.Resource;
import dev.heddle.crd.meta.ResourceKey;

/** One change that a plan asks for. */
sealed interface Action {

  ResourceKey key();

  /** The file that asks for it, or did. */
  String path();

  /** The object is not there. */
  record Create(Resource object, String path) implements Action {
    public Create {
      requireNonNull(object, "object is null");
      requireNonNull(path, "path is null");
    }

    @Override
    public ResourceKey key() {
      return object.key();
    }
  }

  /** The object differs from what its file declares; it carries the version that was read. */
  record Update(Resource object, String path) implements Action {
    public Update {
      requireNonNull(object, "object is null");
      requireNonNull(path, "path is null");
    }

    @Override
    public ResourceKey key() {
      return object.key();
    }
  }

  /** No file declares the object any more; only that very object may be deleted (I1). */
  record Delete(ResourceKey key, String uid, String path) implements Action {
    public Delete {
      requireNonNull(key, "key is null");
      requireNonNull(uid, "uid is null");
      requireNonNull(path, "path is null");
    }
  }
}
