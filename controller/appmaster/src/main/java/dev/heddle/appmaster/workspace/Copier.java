package dev.heddle.appmaster.workspace;

import static java.util.Objects.requireNonNull;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Copies one file into the workspace, if it is the same before and after; or else not at all. */
final class Copier {
  /** What became of a copy. */
  enum Outcome {
    SAVED,
    /** It is being written; the next try will do. */
    CHANGED,
    /** This container cannot read it. */
    UNREADABLE
  }

  /** A mark of a save that is older than this was left behind by a Jupyter that was killed. */
  private static final Duration MARK_HOLDS = Duration.ofSeconds(30);

  /** What looks cut off, or has never been saved, is taken as it is after this. */
  private static final Duration CUT_OFF_HOLDS = Duration.ofSeconds(30);

  private static final int BUFFER = 64 * 1024;

  private final LocalTree local;
  private final Generation generation;
  private final Clock clock;

  Copier(LocalTree local, Generation generation, Clock clock) {
    this.clock = requireNonNull(clock, "clock is null");
    this.local = requireNonNull(local, "local is null");
    this.generation = requireNonNull(generation, "generation is null");
  }

  Outcome save(SaveBook.Save save) throws IOException {
    String path = save.path();
    Stamp stamp = save.stamp();
    boolean growing = isGrowing(save);
    if (!growing && !isUnchanged(save)) {
      return Outcome.CHANGED;
    }
    if (isBeingSaved(path) && save.waited().compareTo(MARK_HOLDS) < 0) {
      return Outcome.CHANGED;
    }
    Reader reader = new Reader(path, stamp.size());
    String place = stage(save, reader);
    if (reader.failed) {
      generation.drop(place);
      return Outcome.UNREADABLE;
    }
    boolean cutOff = isNotebook(path) && !reader.endsLikeJson();
    boolean steady =
        reader.whole() && (isUnchanged(save) || (isGrowing(save) && continuesTheSaved(save)));
    if (!steady || (cutOff && isFresh(save))) {
      generation.drop(place);
      return Outcome.CHANGED;
    }
    if (cutOff) {
      // It may be half of what it was: the whole version before is kept for a while.
      generation.discard(Paths.toRemote(path), clock.instant());
    }
    generation.publish(place, Paths.toRemote(path));
    return Outcome.SAVED;
  }

  private String stage(SaveBook.Save save, Reader reader) throws IOException {
    Stamp stamp = save.stamp();
    return generation.stage(
        stamp.executable(), TimeUnit.NANOSECONDS.toMillis(stamp.modified()), reader);
  }

  private boolean isUnchanged(SaveBook.Save save) throws IOException {
    return Optional.of(save.stamp()).equals(local.stamp(save.path()));
  }

  /** A file that is written to all the time never holds still; one that only grows need not. */
  private boolean isGrowing(SaveBook.Save save) throws IOException {
    return save.waited().compareTo(SaveBook.LONGEST) >= 0
        && local.stamp(save.path()).filter(now -> now.grewFrom(save.stamp())).isPresent();
  }

  /**
   * Whether all that is saved of a file is still in it, at its beginning. Growing alone does not
   * tell a log from a file that was truncated and is being written anew.
   */
  private boolean continuesTheSaved(SaveBook.Save save) throws IOException {
    byte[] theirs = new byte[BUFFER];
    byte[] ours = new byte[BUFFER];
    try (InputStream saved = generation.open(Paths.toRemote(save.path()));
        InputStream now = Files.newInputStream(local.at(save.path()), LinkOption.NOFOLLOW_LINKS)) {
      long compared = 0;
      for (int count = saved.readNBytes(theirs, 0, BUFFER);
          count > 0;
          count = saved.readNBytes(theirs, 0, BUFFER)) {
        compared += count;
        if (now.readNBytes(ours, 0, count) < count
            || !Arrays.equals(theirs, 0, count, ours, 0, count)) {
          return false;
        }
      }
      return compared <= save.stamp().size();
    } catch (FileNotFoundException neverSaved) {
      return !isFresh(save);
    } catch (NoSuchFileException deletedMeanwhile) {
      return false;
    }
  }

  private boolean isBeingSaved(String path) {
    String mark = Paths.child(Paths.parent(path), IgnoreRules.SAVE_MARK + Paths.name(path));
    return Files.exists(local.at(mark), LinkOption.NOFOLLOW_LINKS);
  }

  private static boolean isNotebook(String path) {
    return path.endsWith(".ipynb");
  }

  private static boolean isFresh(SaveBook.Save save) {
    return save.waited().compareTo(CUT_OFF_HOLDS) < 0;
  }

  /** Reading failed, and not writing. */
  private static final class UnreadableException extends IOException {
    private static final long serialVersionUID = 1;

    UnreadableException(IOException cause) {
      super(cause);
    }
  }

  private record Source(InputStream input) {
    int read(byte[] buffer, int most) throws UnreadableException {
      try {
        return input.read(buffer, 0, most);
      } catch (IOException e) {
        throw new UnreadableException(e);
      }
    }
  }

  /** Reads just as many bytes as the file had, and remembers how they end. */
  private final class Reader implements RemoteTree.Content {
    private final String path;
    private final long size;
    private long left;
    private int last;
    private boolean failed;

    Reader(String path, long size) {
      this.path = path;
      this.size = size;
    }

    @Override
    public void writeTo(OutputStream output) throws IOException {
      left = size;
      try (InputStream input = Files.newInputStream(local.at(path), LinkOption.NOFOLLOW_LINKS)) {
        copy(new Source(input), output);
      } catch (NoSuchFileException deletedMeanwhile) {
        return;
      } catch (UnreadableException e) {
        failed = true;
      } catch (java.nio.file.FileSystemException e) {
        failed = true;
      }
    }

    private void copy(Source source, OutputStream output) throws IOException {
      byte[] buffer = new byte[(int) Math.min(BUFFER, Math.max(1, size))];
      while (left > 0) {
        int count = source.read(buffer, (int) Math.min(buffer.length, left));
        if (count < 0) {
          return;
        }
        output.write(buffer, 0, count);
        left -= count;
        for (int i = 0; i < count; i++) {
          last = buffer[i] > ' ' ? buffer[i] : last;
        }
      }
    }

    boolean whole() {
      return left == 0;
    }

    boolean endsLikeJson() {
      return last == '}';
    }
  }
}
