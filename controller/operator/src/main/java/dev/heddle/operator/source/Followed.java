package dev.heddle.operator.source;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.meta.ResourceKey;
import dev.heddle.crd.source.Source;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** A source that is being followed, and what is remembered of it between passes. */
final class Followed {

  private static final Duration QUIET = Duration.ofMinutes(1);

  private final String uid;
  private final String uri;
  private final WatchedDirectory directory;
  private final StatusFiles answers;
  private final Watch watch;
  private Map<ResourceKey, Verified> verified = Map.of();
  private Optional<String> answering = Optional.empty();
  private Optional<Quiet> quiet = Optional.empty();
  private volatile Duration passTime = Duration.ZERO;

  Followed(Source source, WatchedDirectory directory, StatusFiles answers, Watch watch) {
    this.uid = source.metadata().uid();
    this.uri = source.spec().directory();
    this.directory = requireNonNull(directory, "directory is null");
    this.answers = requireNonNull(answers, "answers is null");
    this.watch = requireNonNull(watch, "watch is null");
  }

  /** Whether it is that very Source with that very directory (I1). */
  boolean isOf(Source source) {
    return uid.equals(source.metadata().uid()) && uri.equals(source.spec().directory());
  }

  WatchedDirectory directory() {
    return directory;
  }

  StatusFiles answers() {
    return answers;
  }

  Map<ResourceKey, Verified> verified() {
    return verified;
  }

  void remember(Map<ResourceKey, Verified> found) {
    verified = Map.copyOf(found);
  }

  /**
   * Whether a pass now would only repeat the last one, which found nothing to do. Not believed for
   * ever: rights depend on groups that change elsewhere.
   */
  boolean isQuiet(Source source, SourceSnapshot snapshot, long changes, long nanoTime) {
    return quiet
        .filter(last -> last.source.equals(source) && last.changes == changes)
        .filter(last -> last.snapshot.equals(snapshot))
        .filter(last -> nanoTime - last.since < QUIET.toNanos())
        .isPresent();
  }

  /** A pass ended. */
  void passed(Optional<Quiet> found, Duration took) {
    quiet = found;
    passTime = took;
  }

  /** How long the last pass took. */
  Duration passTime() {
    return passTime;
  }

  /** A pass that found nothing to do, and what it had looked at. */
  record Quiet(Source source, SourceSnapshot snapshot, long changes, long since) {}

  /** Whether writing the status files ended otherwise than the last time. */
  boolean isNews(Optional<String> trouble) {
    boolean news = !trouble.equals(answering);
    answering = trouble;
    return news;
  }

  void begin() {
    watch.start();
  }

  void end() {
    watch.stop();
    directory.close();
  }
}
