package dev.heddle.reconciler.cache;

import dev.heddle.crd.meta.Resource;
import dev.heddle.crd.meta.ResourceKey;
import java.util.List;
import java.util.Optional;

/**
 * The resources of one kind as last seen. Reading it costs no call and never blocks on one.
 *
 * @param <R> the kind
 */
public interface ResourceCache<R extends Resource> {

  /** The resource, if there is one. */
  Optional<R> get(ResourceKey key);

  /** All resources, in no order. */
  List<R> all();

  /** The resources whose controller is the owner with that uid, by key. */
  List<R> ownedBy(String ownerUid);

  /** Whether a complete listing has been read. */
  boolean hasSynced();
}
