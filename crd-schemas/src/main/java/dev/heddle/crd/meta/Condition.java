package dev.heddle.crd.meta;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;

/**
 * One observed aspect of a resource (Kubernetes {@code metav1.Condition}).
 *
 * @param type what is judged, such as {@code Ready}
 * @param status the judgement
 * @param reason stable CamelCase word for programs
 * @param message one sentence for people: what, where, what to do; never a secret (I15)
 * @param observedGeneration the generation of the spec that was judged
 * @param lastTransitionTime when {@code status} last changed; never goes back (I9)
 */
public record Condition(
    String type,
    Status status,
    String reason,
    String message,
    long observedGeneration,
    Instant lastTransitionTime) {

  /** Ready for use; with {@link #RECONCILING} and {@link #STALLED} the set that kstatus reads. */
  public static final String READY = "Ready";

  /** The outside does not match the spec yet and work goes on. */
  public static final String RECONCILING = "Reconciling";

  /** Work cannot go on without a change by somebody. */
  public static final String STALLED = "Stalled";

  /** What the process has written is in its workspace. */
  public static final String WORKSPACE_SAVED = "WorkspaceSaved";

  /** YARN has granted the priority and lifetime it was asked for; there only when it has not. */
  public static final String TERMS_GRANTED = "TermsGranted";

  /** There shortly before something that nobody uses is stopped. */
  public static final String STOPS_SOON = "StopsSoon";

  /** There while nobody knows whether something is used that should be stopped when it is not. */
  public static final String PROBE_FAILING = "ProbeFailing";

  /** There while what runs was started from an older spec, and is not interrupted for the new. */
  public static final String PENDING_RESTART = "PendingRestart";

  /** There while nothing is done for it, because somebody asked for that. */
  public static final String PAUSED = "Paused";

  public Condition {
    requireNonNull(type, "type is null");
    requireNonNull(status, "status is null");
    reason = requireNonNullElse(reason, "");
    message = requireNonNullElse(message, "");
    requireNonNull(lastTransitionTime, "lastTransitionTime is null");
  }

  /** The three judgements. */
  public enum Status {
    @JsonProperty("True")
    TRUE,
    @JsonProperty("False")
    FALSE,
    @JsonProperty("Unknown")
    UNKNOWN
  }
}
