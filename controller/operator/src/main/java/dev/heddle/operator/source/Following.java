package dev.heddle.operator.source;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.meta.ResourceKey;
import dev.heddle.crd.source.Source;
import dev.heddle.reconciler.time.Scheduler;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** The sources that are being followed, each with its open directory. */
final class Following {

  private final SourceDirectories directories;
  private final ManifestParser parser;
  private final ReadLimits limits;
  private final Consumer<ResourceKey> wake;
  private final Scheduler scheduler;
  private final Map<ResourceKey, Followed> followed = new ConcurrentHashMap<>();

  Following(
      SourceDirectories directories,
      ManifestParser parser,
      ReadLimits limits,
      Consumer<ResourceKey> wake,
      Scheduler scheduler) {
    this.directories = requireNonNull(directories, "directories is null");
    this.parser = requireNonNull(parser, "parser is null");
    this.limits = requireNonNull(limits, "limits is null");
    this.wake = requireNonNull(wake, "wake is null");
    this.scheduler = requireNonNull(scheduler, "scheduler is null");
  }

  /**
   * Follows a source from now on, or goes on doing so. For one key never called twice at once (I8).
   *
   * @throws SourceReadException when its directory can't be opened
   */
  Followed follow(Source source) {
    Optional<Followed> known = Optional.ofNullable(followed.get(source.key()));
    if (known.filter(f -> isSame(f, source)).isPresent()) {
      return known.get();
    }
    forget(source.key());
    OpenDirectory open = directories.open(source.spec());
    WatchedDirectory directory =
        new WatchedDirectory(
            open.files(),
            new DirectoryReader(open.files(), parser, limits, scheduler.clock()),
            open.connection(),
            scheduler::nanoTime);
    Watch watch = new Watch(directory, source.key(), wake, scheduler);
    Followed begun =
        new Followed(
            source.metadata().uid(),
            source.spec().directory(),
            directory,
            new StatusFiles(open.status()),
            watch);
    followed.put(source.key(), begun);
    watch.start();
    return begun;
  }

  private static boolean isSame(Followed known, Source source) {
    return known.uid().equals(source.metadata().uid())
        && known.uri().equals(source.spec().directory());
  }

  /** Follows a source no more. */
  void forget(ResourceKey source) {
    Optional.ofNullable(followed.remove(source))
        .ifPresent(
            gone -> {
              gone.watch().stop();
              gone.directory().close();
            });
  }
}
