package dev.heddle.crd.source;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import dev.heddle.crd.meta.Condition;
import dev.heddle.crd.meta.ResourceKey;
import java.util.List;
import java.util.Optional;

/**
 * What the last read found and what is under this source's care.
 *
 * @param observedGeneration the generation of the spec this status speaks of
 * @param appliedRevision the revision that was last applied whole
 * @param pendingRevision a revision that waits for approval (I4)
 * @param pendingDeletions what approving that revision would delete; with very many, only the first
 * @param inventory the objects under this source's care, which have not been confirmed gone (I11);
 *     with very many, only the first
 * @param errors what is wrong, file by file
 * @param conditions Ready and more, with reasons in words
 */
public record SourceStatus(
    long observedGeneration,
    Optional<String> appliedRevision,
    Optional<String> pendingRevision,
    List<ResourceKey> pendingDeletions,
    List<Entry> inventory,
    List<FileError> errors,
    List<Condition> conditions) {

  public SourceStatus {
    appliedRevision = requireNonNullElse(appliedRevision, Optional.empty());
    pendingRevision = requireNonNullElse(pendingRevision, Optional.empty());
    pendingDeletions = List.copyOf(requireNonNullElse(pendingDeletions, List.of()));
    inventory = List.copyOf(requireNonNullElse(inventory, List.of()));
    errors = List.copyOf(requireNonNullElse(errors, List.of()));
    conditions = List.copyOf(requireNonNullElse(conditions, List.of()));
  }

  /** The status of a resource that nothing has looked at yet. */
  public static SourceStatus unobserved() {
    return new SourceStatus(
        0, Optional.empty(), Optional.empty(), List.of(), List.of(), List.of(), List.of());
  }

  /**
   * One object under this source's care.
   *
   * @param key kind, namespace and name
   * @param uid the uid it had when it was last applied; another uid is another object (I1)
   * @param path the file that declared it, relative to the root
   * @param owner the file's owner: who asked for it
   */
  public record Entry(ResourceKey key, String uid, String path, String owner) {

    public Entry {
      requireNonNull(key, "key is null");
      uid = requireNonNullElse(uid, "");
      requireNonNull(path, "path is null");
      owner = requireNonNullElse(owner, "");
    }
  }

  /**
   * One mistake in one file.
   *
   * @param path the file, relative to the root
   * @param message where in the file, what was found, what is allowed
   */
  public record FileError(String path, String message) {

    public FileError {
      requireNonNull(path, "path is null");
      requireNonNull(message, "message is null");
    }
  }
}
