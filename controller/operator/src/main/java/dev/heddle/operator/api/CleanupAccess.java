package dev.heddle.operator.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * What the API tells of clean-up. Calls may block, and may throw {@link
 * ApplicationAccessException}.
 */
@FunctionalInterface
public interface CleanupAccess {

  /**
   * What policies would do now and later; nothing is done.
   *
   * @param policy of which policy; empty for all
   */
  ObjectNode plan(Optional<String> policy);
}
