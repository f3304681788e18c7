package dev.heddle.operator.yarn;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.yarn.api.protocolrecords.GetClusterNodesRequest;
import org.apache.hadoop.yarn.api.protocolrecords.GetQueueInfoRequest;
import org.apache.hadoop.yarn.api.records.NodeReport;
import org.apache.hadoop.yarn.api.records.NodeState;
import org.apache.hadoop.yarn.api.records.QueueInfo;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.exceptions.YarnException;

/** Nodes and queues, as YARN reports them to the operator's own user. */
final class ClusterReports {

  private static final String ROOT = "root";

  private final UserSessions sessions;

  ClusterReports(UserSessions sessions) {
    this.sessions = requireNonNull(sessions, "sessions is null");
  }

  List<ClusterNode> nodes() throws YarnException, IOException {
    return reports(EnumSet.allOf(NodeState.class)).stream().map(ClusterReports::node).toList();
  }

  /** The rack of each host that runs: YARN wants a host's rack with the host. */
  Map<String, String> racks() throws YarnException, IOException {
    Map<String, String> racks = new HashMap<>();
    for (NodeReport node : reports(EnumSet.of(NodeState.RUNNING))) {
      racks.put(node.getNodeId().getHost(), node.getRackName());
    }
    return racks;
  }

  private List<NodeReport> reports(EnumSet<NodeState> states) throws YarnException, IOException {
    return sessions
        .call(rm -> rm.getClusterNodes(GetClusterNodesRequest.newInstance(states)))
        .getNodeReports();
  }

  private static ClusterNode node(NodeReport report) {
    Optional<Resource> used = Optional.ofNullable(report.getUsed());
    Optional<Resource> all = Optional.ofNullable(report.getCapability());
    return new ClusterNode(
        report.getNodeId().toString(),
        report.getNodeId().getHost(),
        Optional.ofNullable(report.getRackName()).orElse(""),
        report.getNodeState().name(),
        report.getNodeLabels() == null
            ? List.of()
            : report.getNodeLabels().stream().sorted().toList(),
        report.getNumContainers(),
        all.map(Resource::getMemorySize).orElse(0L),
        used.map(Resource::getMemorySize).orElse(0L),
        all.map(Resource::getVirtualCores).orElse(0),
        used.map(Resource::getVirtualCores).orElse(0));
  }

  List<ClusterQueue> queues() throws YarnException, IOException {
    QueueInfo root =
        sessions.call(
            rm ->
                rm.getQueueInfo(GetQueueInfoRequest.newInstance(ROOT, false, true, true))
                    .getQueueInfo());
    List<ClusterQueue> queues = new ArrayList<>();
    add("", root, queues);
    return queues;
  }

  private static void add(String parent, QueueInfo info, List<ClusterQueue> queues) {
    String name =
        parent.isEmpty() || info.getQueueName().startsWith(ROOT + ".")
            ? info.getQueueName()
            : parent + "." + info.getQueueName();
    queues.add(
        new ClusterQueue(
            name,
            info.getQueueState().name(),
            percent(info.getCapacity()),
            percent(info.getMaximumCapacity()),
            percent(info.getCurrentCapacity())));
    info.getChildQueues().forEach(child -> add(name, child, queues));
  }

  private static double percent(float share) {
    return Math.round(share * 1000.0) / 10.0;
  }
}
