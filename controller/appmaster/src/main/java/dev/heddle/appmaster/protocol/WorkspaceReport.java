package dev.heddle.appmaster.protocol;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * How the saving of the service's files stands.
 *
 * @param state the summary
 * @param reason stable CamelCase word for the cause
 * @param message one sentence for people
 * @param lastSavedAt when a change was last saved by this container
 * @param pendingFiles files that have waited to be saved for more than a few seconds
 * @param skippedFiles files that are not saved, for a reason that the message names
 */
public record WorkspaceReport(
    State state,
    String reason,
    String message,
    Optional<Instant> lastSavedAt,
    int pendingFiles,
    int skippedFiles) {
  /** Written in lower case. */
  public enum State {
    /** Files are on their way from the workspace, before the service starts. */
    RESTORING,
    /** What has changed is saved, or is about to be. */
    SAVING,
    /** Files cannot be saved or restored; it is tried again. */
    FAILING;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public WorkspaceReport {
    requireNonNull(state, "state is null");
    requireNonNull(reason, "reason is null");
    requireNonNull(message, "message is null");
    requireNonNull(lastSavedAt, "lastSavedAt is null");
  }

  JsonObject toJson() {
    return JsonObject.create()
        .put("state", state.toString())
        .put("reason", reason)
        .put("message", message)
        .put("lastSavedAt", lastSavedAt)
        .put("pendingFiles", pendingFiles)
        .put("skippedFiles", skippedFiles);
  }

  static WorkspaceReport fromJson(JsonObject json) {
    return new WorkspaceReport(
        json.constant("state", State.class),
        json.string("reason"),
        json.string("message"),
        json.optionalInstant("lastSavedAt"),
        Math.toIntExact(json.integer("pendingFiles", 0)),
        Math.toIntExact(json.integer("skippedFiles", 0)));
  }
}
