package dev.heddle.operator.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * What the API tells of the cluster itself. Calls may block, and may throw {@link
 * ApplicationAccessException}.
 */
public interface ClusterAccess {

  /** Its nodes, in any state. */
  List<JsonNode> nodes();

  /** Its queues, each after its parent. */
  List<JsonNode> queues();
}
