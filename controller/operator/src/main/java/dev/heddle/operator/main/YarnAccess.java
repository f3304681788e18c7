package dev.heddle.operator.main;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.crd.json.Json;
import dev.heddle.operator.api.ApplicationAccessException;
import dev.heddle.operator.api.ApplicationAccessException.Reason;
import dev.heddle.operator.api.ClusterAccess;
import dev.heddle.operator.yarn.YarnCluster;
import dev.heddle.operator.yarn.YarnRejectedException;
import dev.heddle.operator.yarn.YarnUnavailableException;
import java.util.List;
import java.util.function.Supplier;

/** The API's way to nodes and queues. */
final class YarnAccess implements ClusterAccess {

  private final YarnCluster cluster;

  YarnAccess(YarnCluster cluster) {
    this.cluster = requireNonNull(cluster, "cluster is null");
  }

  @Override
  public List<JsonNode> nodes() {
    return trees(cluster::nodes);
  }

  @Override
  public List<JsonNode> queues() {
    return trees(cluster::queues);
  }

  private static List<JsonNode> trees(Supplier<List<?>> question) {
    try {
      return question.get().stream().<JsonNode>map(Json.mapper()::valueToTree).toList();
    } catch (YarnRejectedException e) {
      throw new ApplicationAccessException(Reason.REFUSED, e.getMessage(), e);
    } catch (YarnUnavailableException e) {
      throw new ApplicationAccessException(Reason.UNREACHABLE, e.getMessage(), e);
    }
  }
}
