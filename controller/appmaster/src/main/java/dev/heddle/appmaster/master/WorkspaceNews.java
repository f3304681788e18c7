package dev.heddle.appmaster.master;

import dev.heddle.appmaster.protocol.ContainerReport;
import dev.heddle.appmaster.protocol.WorkspaceReport;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How the workspaces of the containers stand, as they told it last. Nothing is planned by it, so it
 * is in no record: each container tells it again within seconds.
 */
final class WorkspaceNews {
  private final Map<String, WorkspaceReport> byInstance = new TreeMap<>();

  synchronized void heard(ContainerReport report) {
    String instance = new InstanceId(report.service(), report.instance()).toString();
    report.status().workspace().ifPresent(known -> byInstance.put(instance, known));
  }

  /**
   * The one that is worst off among those that live, with its instance's name if there are others.
   */
  synchronized Optional<WorkspaceReport> worst(Fleet fleet) {
    byInstance
        .keySet()
        .removeIf(
            name ->
                InstanceId.parse(name).flatMap(fleet::instance).filter(Instance::isLive).isEmpty());
    Optional<Map.Entry<String, WorkspaceReport>> worst = Optional.empty();
    for (Map.Entry<String, WorkspaceReport> entry : byInstance.entrySet()) {
      if (worst.isEmpty() || badness(entry.getValue()) > badness(worst.get().getValue())) {
        worst = Optional.of(entry);
      }
    }
    boolean several = byInstance.size() > 1;
    return worst.map(w -> several ? named(w.getKey(), w.getValue()) : w.getValue());
  }

  private static int badness(WorkspaceReport report) {
    return switch (report.state()) {
      case SAVING -> report.pendingFiles() + report.skippedFiles() > 0 ? 1 : 0;
      case RESTORING -> 2;
      case FAILING -> 3;
    };
  }

  private static WorkspaceReport named(String instance, WorkspaceReport report) {
    return new WorkspaceReport(
        report.state(),
        report.reason(),
        instance + ": " + report.message(),
        report.lastSavedAt(),
        report.pendingFiles(),
        report.skippedFiles());
  }
}
