package dev.heddle.operator.source;

import static java.util.Objects.requireNonNull;

/**
 * A source that is being followed.
 *
 * @param uid of the Source: another uid is another source (I1)
 * @param uri the directory as the spec names it
 * @param directory the directory between passes
 * @param answers the status files
 * @param watch asks for changes
 */
record Followed(
    String uid, String uri, WatchedDirectory directory, StatusFiles answers, Watch watch) {

  Followed {
    requireNonNull(uid, "uid is null");
    requireNonNull(uri, "uri is null");
    requireNonNull(directory, "directory is null");
    requireNonNull(answers, "answers is null");
    requireNonNull(watch, "watch is null");
  }
}
