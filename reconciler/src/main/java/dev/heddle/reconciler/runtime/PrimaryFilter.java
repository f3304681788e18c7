package dev.heddle.reconciler.runtime;

import dev.heddle.crd.meta.ObjectMeta;
import dev.heddle.crd.meta.Resource;

/**
 * Whether a change of the reconciled resource itself is worth a pass: its spec, labels, annotations
 * or the wish to delete it. A reconciler's own status is not, or it would wake itself for ever
 * (L2).
 */
final class PrimaryFilter {

  private PrimaryFilter() {}

  static boolean isWish(Resource before, Resource after) {
    ObjectMeta old = before.metadata();
    ObjectMeta now = after.metadata();
    return !old.uid().equals(now.uid())
        || old.generation() != now.generation()
        || old.isBeingDeleted() != now.isBeingDeleted()
        || !old.labels().equals(now.labels())
        || !old.annotations().equals(now.annotations());
  }
}
