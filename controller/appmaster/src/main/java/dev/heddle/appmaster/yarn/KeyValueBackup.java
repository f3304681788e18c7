package dev.heddle.appmaster.yarn;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.container.AgentLog;
import dev.heddle.appmaster.kv.KeyValueSnapshot;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.PrivilegedExceptionAction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.security.UserGroupInformation;

/**
 * A copy of the key-value store in the application's staging directory, written a moment after a
 * change and read by the next attempt. Each attempt writes files of its own, so that an earlier one
 * cut off by a partition never overwrites a later one. Nothing touches the file system before the
 * first put: its client costs memory.
 */
public final class KeyValueBackup {
  private static final Pattern NAME = Pattern.compile("kv\\.(\\d{1,6})\\.(\\d{1,9})");
  private static final Duration QUIET = Duration.ofSeconds(1);
  private static final Duration RETRY = Duration.ofSeconds(10);

  /** One saved state, complete since it was renamed to its name. */
  private record Copy(int attempt, int number) implements Comparable<Copy> {
    static Optional<Copy> parse(String name) {
      Matcher parts = NAME.matcher(name);
      return parts.matches()
          ? Optional.of(
              new Copy(Integer.parseInt(parts.group(1)), Integer.parseInt(parts.group(2))))
          : Optional.empty();
    }

    Path in(Path directory) {
      return new Path(directory, "kv." + attempt + "." + number);
    }

    @Override
    public int compareTo(Copy other) {
      return attempt == other.attempt
          ? Integer.compare(number, other.number)
          : Integer.compare(attempt, other.attempt);
    }
  }

  private final HadoopSession session;
  private final UserGroupInformation owner;
  private final Path directory;
  private final int attempt;
  private final AgentLog log;
  private final BlockingQueue<Boolean> requests = new LinkedBlockingQueue<>();
  private Thread saver;

  public KeyValueBackup(
      HadoopSession session, String user, String directory, int attempt, AgentLog log) {
    this.session = requireNonNull(session, "session is null");
    this.owner = UserGroupInformation.createRemoteUser(requireNonNull(user, "user is null"));
    owner.addCredentials(session.credentials());
    this.directory = new Path(directory);
    this.attempt = attempt;
    this.log = requireNonNull(log, "log is null");
  }

  /** What the newest earlier attempt saved; empty when none did. */
  public Map<String, byte[]> load() throws IOException {
    return asUser(
        fileSystem -> {
          Optional<Copy> newest =
              copies(fileSystem).stream()
                  .filter(copy -> copy.attempt() < attempt)
                  .max(Comparator.naturalOrder());
          if (newest.isEmpty()) {
            return Map.of();
          }
          try (InputStream input = fileSystem.open(newest.get().in(directory))) {
            return KeyValueSnapshot.read(input);
          }
        });
  }

  /** Saves the values that are current a moment from now. */
  public synchronized void saveSoon(Supplier<Map<String, byte[]>> values) {
    if (saver == null) {
      saver = new Thread(null, () -> saveWhenAsked(values), "kv-backup", 256 * 1024);
      saver.setDaemon(true);
      saver.start();
    }
    requests.add(true);
  }

  private void saveWhenAsked(Supplier<Map<String, byte[]>> values) {
    try {
      while (true) {
        requests.take();
        // A burst of puts becomes one save; waking up early does no harm.
        LockSupport.parkNanos(this, QUIET.toNanos());
        requests.clear();
        while (!save(values.get())) {
          LockSupport.parkNanos(this, RETRY.toNanos());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** False when it has to be tried again. */
  private boolean save(Map<String, byte[]> current) {
    try {
      asUser(
          fileSystem -> {
            List<Copy> old =
                copies(fileSystem).stream().filter(copy -> copy.attempt() == attempt).toList();
            int last = old.stream().mapToInt(Copy::number).max().orElse(0);
            Path target = new Copy(attempt, last + 1).in(directory);
            Path next = new Path(directory, "_" + target.getName());
            try (OutputStream output = fileSystem.create(next, true)) {
              KeyValueSnapshot.write(current, output);
            }
            if (!fileSystem.rename(next, target)) {
              throw new IOException("could not rename " + next + " to " + target);
            }
            for (Copy copy : old) {
              fileSystem.delete(copy.in(directory), false);
            }
            return current;
          });
      return true;
    } catch (IOException e) {
      log.say("the key-value store could not be saved, trying again", e);
      return false;
    }
  }

  private List<Copy> copies(FileSystem fileSystem) throws IOException {
    List<Copy> copies = new ArrayList<>();
    try {
      for (FileStatus file : fileSystem.listStatus(directory)) {
        Copy.parse(file.getPath().getName()).ifPresent(copies::add);
      }
    } catch (FileNotFoundException e) {
      return List.of();
    }
    return copies;
  }

  private interface Task {
    Map<String, byte[]> run(FileSystem fileSystem) throws IOException;
  }

  /**
   * The file system must be made inside the task: on newer JDKs a thread started within doAs does
   * not inherit its user.
   */
  private Map<String, byte[]> asUser(Task task) throws IOException {
    PrivilegedExceptionAction<Map<String, byte[]>> action =
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
