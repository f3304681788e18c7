package dev.heddle.appmaster.protocol;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;

/**
 * Where the files of the service are kept.
 *
 * @param path directory in HDFS, a URI or a path on the default file system
 * @param run number of the submission of this resource, from 1: of two containers of one resource
 *     that both want the workspace, the one with the greater run and attempt is right
 * @param empty whether it was seen to hold nothing: then the service of the first attempt is
 *     started at once
 * @param ignore names and paths, with wildcards, that are neither saved nor restored
 * @param maxFileSize largest file that is saved, in bytes
 * @param trashRetention how long a deleted file is kept
 */
public record WorkspaceSpec(
    String path,
    int run,
    boolean empty,
    List<String> ignore,
    long maxFileSize,
    Duration trashRetention) {
  /** How long the end of a process is held up by files that cannot be saved. */
  public static final Duration LONGEST_FLUSH = Duration.ofMinutes(10);

  public WorkspaceSpec {
    requireNonNull(path, "path is null");
    ignore = List.copyOf(ignore);
    requireNonNull(trashRetention, "trashRetention is null");
  }

  JsonObject toJson() {
    return JsonObject.create()
        .put("path", path)
        .put("run", run)
        .put("empty", empty)
        .put("ignore", ignore)
        .put("maxFileSize", maxFileSize)
        .put("trashRetention", trashRetention);
  }

  static WorkspaceSpec fromJson(JsonObject json) {
    return new WorkspaceSpec(
        json.string("path"),
        Math.toIntExact(json.integer("run")),
        json.bool("empty", false),
        json.stringList("ignore"),
        json.integer("maxFileSize"),
        json.duration("trashRetention"));
  }
}
