package dev.heddle.operator.yarn;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.protocolrecords.GetApplicationReportRequest;
import org.apache.hadoop.yarn.api.records.LogAggregationStatus;
import org.apache.hadoop.yarn.exceptions.ApplicationNotFoundException;
import org.apache.hadoop.yarn.exceptions.YarnException;

/**
 * Reads as the application's user, so that nobody sees more than HDFS lets him, and asks YARN how
 * far it is when something is missing.
 */
final class HadoopCollectedLogs implements CollectedLogs {

  private static final Set<LogAggregationStatus> UNDER_WAY =
      EnumSet.of(
          LogAggregationStatus.NOT_START,
          LogAggregationStatus.RUNNING,
          LogAggregationStatus.RUNNING_WITH_FAILURE);

  private final UserSessions sessions;
  private final CollectedFiles files;

  HadoopCollectedLogs(UserSessions sessions, Configuration conf) {
    this.sessions = requireNonNull(sessions, "sessions is null");
    this.files = new CollectedFiles(conf);
  }

  @Override
  public Answer read(LogName log, Part part) {
    try {
      Optional<Answer> found = sessions.call(log.user(), rm -> files.find(log, part));
      if (found.isPresent()) {
        return found.get();
      }
      Optional<LogAggregationStatus> status = status(log.applicationId());
      if (status.filter(LogAggregationStatus.SUCCEEDED::equals).isPresent()) {
        // It may have been completed between the two looks.
        found = sessions.call(log.user(), rm -> files.find(log, part));
      }
      return found.orElseGet(() -> missing(log, status));
    } catch (YarnException | IOException e) {
      throw Failures.of("reading the logs of " + log.applicationId(), e);
    }
  }

  @Override
  public Listing containers(String applicationId, String user, String file) {
    try {
      // Before the look, so that what is found is all there is.
      Optional<LogAggregationStatus> status = status(applicationId);
      if (status.filter(UNDER_WAY::contains).isPresent()) {
        return new Listing.NotYet("YARN has not finished collecting the logs of " + applicationId);
      }
      return new Listing.Known(
          sessions.call(user, rm -> files.containers(applicationId, user, file)));
    } catch (YarnException | IOException e) {
      throw Failures.of("reading the logs of " + applicationId, e);
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
