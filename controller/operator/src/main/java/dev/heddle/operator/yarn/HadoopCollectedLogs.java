package dev.heddle.operator.yarn;

import static java.util.Objects.requireNonNull;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.AccessControlException;
import org.apache.hadoop.yarn.api.protocolrecords.GetApplicationReportRequest;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ContainerId;
import org.apache.hadoop.yarn.api.records.LogAggregationStatus;
import org.apache.hadoop.yarn.exceptions.ApplicationNotFoundException;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.apache.hadoop.yarn.logaggregation.ContainerLogMeta;
import org.apache.hadoop.yarn.logaggregation.ContainerLogsRequest;
import org.apache.hadoop.yarn.logaggregation.filecontroller.LogAggregationFileController;
import org.apache.hadoop.yarn.logaggregation.filecontroller.LogAggregationFileControllerFactory;

/**
 * Reads with Hadoop's own readers, so that every layout the cluster may be set to (TFile, IFile) is
 * understood, and as the application's user, so that nobody sees more than HDFS lets him.
 */
final class HadoopCollectedLogs implements CollectedLogs {

  /** In each attempt the first container is the application master's. */
  private static final long APPLICATION_MASTER = 1;

  private final UserSessions sessions;
  private final Configuration conf;

  HadoopCollectedLogs(UserSessions sessions, Configuration conf) {
    this.sessions = requireNonNull(sessions, "sessions is null");
    this.conf = requireNonNull(conf, "conf is null");
  }

  @Override
  public Answer read(LogName log, Part part) {
    try {
      Optional<Answer> found = sessions.call(log.user(), rm -> find(log, part));
      if (found.isPresent()) {
        return found.get();
      }
      Optional<LogAggregationStatus> status = status(log.applicationId());
      if (status.filter(LogAggregationStatus.SUCCEEDED::equals).isPresent()) {
        // It may have been completed between the two looks.
        found = sessions.call(log.user(), rm -> find(log, part));
      }
      return found.orElseGet(() -> missing(log, status));
    } catch (YarnException | IOException e) {
      throw Failures.of("reading the logs of " + log.applicationId(), e);
    }
  }

  private static Answer missing(LogName log, Optional<LogAggregationStatus> status) {
    String id = log.applicationId();
    if (status.isEmpty()) {
      return new Answer.Nothing("YARN keeps no logs of " + id + " any more");
    }
    return switch (status.get()) {
      case NOT_START, RUNNING, RUNNING_WITH_FAILURE ->
          new Answer.NotYet("YARN has not finished collecting the logs of " + id);
      case DISABLED ->
          new Answer.Nothing(
              "this cluster does not collect the logs of ended applications"
                  + " (yarn.log-aggregation-enable is false)");
      case FAILED, TIME_OUT -> new Answer.Nothing("YARN could not collect the logs of " + id);
      case SUCCEEDED ->
          new Answer.Nothing(
              "the logs that YARN collected of "
                  + log.container().orElse(id)
                  + " hold no "
                  + log.file());
    };
  }

  /** Empty when it is not among what has been collected so far. */
  private Optional<Answer> find(LogName log, Part part) throws IOException {
    ApplicationId id = Reports.id(log.applicationId());
    Optional<LogAggregationFileController> files = files(id, log.user());
    if (files.isEmpty()) {
      return Optional.empty();
    }
    ContainerLogsRequest request = new ContainerLogsRequest();
    request.setAppId(id);
    request.setAppOwner(log.user());
    request.setAppFinished(true);
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
    List<ContainerLogMeta> all;
    try {
      all = files.readAggregatedLogsMeta(request);
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
    return all.stream()
        .filter(meta -> isOf(log, ContainerId.fromString(meta.getContainerId())))
        .filter(
            meta ->
                meta.getContainerLogMeta().stream()
                    .anyMatch(file -> file.getFileName().equals(log.file())))
        .max(
            Comparator.comparingInt(
                meta -> attempt(ContainerId.fromString(meta.getContainerId()))));
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

  /** Empty when YARN has forgotten the application. */
  private Optional<LogAggregationStatus> status(String applicationId)
      throws YarnException, IOException {
    try {
      return Optional.ofNullable(
          sessions
              .call(
                  rm ->
                      rm.getApplicationReport(
                          GetApplicationReportRequest.newInstance(Reports.id(applicationId))))
              .getApplicationReport()
              .getLogAggregationStatus());
    } catch (ApplicationNotFoundException e) {
      return Optional.empty();
    }
  }
}
