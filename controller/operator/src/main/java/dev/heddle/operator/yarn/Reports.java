package dev.heddle.operator.yarn;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ApplicationTimeout;
import org.apache.hadoop.yarn.api.records.ApplicationTimeoutType;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;

/** YARN's reports as plain values. */
final class Reports {

  /** What YARN writes where it knows nothing, or where the reader may not know. */
  private static final String UNKNOWN = "N/A";

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSZ", Locale.ROOT);

  private static final String PAGE_OF_YARN = "/cluster/app/";

  private Reports() {}

  /** The report, unless the application is not of this installation. */
  static Optional<ApplicationReport> read(
      String installation, org.apache.hadoop.yarn.api.records.ApplicationReport report) {
    return Tags.read(installation, report.getApplicationTags()).map(tags -> read(tags, report));
  }

  private static ApplicationReport read(
      Tags tags, org.apache.hadoop.yarn.api.records.ApplicationReport report) {
    boolean attempted = report.getCurrentApplicationAttemptId() != null;
    return new ApplicationReport(
        report.getApplicationId().toString(),
        tags.uid(),
        tags.run(),
        tags.launchHash(),
        known(report.getUser()),
        known(report.getQueue()),
        state(report.getYarnApplicationState()),
        finalStatus(report.getFinalApplicationStatus()),
        report.getPriority() == null ? 0 : Math.max(0, report.getPriority().getPriority()),
        expiresAt(report),
        attempted ? Math.max(0, report.getCurrentApplicationAttemptId().getAttemptId()) : 0,
        known(report.getHost()),
        Math.max(0, report.getRpcPort()),
        served(report),
        known(report.getDiagnostics()),
        Instant.ofEpochMilli(report.getStartTime()),
        report.getFinishTime() > 0
            ? Optional.of(Instant.ofEpochMilli(report.getFinishTime()))
            : Optional.empty());
  }

  /**
   * Where the process serves, as its application master said. Once an attempt is lost, and until
   * there is another one, YARN gives its own page of the application instead.
   */
  private static String served(org.apache.hadoop.yarn.api.records.ApplicationReport report) {
    String url = known(report.getOriginalTrackingUrl());
    return url.endsWith(PAGE_OF_YARN + report.getApplicationId()) ? "" : url;
  }

  private static Optional<Instant> expiresAt(
      org.apache.hadoop.yarn.api.records.ApplicationReport report) {
    Map<ApplicationTimeoutType, ApplicationTimeout> timeouts = report.getApplicationTimeouts();
    return Optional.ofNullable(timeouts)
        .map(all -> all.get(ApplicationTimeoutType.LIFETIME))
        .map(ApplicationTimeout::getExpiryTime)
        .flatMap(Reports::time);
  }

  /** Empty for what is no time, such as the word for no limit. */
  private static Optional<Instant> time(String text) {
    try {
      return Optional.of(TIME.parse(text, Instant::from).truncatedTo(ChronoUnit.SECONDS));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** A time as YARN writes and reads it. */
  static String text(Instant time) {
    return TIME.format(time.atOffset(ZoneOffset.UTC));
  }

  static ApplicationId id(String applicationId) {
    return ApplicationId.fromString(applicationId);
  }

  private static String known(String text) {
    return text == null || text.equals(UNKNOWN) ? "" : text;
  }

  private static ApplicationReport.State state(YarnApplicationState state) {
    return switch (state) {
      case NEW, NEW_SAVING -> ApplicationReport.State.NEW;
      case SUBMITTED, ACCEPTED -> ApplicationReport.State.ACCEPTED;
      case RUNNING -> ApplicationReport.State.RUNNING;
      case FINISHED -> ApplicationReport.State.FINISHED;
      case FAILED -> ApplicationReport.State.FAILED;
      case KILLED -> ApplicationReport.State.KILLED;
    };
  }

  private static ApplicationReport.FinalStatus finalStatus(FinalApplicationStatus status) {
    return switch (status) {
      case UNDEFINED, ENDED -> ApplicationReport.FinalStatus.UNDEFINED;
      case SUCCEEDED -> ApplicationReport.FinalStatus.SUCCEEDED;
      case FAILED -> ApplicationReport.FinalStatus.FAILED;
      case KILLED -> ApplicationReport.FinalStatus.KILLED;
    };
  }
}
