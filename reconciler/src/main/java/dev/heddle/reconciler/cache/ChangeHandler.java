package dev.heddle.reconciler.cache;

import dev.heddle.crd.meta.Resource;
import java.util.Optional;

/**
 * Is told of each change in a cache, one at a time and in order, once the cache shows it. Must not
 * block.
 *
 * @param <R> the kind
 */
@FunctionalInterface
public interface ChangeHandler<R extends Resource> {

  /**
   * A resource came ({@code before} is empty), changed, or went ({@code after} is empty). When a
   * name was deleted and used again both are there, with different uids.
   */
  void onChange(Optional<R> before, Optional<R> after);
}
