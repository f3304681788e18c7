package dev.heddle.operator.source;

import dev.heddle.crd.meta.Annotations;
import dev.heddle.crd.meta.Condition;
import dev.heddle.crd.meta.Conditions;
import dev.heddle.crd.meta.Resource;
import dev.heddle.crd.meta.ResourceKey;
import dev.heddle.crd.source.Source;
import dev.heddle.crd.source.SourceStatus;
import dev.heddle.crd.source.SourceStatus.Entry;
import dev.heddle.crd.source.SourceStatus.FileError;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a pass says of itself in the Source's status: pure functions. */
final class SourceReport {

  /** Whether all files could be used. */
  static final String FILES_VALID = "FilesValid";

  static final String APPLIED = "Applied";
  static final String EMPTY_DIRECTORY = "EmptyDirectory";
  static final String WAITING_FOR_APPROVAL = "WaitingForApproval";

  /** One object of ZooKeeper holds 1 MiB; beyond these numbers the status is a sample. */
  private static final int MAX_ENTRIES = 1000;

  private static final int MAX_ERRORS = 100;
  private static final int MAX_MESSAGE = 600;
  private static final int NAMED = 5;

  private SourceReport() {}

  /** The read failed: everything else stays what it was (I3). */
  static SourceStatus unread(Source source, SourceReadException cause, Instant now) {
    SourceStatus before = source.status();
    boolean mendable = cause.reason() == SourceReadException.Reason.INVALID_DIRECTORY;
    Builder conditions = new Builder(source, now);
    conditions.set(
        Condition.READY,
        Condition.Status.FALSE,
        cause.reason().conditionReason(),
        cause.getMessage() + "; nothing is changed or deleted until it can be read again");
    conditions.stalled(mendable, cause.reason().conditionReason(), cause.getMessage());
    return new SourceStatus(
        source.metadata().generation(),
        before.appliedRevision(),
        before.pendingRevision(),
        before.pendingDeletions(),
        before.inventory(),
        before.errors(),
        conditions.list);
  }

  /**
   * The read succeeded.
   *
   * @param managed the objects under the source's care after the pass, by name
   * @param errors all that is wrong
   * @param whole whether nothing of the snapshot is left to be done
   */
  static SourceStatus read(
      Source source,
      SourceSnapshot snapshot,
      Collection<Resource> managed,
      List<FileError> errors,
      Optional<Guard.Held> held,
      boolean whole,
      Instant now) {
    Builder conditions = new Builder(source, now);
    conditions.filesValid(errors);
    if (held.isPresent()) {
      String message = describe(held.get(), source.metadata().name());
      String reason =
          switch (held.get().cause()) {
            case EMPTY_DIRECTORY -> EMPTY_DIRECTORY;
            case TOO_MANY -> WAITING_FOR_APPROVAL;
          };
      conditions.set(Condition.READY, Condition.Status.FALSE, reason, message);
      conditions.stalled(true, reason, message);
    } else {
      conditions.set(
          Condition.READY,
          Condition.Status.TRUE,
          APPLIED,
          managed.size() + " resources from " + snapshot.files().size() + " files");
      conditions.stalled(false, "", "");
    }
    return new SourceStatus(
        source.metadata().generation(),
        whole ? Optional.of(snapshot.revision()) : source.status().appliedRevision(),
        held.map(h -> h.pending().revision()),
        held.map(h -> h.pending().deletions().stream().limit(MAX_ENTRIES).toList())
            .orElse(List.of()),
        managed.stream().limit(MAX_ENTRIES).map(SourceReport::entry).toList(),
        errors.stream().limit(MAX_ERRORS).map(SourceReport::shortened).toList(),
        conditions.list);
  }

  private static Entry entry(Resource object) {
    return new Entry(
        object.key(),
        object.metadata().uid(),
        object.metadata().annotation(Annotations.SOURCE_PATH).orElse(""),
        object.metadata().annotation(Annotations.OWNER).orElse(""));
  }

  private static FileError shortened(FileError error) {
    return error.message().length() <= MAX_MESSAGE
        ? error
        : new FileError(error.path(), error.message().substring(0, MAX_MESSAGE) + "…");
  }

  private static String describe(Guard.Held held, String source) {
    List<ResourceKey> deletions = held.pending().deletions();
    String names =
        deletions.stream().limit(NAMED).map(ResourceKey::toString).collect(Collectors.joining(", "))
            + (deletions.size() > NAMED ? " and " + (deletions.size() - NAMED) + " more" : "");
    String found =
        switch (held.cause()) {
          case EMPTY_DIRECTORY -> "the directory has no file left, which would delete ";
          case TOO_MANY -> "this revision would delete ";
        };
    return found
        + names
        + "; when that is meant, approve it with the annotation "
        + Annotations.APPROVED_REVISION
        + "="
        + held.pending().revision()
        + " on the source "
        + source
        + ", or delete them one by one";
  }

  /** Collects conditions on top of those that were there. */
  private static final class Builder {
    private final long generation;
    private final Instant now;
    private List<Condition> list;

    Builder(Source source, Instant now) {
      this.generation = source.metadata().generation();
      this.now = now;
      this.list = source.status().conditions();
    }

    void set(String type, Condition.Status status, String reason, String message) {
      list = Conditions.with(list, type, status, reason, message, generation, now);
    }

    void stalled(boolean is, String reason, String message) {
      if (is) {
        set(Condition.STALLED, Condition.Status.TRUE, reason, message);
      } else {
        list = Conditions.without(list, Condition.STALLED);
      }
    }

    void filesValid(List<FileError> errors) {
      if (errors.isEmpty()) {
        set(FILES_VALID, Condition.Status.TRUE, "Valid", "all files can be used");
        return;
      }
      FileError first = shortened(errors.get(0));
      long files = errors.stream().map(FileError::path).distinct().count();
      set(
          FILES_VALID,
          Condition.Status.FALSE,
          "InvalidFiles",
          files
              + (files == 1 ? " file" : " files")
              + " can't be used, and what they declared stays as it was; "
              + first.path()
              + ": "
              + first.message());
    }
  }
}
