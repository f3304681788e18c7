package dev.heddle.operator.yarn;

import static java.util.Objects.requireNonNull;

import dev.heddle.operator.yarn.CollectedLogs.Answer;
import dev.heddle.operator.yarn.CollectedLogs.LogName;
import dev.heddle.operator.yarn.CollectedLogs.Part;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.AccessControlException;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ContainerId;
import org.apache.hadoop.yarn.logaggregation.ContainerLogMeta;
import org.apache.hadoop.yarn.logaggregation.ContainerLogsRequest;
import org.apache.hadoop.yarn.logaggregation.filecontroller.LogAggregationFileController;
import org.apache.hadoop.yarn.logaggregation.filecontroller.LogAggregationFileControllerFactory;

/**
 * The files in which NodeManagers have put what containers printed, read with Hadoop's own readers,
 * so that every layout the cluster may be set to (TFile, IFile) is understood.
 */
final class CollectedFiles {

  /** In each attempt the first container is the application master's. */
  private static final long APPLICATION_MASTER = 1;

  private final Configuration conf;

  CollectedFiles(Configuration conf) {
    this.conf = requireNonNull(conf, "conf is null");
  }

  /** The containers that have printed such a file, of all attempts, oldest first. */
  List<String> containers(String applicationId, String user, String file) throws IOException {
    ApplicationId id = Reports.id(applicationId);
    Optional<LogAggregationFileController> files = files(id, user);
    return files.isEmpty()
        ? List.of()
        : holding(files.get(), request(id, user), file).stream()
            .map(meta -> ContainerId.fromString(meta.getContainerId()))
            .distinct()
            .sorted()
            .map(ContainerId::toString)
            .toList();
  }

  /** Empty when it is not among what has been collected so far. */
  Optional<Answer> find(LogName log, Part part) throws IOException {
    ApplicationId id = Reports.id(log.applicationId());
    Optional<LogAggregationFileController> files = files(id, log.user());
    if (files.isEmpty()) {
      return Optional.empty();
    }
    ContainerLogsRequest request = request(id, log.user());
    Optional<ContainerLogMeta> container = container(files.get(), request, log);
    if (container.isEmpty()) {
      return Optional.empty();
    }
    request.setContainerId(container.get().getContainerId());
    request.setNodeId(container.get().getNodeId());
    request.setLogTypes(Set.of(log.file()));
    request.setBytes(Long.MAX_VALUE);
    LogWindow window = new LogWindow(part);
    try (LogSections sections = new LogSections(window)) {
      files.get().readAggregatedLogs(request, sections);
    }
    return Optional.of(window.piece());
  }

  private Optional<LogAggregationFileController> files(ApplicationId id, String user)
      throws IOException {
    try {
      return Optional.of(
          new LogAggregationFileControllerFactory(conf).getFileControllerForRead(id, user));
    } catch (AccessControlException e) {
      throw e;
    } catch (IOException e) {
      return Optional.empty(); // so it says that the application has no directory there
    }
  }

  private static Optional<ContainerLogMeta> container(
      LogAggregationFileController files, ContainerLogsRequest request, LogName log)
      throws IOException {
    return holding(files, request, log.file()).stream()
        .filter(meta -> isOf(log, ContainerId.fromString(meta.getContainerId())))
        .max(
            Comparator.comparingInt(
                meta -> attempt(ContainerId.fromString(meta.getContainerId()))));
  }

  /** What is known of each container that has printed such a file. */
  private static List<ContainerLogMeta> holding(
      LogAggregationFileController files, ContainerLogsRequest request, String file)
      throws IOException {
    try {
      return files.readAggregatedLogsMeta(request).stream()
          .filter(
              meta ->
                  meta.getContainerLogMeta().stream()
                      .anyMatch(each -> each.getFileName().equals(file)))
          .toList();
    } catch (FileNotFoundException e) {
      return List.of();
    }
  }

  private static boolean isOf(LogName log, ContainerId container) {
    if (log.container().isPresent()) {
      return log.container().get().equals(container.toString());
    }
    long number = container.getContainerId() & ContainerId.CONTAINER_ID_BITMASK;
    return number == APPLICATION_MASTER
        && (log.attempt() == 0 || log.attempt() == attempt(container));
  }

  private static int attempt(ContainerId container) {
    return container.getApplicationAttemptId().getAttemptId();
  }

  private static ContainerLogsRequest request(ApplicationId id, String user) {
    ContainerLogsRequest request = new ContainerLogsRequest();
    request.setAppId(id);
    request.setAppOwner(user);
    request.setAppFinished(true);
    return request;
  }
}
