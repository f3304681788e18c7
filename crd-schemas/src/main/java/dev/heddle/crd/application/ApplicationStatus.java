package dev.heddle.crd.application;

import static java.util.Objects.requireNonNullElse;

import dev.heddle.crd.meta.Condition;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was last seen of the application. Never holds a token (I15).
 *
 * @param observedGeneration the generation of the spec this status speaks of
 * @param phase the summary
 * @param run the newest submission
 * @param user the user YARN sees
 * @param host the node of the application master's container
 * @param agentPort the port of the agent's HTTPS interface on that host; 0 when unknown
 * @param url where the process serves, without any token
 * @param attempt the YARN attempt, from 1; 0 before the first
 * @param priority the priority YARN has granted it
 * @param expiresAt when YARN ends it, unless its lifetime is changed
 * @param restarts how often the process was started again inside this run
 * @param earlierRestarts those of them that were before the present attempt, or began it
 * @param failures failed runs in a row: the exponent of the pause before the next
 * @param retryAt when the next submission is due in {@link Phase#BACK_OFF}
 * @param startedAt when YARN started it
 * @param readyAt when it first served in this run
 * @param finishedAt when it ended
 * @param finalStatus YARN's final status of the newest run
 * @param diagnostics YARN's diagnostics and the last lines of the log, shortened
 * @param workspace how the saving of its files stands
 * @param ports the ports of the process beside the application master, by name
 * @param lastFailure why a process was last started again, or could not be
 * @param services what runs in containers of its own
 * @param activity whether it is used
 * @param culling what the culling is about to do, or has done
 * @param schedule what its working hours say, and what follows from them
 * @param quota its room in the quotas that it counts in; empty when there are none
 * @param conditions Ready, Reconciling, Stalled and more, with reasons in words
 */
public record ApplicationStatus(
    long observedGeneration,
    Phase phase,
    Optional<Run> run,
    Optional<String> user,
    Optional<String> host,
    int agentPort,
    Optional<String> url,
    int attempt,
    Optional<Integer> priority,
    Optional<Instant> expiresAt,
    int restarts,
    int earlierRestarts,
    int failures,
    Optional<Instant> retryAt,
    Optional<Instant> startedAt,
    Optional<Instant> readyAt,
    Optional<Instant> finishedAt,
    Optional<String> finalStatus,
    Optional<String> diagnostics,
    Optional<WorkspaceStatus> workspace,
    Map<String, Integer> ports,
    Optional<String> lastFailure,
    List<ServiceStatus> services,
    Optional<ActivityStatus> activity,
    Optional<CullingStatus> culling,
    Optional<ScheduleStatus> schedule,
    Optional<QuotaRoom> quota,
    List<Condition> conditions) {

  public ApplicationStatus {
    phase = requireNonNullElse(phase, Phase.PENDING);
    run = requireNonNullElse(run, Optional.empty());
    user = requireNonNullElse(user, Optional.empty());
    host = requireNonNullElse(host, Optional.empty());
    url = requireNonNullElse(url, Optional.empty());
    priority = requireNonNullElse(priority, Optional.empty());
    expiresAt = requireNonNullElse(expiresAt, Optional.empty());
    retryAt = requireNonNullElse(retryAt, Optional.empty());
    startedAt = requireNonNullElse(startedAt, Optional.empty());
    readyAt = requireNonNullElse(readyAt, Optional.empty());
    finishedAt = requireNonNullElse(finishedAt, Optional.empty());
    finalStatus = requireNonNullElse(finalStatus, Optional.empty());
    diagnostics = requireNonNullElse(diagnostics, Optional.empty());
    workspace = requireNonNullElse(workspace, Optional.empty());
    ports = Map.copyOf(requireNonNullElse(ports, Map.of()));
    lastFailure = requireNonNullElse(lastFailure, Optional.empty());
    services = List.copyOf(requireNonNullElse(services, List.of()));
    activity = requireNonNullElse(activity, Optional.empty());
    culling = requireNonNullElse(culling, Optional.empty());
    schedule = requireNonNullElse(schedule, Optional.empty());
    quota = requireNonNullElse(quota, Optional.empty());
    conditions = List.copyOf(requireNonNullElse(conditions, List.of()));
  }

  /** The same with other room in its quotas. */
  public ApplicationStatus withQuota(Optional<QuotaRoom> room) {
    return new ApplicationStatus(
        observedGeneration,
        phase,
        run,
        user,
        host,
        agentPort,
        url,
        attempt,
        priority,
        expiresAt,
        restarts,
        earlierRestarts,
        failures,
        retryAt,
        startedAt,
        readyAt,
        finishedAt,
        finalStatus,
        diagnostics,
        workspace,
        ports,
        lastFailure,
        services,
        activity,
        culling,
        schedule,
        room,
        conditions);
  }

  /** The status of a resource that nothing has looked at yet. */
  public static ApplicationStatus unobserved() {
    return new ApplicationStatus(
        0,
        Phase.PENDING,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        0,
        Optional.empty(),
        0,
        Optional.empty(),
        Optional.empty(),
        0,
        0,
        0,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of());
  }
}
