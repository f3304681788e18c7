package dev.heddle.crd.notebook;

import static java.util.Objects.requireNonNullElse;

import dev.heddle.crd.application.ActivityStatus;
import dev.heddle.crd.application.CullingStatus;
import dev.heddle.crd.application.Phase;
import dev.heddle.crd.application.ScheduleStatus;
import dev.heddle.crd.application.WorkspaceStatus;
import dev.heddle.crd.meta.Condition;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What was last seen of the notebook. Never holds a token (I15).
 *
 * @param observedGeneration the generation of the spec this status speaks of
 * @param phase the summary
 * @param defaultClass its class while it names none: what was the default when it was made
 * @param applicationId the YARN application that runs it
 * @param user the user YARN sees
 * @param host the node it runs on
 * @param url where Jupyter serves, without the token
 * @param restarts how often Jupyter was started again inside this application
 * @param startedAt when YARN started the application
 * @param readyAt when Jupyter first served in this application
 * @param lastFailure why Jupyter was last started again, or could not be
 * @param workspace how the saving of its files stands
 * @param activity whether it is used
 * @param culling what the culling is about to do, or has done
 * @param schedule what its working hours say, and what follows from them
 * @param conditions Ready, Reconciling, Stalled and more, with reasons in words
 */
public record NotebookStatus(
    long observedGeneration,
    Phase phase,
    Optional<String> defaultClass,
    Optional<String> applicationId,
    Optional<String> user,
    Optional<String> host,
    Optional<String> url,
    int restarts,
    Optional<Instant> startedAt,
    Optional<Instant> readyAt,
    Optional<String> lastFailure,
    Optional<WorkspaceStatus> workspace,
    Optional<ActivityStatus> activity,
    Optional<CullingStatus> culling,
    Optional<ScheduleStatus> schedule,
    List<Condition> conditions) {

  public NotebookStatus {
    phase = requireNonNullElse(phase, Phase.PENDING);
    defaultClass = requireNonNullElse(defaultClass, Optional.empty());
    applicationId = requireNonNullElse(applicationId, Optional.empty());
    user = requireNonNullElse(user, Optional.empty());
    host = requireNonNullElse(host, Optional.empty());
    url = requireNonNullElse(url, Optional.empty());
    startedAt = requireNonNullElse(startedAt, Optional.empty());
    readyAt = requireNonNullElse(readyAt, Optional.empty());
    lastFailure = requireNonNullElse(lastFailure, Optional.empty());
    workspace = requireNonNullElse(workspace, Optional.empty());
    activity = requireNonNullElse(activity, Optional.empty());
    culling = requireNonNullElse(culling, Optional.empty());
    schedule = requireNonNullElse(schedule, Optional.empty());
    conditions = List.copyOf(requireNonNullElse(conditions, List.of()));
  }

  /** The same in a class that it does not name. */
  public NotebookStatus withDefaultClass(String name) {
    return new NotebookStatus(
        observedGeneration,
        phase,
        Optional.of(name),
        applicationId,
        user,
        host,
        url,
        restarts,
        startedAt,
        readyAt,
        lastFailure,
        workspace,
        activity,
        culling,
        schedule,
        conditions);
  }

  /** The same with other conditions. */
  public NotebookStatus withConditions(List<Condition> replacement) {
    return new NotebookStatus(
        observedGeneration,
        phase,
        defaultClass,
        applicationId,
        user,
        host,
        url,
        restarts,
        startedAt,
        readyAt,
        lastFailure,
        workspace,
        activity,
        culling,
        schedule,
        replacement);
  }

  /** The status of a resource that nothing has looked at yet. */
  public static NotebookStatus unobserved() {
    return new NotebookStatus(
        0,
        Phase.PENDING,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        0,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of());
  }
}
