package dev.heddle.crd.application;

import static java.util.Objects.requireNonNullElse;

import java.time.Instant;
import java.util.Optional;

/**
 * How the saving of a workspace's files stands.
 *
 * @param lastSavedAt the minute of the last change that was saved: to the minute, so that saving
 *     often does not mean writing the status often
 * @param pendingFiles files that have waited to be saved for more than a few seconds
 * @param skippedFiles files that are not saved, for a reason that {@code error} names
 * @param error what keeps files from being saved, in words
 */
public record WorkspaceStatus(
    Optional<Instant> lastSavedAt, int pendingFiles, int skippedFiles, Optional<String> error) {

  public WorkspaceStatus {
    lastSavedAt = requireNonNullElse(lastSavedAt, Optional.empty());
    error = requireNonNullElse(error, Optional.empty());
  }
}
