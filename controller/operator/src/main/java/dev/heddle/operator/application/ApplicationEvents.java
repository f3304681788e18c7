package dev.heddle.operator.application;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.application.ApplicationStatus;
import dev.heddle.crd.application.Phase;
import dev.heddle.crd.application.Run;
import dev.heddle.crd.application.ScheduleStatus;
import dev.heddle.crd.meta.Condition;
import dev.heddle.crd.meta.Conditions;
import dev.heddle.crd.notebook.NotebookStatus;
import dev.heddle.reconciler.Context.EventKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is worth a line in the history when one status follows another. Pure. */
public final class ApplicationEvents {

  private ApplicationEvents() {}

  /** One line. */
  public record Line(EventKind kind, String reason, String message) {}

  /** The lines between two states of an application, or of the notebook it carries. */
  public static List<Line> between(Moment before, Moment after) {
    List<Line> lines = new ArrayList<>();
    boolean sameRun = after.applicationId().equals(before.applicationId());
    if (!sameRun && after.adopted()) {
      lines.add(normal("Adopted", after.applicationId() + " was found running and is kept"));
    }
    if (sameRun && after.restarts() > before.restarts()) {
      lines.add(
          warning(
              "Restarted",
              "the process was started again in its application, in all "
                  + after.restarts()
                  + (after.restarts() == 1 ? " time" : " times")
                  + (after.lastFailure().isEmpty() ? "" : ": " + after.lastFailure())));
    }
    if (!after.warning().isEmpty() && before.warning().isEmpty()) {
      lines.add(warning("StopsSoon", after.warning()));
    }
    ofSchedule(before, after).ifPresent(lines::add);
    ofQuota(before, after).ifPresent(lines::add);
    if (!after.pending().isEmpty() && before.pending().isEmpty()) {
      lines.add(normal("RestartPending", after.pending()));
    }
    if (after.phase() != before.phase()) {
      of(after).ifPresent(lines::add);
    }
    return lines;
  }

  private static Optional<Line> ofSchedule(Moment before, Moment after) {
    if (before.schedule().isEmpty()
        || after.schedule().isEmpty()
        || before.schedule().get().state() == after.schedule().get().state()) {
      return Optional.empty();
    }
    ScheduleStatus schedule = after.schedule().get();
    return Optional.of(
        switch (schedule.state()) {
          case INSIDE ->
              normal("ScheduleStart", "its working hours have begun" + until(schedule.nextStop()));
          case OUTSIDE ->
              normal("ScheduleStop", "its working hours are over" + until(schedule.nextStart()));
        });
  }

  /** That it waits is told once, whatever becomes of its place; who gives up just stops. */
  private static Optional<Line> ofQuota(Moment before, Moment after) {
    if (before.inLine().isEmpty() && !after.inLine().isEmpty()) {
      return Optional.of(normal("WaitsForQuota", after.inLine()));
    }
    boolean starts =
        switch (after.phase()) {
          case SUBMITTING, ACCEPTED, STARTING, READY -> true;
          case PENDING, STOPPING, STOPPED, SUCCEEDED, BACK_OFF, FAILED -> false;
        };
    return !before.inLine().isEmpty() && after.inLine().isEmpty() && starts
        ? Optional.of(normal("QuotaGranted", "there is room for it in its quotas, and it starts"))
        : Optional.empty();
  }

  private static String until(Optional<Instant> boundary) {
    return boundary.map(at -> ", until " + at).orElse("");
  }

  private static Optional<Line> of(Moment after) {
    String id = after.applicationId();
    return switch (after.phase()) {
      case PENDING, SUBMITTING, ACCEPTED -> Optional.empty();
      case STARTING -> Optional.of(normal("Started", id + " runs on " + after.host()));
      case READY -> Optional.of(normal("Ready", after.message()));
      case STOPPING -> Optional.of(normal("Stopping", id + ": " + after.message()));
      case STOPPED -> Optional.of(normal("Stopped", after.message()));
      case SUCCEEDED -> Optional.of(normal("Succeeded", id + " " + after.message()));
      case BACK_OFF -> Optional.of(warning("BackOff", id + " " + after.message()));
      case FAILED -> Optional.of(warning("Failed", id + " " + after.message()));
    };
  }

  private static Line normal(String reason, String message) {
    return new Line(EventKind.NORMAL, reason, message);
  }

  private static Line warning(String reason, String message) {
    return new Line(EventKind.WARNING, reason, message);
  }

  /**
   * What events are told from.
   *
   * @param phase the summary
   * @param applicationId of the newest run, empty without one
   * @param adopted whether that run was found rather than made
   * @param host where it runs
   * @param restarts of the process in that run
   * @param lastFailure why it was last started again, empty before
   * @param message of the Ready condition
   * @param schedule what its working hours say
   * @param warning that it is stopped soon; empty when it is not
   * @param pending that a change waits for a new start; empty when none does
   * @param inLine where it stands in line for room; empty when it does not
   */
  public record Moment(
      Phase phase,
      String applicationId,
      boolean adopted,
      String host,
      int restarts,
      String lastFailure,
      String message,
      Optional<ScheduleStatus> schedule,
      String warning,
      String pending,
      String inLine) {

    public Moment {
      requireNonNull(phase, "phase is null");
      requireNonNull(applicationId, "applicationId is null");
      requireNonNull(host, "host is null");
      requireNonNull(lastFailure, "lastFailure is null");
      requireNonNull(message, "message is null");
      requireNonNull(schedule, "schedule is null");
      requireNonNull(warning, "warning is null");
      requireNonNull(pending, "pending is null");
      requireNonNull(inLine, "inLine is null");
    }

    public static Moment of(ApplicationStatus status) {
      return new Moment(
          status.phase(),
          status.run().map(Run::applicationId).orElse(""),
          status.run().map(Run::submitted).orElse(false),
          status.host().orElse("a node"),
          status.restarts(),
          status.lastFailure().orElse(""),
          said(status.conditions(), Condition.READY),
          status.schedule(),
          said(status.conditions(), Condition.STOPS_SOON),
          said(status.conditions(), Condition.PENDING_RESTART),
          inLine(status.conditions()));
    }

    public static Moment of(NotebookStatus status) {
      return new Moment(
          status.phase(),
          status.applicationId().orElse(""),
          false,
          status.host().orElse("a node"),
          status.restarts(),
          status.lastFailure().orElse(""),
          said(status.conditions(), Condition.READY),
          status.schedule(),
          said(status.conditions(), Condition.STOPS_SOON),
          said(status.conditions(), Condition.PENDING_RESTART),
          inLine(status.conditions()));
    }

    private static String inLine(List<Condition> conditions) {
      return Conditions.find(conditions, Condition.RECONCILING)
          .filter(condition -> condition.reason().equals(RoomPlan.EXCEEDED))
          .map(Condition::message)
          .orElse("");
    }

    private static String said(List<Condition> conditions, String type) {
      return Conditions.find(conditions, type).map(Condition::message).orElse("");
    }
  }
}
