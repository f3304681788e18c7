package dev.heddle.operator.yarn;

import static java.util.Objects.requireNonNull;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.heddle.crd.application.Workspace;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a launch must know of the directories of the user it is for, read as that user. */
final class UserDirectories {

  private static final Logger LOG = LoggerFactory.getLogger(UserDirectories.class);
  private static final Duration FRESH = Duration.ofMinutes(5);

  private final UserSessions sessions;
  private final Configuration conf;
  private final Cache<String, Optional<String>> homes =
      Caffeine.newBuilder().expireAfterWrite(FRESH).maximumSize(10_000).build();

  UserDirectories(UserSessions sessions, Configuration conf) {
    this.sessions = requireNonNull(sessions, "sessions is null");
    this.conf = requireNonNull(conf, "conf is null");
  }

  /** A place in the user's own home; a user without one has none, and the agent keeps less. */
  Optional<String> staging(String user, String applicationId) throws YarnException, IOException {
    Optional<String> home = homes.getIfPresent(user);
    if (home == null) {
      home =
          sessions.call(
              user,
              rm -> {
                FileSystem fs = FileSystem.get(conf);
                Path path = fs.getHomeDirectory();
                return fs.exists(path) ? Optional.of(path.toString()) : Optional.<String>empty();
              });
      homes.put(user, home);
    }
    return home.map(h -> HadoopStagingDirectories.of(h, applicationId));
  }

  /**
   * Whether the process may start without waiting for files. When that can't be told, the agent
   * finds out, and says what is wrong.
   */
  boolean isEmpty(String user, Optional<Workspace> workspace) throws YarnException {
    if (workspace.isEmpty()) {
      return true;
    }
    Path path = new Path(workspace.get().path());
    try {
      return sessions.call(
          user,
          rm -> {
            FileSystem fs = path.getFileSystem(conf);
            return !fs.exists(path) || !fs.listStatusIterator(path).hasNext();
          });
    } catch (IOException e) {
      LOG.info("whether {} is empty can't be told: {}", path, e.getMessage());
      return false;
    }
  }
}
