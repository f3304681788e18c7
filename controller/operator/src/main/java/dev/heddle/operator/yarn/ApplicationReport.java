package dev.heddle.operator.yarn;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/**
 * What YARN says of one application of this installation.
 *
 * @param applicationId the YARN application id
 * @param uid the uid of the resource it was submitted for, from its tags
 * @param run the number of the submission, from its tags; 0 when they don't say
 * @param launchHash the hash of what was submitted, from its tags; empty when they don't say
 * @param user the user YARN sees
 * @param queue the queue it is in
 * @param state where it stands
 * @param finalStatus what it came to; {@link FinalStatus#UNDEFINED} before the end
 * @param priority what it was granted
 * @param expiresAt when YARN ends it, if it does
 * @param attempt the current attempt, from 1; 0 before the first
 * @param host the application master's host, empty before it registered
 * @param agentPort the port of the agent there; 0 when unknown
 * @param trackingUrl where the process serves, empty until it is ready
 * @param diagnostics YARN's words
 * @param startedAt when YARN accepted it
 * @param finishedAt when it ended
 */
public record ApplicationReport(
    String applicationId,
    String uid,
    int run,
    String launchHash,
    String user,
    String queue,
    State state,
    FinalStatus finalStatus,
    int priority,
    Optional<Instant> expiresAt,
    int attempt,
    String host,
    int agentPort,
    String trackingUrl,
    String diagnostics,
    Instant startedAt,
    Optional<Instant> finishedAt) {

  public ApplicationReport {
    requireNonNull(applicationId, "applicationId is null");
    requireNonNull(uid, "uid is null");
    requireNonNull(launchHash, "launchHash is null");
    requireNonNull(user, "user is null");
    requireNonNull(queue, "queue is null");
    requireNonNull(state, "state is null");
    requireNonNull(finalStatus, "finalStatus is null");
    requireNonNull(expiresAt, "expiresAt is null");
    requireNonNull(host, "host is null");
    requireNonNull(trackingUrl, "trackingUrl is null");
    requireNonNull(diagnostics, "diagnostics is null");
    requireNonNull(startedAt, "startedAt is null");
    requireNonNull(finishedAt, "finishedAt is null");
  }

  /** One that was granted nothing in particular. */
  public ApplicationReport(
      String applicationId,
      String uid,
      int run,
      String launchHash,
      String user,
      String queue,
      State state,
      FinalStatus finalStatus,
      int attempt,
      String host,
      int agentPort,
      String trackingUrl,
      String diagnostics,
      Instant startedAt,
      Optional<Instant> finishedAt) {
    this(
        applicationId,
        uid,
        run,
        launchHash,
        user,
        queue,
        state,
        finalStatus,
        0,
        Optional.empty(),
        attempt,
        host,
        agentPort,
        trackingUrl,
        diagnostics,
        startedAt,
        finishedAt);
  }

  /** Still able to run something: an application that is only ACCEPTED counts as live (I1). */
  public boolean isLive() {
    return switch (state) {
      case NEW, ACCEPTED, RUNNING -> true;
      case FINISHED, FAILED, KILLED -> false;
    };
  }

  /** YARN's states. What the ResourceManager has not yet written to its store is {@link #NEW}. */
  public enum State {
    NEW,
    ACCEPTED,
    RUNNING,
    FINISHED,
    FAILED,
    KILLED
  }

  /** YARN's final application status. */
  public enum FinalStatus {
    UNDEFINED,
    SUCCEEDED,
    FAILED,
    KILLED
  }
}
