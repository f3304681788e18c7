package dev.heddle.operator.source;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.meta.ResourceKey;
import dev.heddle.crd.source.Source;
import java.util.Map;
import java.util.Optional;

/** A source that is being followed, and what is remembered of it between passes. */
final class Followed {

  private final String uid;
  private final String uri;
  private final WatchedDirectory directory;
  private final StatusFiles answers;
  private final Watch watch;
  private Map<ResourceKey, Verified> verified = Map.of();
  private Optional<String> answering = Optional.empty();

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
