package dev.heddle.operator.source;

import static dev.heddle.operator.source.SourceReadException.Reason.SOURCE_UNAVAILABLE;
import static java.util.Objects.requireNonNull;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Reads a directory into snapshots. Files are read between two listings; where the listings differ,
 * it tries again, and what still differs is named in the snapshot as unsettled. A file that has not
 * changed is not opened again. Not for several threads.
 */
final class DirectoryReader {

  private static final int ATTEMPTS = 3;

  /** So many files in a row that can't be read mean that the file system is down. */
  private static final int FAILURES = 3;

  /** Within this time a file may be rewritten without a sign where stats have no identity. */
  private static final Duration RACY = Duration.ofSeconds(2);

  private final FileTree tree;
  private final ManifestParser parser;
  private final ReadLimits limits;
  private final Clock clock;

  private Map<String, Cached> cache = Map.of();
  private Optional<Listing> listed = Optional.empty();
  private Optional<SourceSnapshot> last = Optional.empty();

  DirectoryReader(FileTree tree, ManifestParser parser, ReadLimits limits, Clock clock) {
    this.tree = requireNonNull(tree, "tree is null");
    this.parser = requireNonNull(parser, "parser is null");
    this.limits = requireNonNull(limits, "limits is null");
    this.clock = requireNonNull(clock, "clock is null");
  }

  /**
   * The directory now. The same instance as before when nothing changed.
   *
   * @throws SourceReadException when it can't be read as a whole
   */
  SourceSnapshot read() {
    Listing before = tree.list();
    if (isUnchanged(before)) {
      listed = Optional.of(before);
      return last.orElseThrow();
    }
    for (int attempt = 1; ; attempt++) {
      Contents contents = contents(before);
      Listing after = tree.list();
      if (before.agreesWith(after) || attempt == ATTEMPTS) {
        return remember(after, contents, difference(before, after));
      }
      before = after;
    }
  }

  /** What the last read found; empty before the first. */
  Optional<SourceSnapshot> last() {
    return last;
  }

  /** The directories of the last read, to be asked for changes; empty before the first. */
  Map<String, Instant> directories() {
    return listed.map(Listing::directories).orElse(Map.of());
  }

  private boolean isUnchanged(Listing now) {
    return last.filter(snapshot -> snapshot.unsettled().isEmpty()).isPresent()
        && listed.filter(now::agreesWith).isPresent()
        && now.files().values().stream().allMatch(stat -> cached(stat).isPresent());
  }

  private SourceSnapshot remember(Listing after, Contents contents, Set<String> moving) {
    Map<String, SourceFile> files = new HashMap<>(contents.files);
    files.keySet().removeAll(moving);
    TreeMap<String, String> troubles = new TreeMap<>(after.troubles());
    contents.troubles.forEach(troubles::putIfAbsent);
    troubles.keySet().removeAll(moving);
    Set<String> unsettled = new TreeSet<>(contents.unfinished);
    unsettled.addAll(moving);
    SourceSnapshot snapshot = SourceSnapshot.of(files, troubles, unsettled);
    cache = Map.copyOf(contents.cache);
    listed = Optional.of(after);
    if (last.filter(snapshot::equals).isEmpty()) {
      last = Optional.of(snapshot);
    }
    return last.orElseThrow();
  }

  /** The places that two listings see differently. */
  private static Set<String> difference(Listing before, Listing after) {
    Set<String> places = difference(before.files(), after.files());
    places.addAll(difference(before.troubles(), after.troubles()));
    return places;
  }

  private static Set<String> difference(Map<String, ?> before, Map<String, ?> after) {
    Set<String> places = new TreeSet<>(before.keySet());
    places.addAll(after.keySet());
    places.removeIf(place -> Objects.equals(before.get(place), after.get(place)));
    return places;
  }

  private Optional<Cached> cached(FileStat stat) {
    return Optional.ofNullable(cache.get(stat.path())).filter(entry -> entry.answers(stat));
  }

  private Contents contents(Listing listing) {
    Contents contents = new Contents();
    int failures = 0;
    for (FileStat stat : listing.files().values()) {
      if (stat.length() > limits.fileBytes()) {
        contents.troubles.put(
            stat.path(),
            "is larger than the allowed " + limits.fileBytes() + " bytes and was not read");
        contents.cache.put(stat.path(), new Cached(stat, clock.instant(), Optional.empty()));
        continue;
      }
      Optional<Cached> known = cached(stat).filter(entry -> entry.content.isPresent());
      if (known.isPresent()) {
        contents.add(known.get());
        continue;
      }
      try {
        read(stat, contents);
        failures = 0;
      } catch (FileNotFoundException e) {
        // Gone since the listing, which the next one shows; or the local way of saying "denied".
        contents.troubles.put(stat.path(), "can't be read by the operator");
      } catch (AccessDeniedException e) {
        contents.troubles.put(stat.path(), "can't be read by the operator: " + e.getReason());
      } catch (IOException e) {
        if (++failures == FAILURES) {
          throw new SourceReadException(
              SOURCE_UNAVAILABLE, stat.path() + ": " + FirstLine.of(e), e);
        }
        contents.troubles.put(stat.path(), "could not be read: " + FirstLine.of(e));
      }
    }
    return contents;
  }

  private void read(FileStat stat, Contents contents) throws IOException {
    Instant now = clock.instant();
    if (!tree.isFinished(stat, now)) {
      contents.unfinished.add(stat.path());
      return;
    }
    byte[] bytes = tree.read(stat, limits.fileBytes() + 1);
    if (bytes.length != stat.length()) {
      contents.unfinished.add(stat.path());
      return;
    }
    String hash = Revision.hash(bytes);
    Optional<SourceFile> before =
        Optional.ofNullable(cache.get(stat.path()))
            .flatMap(Cached::content)
            .filter(file -> file.hash().equals(hash));
    FileReport report =
        before.map(SourceFile::report).orElseGet(() -> parser.parse(stat.path(), bytes));
    contents.add(new Cached(stat, now, Optional.of(new SourceFile(stat, hash, report))));
  }

  /** What was made of the files of one listing. */
  private static final class Contents {
    private final Map<String, SourceFile> files = new HashMap<>();
    private final Map<String, String> troubles = new HashMap<>();
    private final Set<String> unfinished = new TreeSet<>();
    private final Map<String, Cached> cache = new HashMap<>();

    void add(Cached entry) {
      cache.put(entry.stat.path(), entry);
      entry.content.ifPresent(file -> files.put(file.stat().path(), file));
    }
  }

  /** What is known of one path; without content when it was too large to be read. */
  private record Cached(FileStat stat, Instant readAt, Optional<SourceFile> content) {

    boolean answers(FileStat now) {
      return stat.equals(now)
          && (!stat.identity().isEmpty()
              || Duration.between(stat.modified(), readAt).compareTo(RACY) >= 0);
    }
  }
}
