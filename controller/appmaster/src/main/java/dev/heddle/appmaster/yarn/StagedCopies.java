package dev.heddle.appmaster.yarn;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.container.AgentLog;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.PrivilegedExceptionAction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.security.UserGroupInformation;

/**
 * Copies of something in the application's staging directory, written a moment after it changed.
 * Each attempt writes files of its own, so that an earlier one cut off by a partition never
 * overwrites a later one. Nothing touches the file system before it is needed: its client costs
 * memory.
 */
final class StagedCopies {
  private static final Duration RETRY = Duration.ofSeconds(10);

  /** Writes what is to be kept, as it is at this moment. */
  interface Content {
    void write(OutputStream output) throws IOException;
  }

  /** Reads a copy. */
  interface Reader<T> {
    T read(InputStream input) throws IOException;
  }

  /** One saved state, complete since it was renamed to its name. */
  private record Copy(int attempt, int number, Path path) {
    boolean isNewerThan(Copy other) {
      return attempt == other.attempt ? number > other.number : attempt > other.attempt;
    }
  }

  private final HadoopSession session;
  private final UserGroupInformation owner;
  private final Path directory;
  private final String name;
  private final Pattern pattern;
  private final int attempt;
  private final Duration quiet;
  private final AgentLog log;
  private final BlockingQueue<Boolean> requests = new LinkedBlockingQueue<>();
  private Thread saver;

  /**
   * @param user on whose behalf files are written
   * @param name what the names of the copies begin with
   * @param quiet how long a change waits for others to be saved with it
   */
  StagedCopies(
      HadoopSession session,
      String user,
      String directory,
      String name,
      int attempt,
      Duration quiet,
      AgentLog log) {
    this.session = requireNonNull(session, "session is null");
    this.owner = UserGroupInformation.createRemoteUser(requireNonNull(user, "user is null"));
    owner.addCredentials(session.credentials());
    this.directory = new Path(directory);
    this.name = requireNonNull(name, "name is null");
    this.pattern = Pattern.compile(Pattern.quote(name) + "\\.(\\d{1,6})\\.(\\d{1,9})");
    this.attempt = attempt;
    this.quiet = requireNonNull(quiet, "quiet is null");
    this.log = requireNonNull(log, "log is null");
  }

  /** What the newest of the earlier attempts saved. */
  <T> Optional<T> ofEarlierAttempts(Reader<T> reader) throws IOException {
    return read(attempt - 1, reader);
  }

  /** What the newest attempt saved. */
  <T> Optional<T> newest(Reader<T> reader) throws IOException {
    return read(Integer.MAX_VALUE, reader);
  }

  private <T> Optional<T> read(int lastAttempt, Reader<T> reader) throws IOException {
    return asOwner(
        fileSystem -> {
          Optional<Copy> newest = Optional.empty();
          for (Copy copy : copies(fileSystem)) {
            if (copy.attempt() <= lastAttempt
                && (newest.isEmpty() || copy.isNewerThan(newest.get()))) {
              newest = Optional.of(copy);
            }
          }
          if (newest.isEmpty()) {
            return Optional.empty();
          }
          try (InputStream input = fileSystem.open(newest.get().path())) {
            return Optional.of(reader.read(input));
          }
        });
  }

  /** Saves what is current a moment from now. */
  synchronized void saveSoon(Content content) {
    if (saver == null) {
      saver = new Thread(null, () -> saveWhenAsked(content), name + "-backup", 256 * 1024);
      saver.setDaemon(true);
      saver.start();
    }
    requests.add(true);
  }

  private void saveWhenAsked(Content content) {
    try {
      while (true) {
        requests.take();
        // A burst of changes becomes one save; waking up early does no harm.
        LockSupport.parkNanos(this, quiet.toNanos());
        requests.clear();
        while (!save(content)) {
          LockSupport.parkNanos(this, RETRY.toNanos());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** False when it has to be tried again. */
  private boolean save(Content content) {
    try {
      Optional<Boolean> saved =
          asOwner(
              fileSystem -> {
                List<Copy> old = new ArrayList<>();
                int last = 0;
                for (Copy copy : copies(fileSystem)) {
                  if (copy.attempt() == attempt) {
                    old.add(copy);
                    last = Math.max(last, copy.number());
                  }
                }
                Path target = new Path(directory, name + "." + attempt + "." + (last + 1));
                Path next = new Path(directory, "_" + target.getName());
                try (OutputStream output = fileSystem.create(next, true)) {
                  content.write(output);
                }
                if (!fileSystem.rename(next, target)) {
                  throw new IOException("could not rename " + next + " to " + target);
                }
                for (Copy copy : old) {
                  fileSystem.delete(copy.path(), false);
                }
                return Optional.of(true);
              });
      return saved.isPresent();
    } catch (IOException e) {
      log.say("the copy of " + name + " could not be saved, trying again", e);
      return false;
    }
  }

  private List<Copy> copies(FileSystem fileSystem) throws IOException {
    List<Copy> copies = new ArrayList<>();
    try {
      for (FileStatus file : fileSystem.listStatus(directory)) {
        Matcher parts = pattern.matcher(file.getPath().getName());
        if (parts.matches()) {
          copies.add(
              new Copy(
                  Integer.parseInt(parts.group(1)),
                  Integer.parseInt(parts.group(2)),
                  file.getPath()));
        }
      }
    } catch (FileNotFoundException e) {
      return List.of();
    }
    return copies;
  }

  private interface Task<T> {
    Optional<T> run(FileSystem fileSystem) throws IOException;
  }

  /**
   * The file system must be made inside the task: on newer JDKs a thread started within doAs does
   * not inherit its user.
   */
  private <T> Optional<T> asOwner(Task<T> task) throws IOException {
    PrivilegedExceptionAction<Optional<T>> action =
        () -> {
          try (FileSystem fileSystem =
              FileSystem.newInstance(directory.toUri(), session.configuration())) {
            return task.run(fileSystem);
          }
        };
    try {
      return owner.doAs(action);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
