package dev.heddle.operator.yarn;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.application.PlacementRule;
import java.util.List;

/**
 * A service in containers of its own.
 *
 * @param process what runs in each
 * @param instances how many to begin with
 * @param depends services that must be ready before
 * @param allowFailures whether the application goes on when it is out of restarts
 * @param nodeLabel empty for none
 * @param nodes hosts to run on
 * @param racks racks to run on
 * @param relaxLocality whether other places will do
 * @param placement where it may be, seen from other containers
 */
public record LaunchService(
    LaunchProcess process,
    int instances,
    List<String> depends,
    boolean allowFailures,
    String nodeLabel,
    List<String> nodes,
    List<String> racks,
    boolean relaxLocality,
    List<PlacementRule> placement) {

  public LaunchService {
    requireNonNull(process, "process is null");
    depends = List.copyOf(depends);
    requireNonNull(nodeLabel, "nodeLabel is null");
    nodes = List.copyOf(nodes);
    racks = List.copyOf(racks);
    placement = List.copyOf(placement);
  }

  public String name() {
    return process.name();
  }
}
