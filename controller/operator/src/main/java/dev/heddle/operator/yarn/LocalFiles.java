package dev.heddle.operator.yarn;

import static java.util.Objects.requireNonNull;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.heddle.appmaster.protocol.LocalFile;
import dev.heddle.crd.application.FileResource;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsAction;
import org.apache.hadoop.security.AccessControlException;
import org.apache.hadoop.yarn.api.records.LocalResource;
import org.apache.hadoop.yarn.api.records.LocalResourceType;
import org.apache.hadoop.yarn.api.records.LocalResourceVisibility;
import org.apache.hadoop.yarn.api.records.URL;
import org.apache.hadoop.yarn.exceptions.YarnException;

/**
 * Files as YARN localizes them. Each must be named with its size and time, which is also the moment
 * to say that it is missing or not the user's to read. What was seen is remembered for a few
 * seconds: a team that starts at nine names the same environment.
 */
final class LocalFiles {

  private static final Duration FRESH = Duration.ofSeconds(5);
  private static final Duration AGENT_FRESH = Duration.ofSeconds(30);

  private final UserSessions sessions;
  private final Configuration conf;
  private final AgentArchive archive;
  private final AgentArchive skein;
  private final Cache<Wanted, FileStatus> seen =
      Caffeine.newBuilder().expireAfterWrite(FRESH).maximumSize(10_000).build();
  private final Cache<LocalResourceType, LocalResource> own =
      Caffeine.newBuilder().expireAfterWrite(AGENT_FRESH).build();

  LocalFiles(UserSessions sessions, Configuration conf, AgentArchive archive, AgentArchive skein) {
    this.sessions = requireNonNull(sessions, "sessions is null");
    this.conf = requireNonNull(conf, "conf is null");
    this.archive = requireNonNull(archive, "archive is null");
    this.skein = requireNonNull(skein, "skein is null");
  }

  /** The agent's package; written again when somebody has removed it. */
  LocalResource agent() throws YarnException, IOException {
    return own(archive, LocalResourceType.ARCHIVE);
  }

  /** What speaks Skein's protocol; written when the first application asks for it. */
  LocalResource skeinLibrary() throws YarnException, IOException {
    return own(skein, LocalResourceType.FILE);
  }

  /** The names on the cluster of what launches are made with. */
  Set<String> packagesOfNow() throws IOException {
    Set<String> names = new HashSet<>(Set.of(archive.name()));
    if (skein.isHere()) {
      names.add(skein.name());
    }
    return names;
  }

  private LocalResource own(AgentArchive file, LocalResourceType type)
      throws YarnException, IOException {
    LocalResource known = own.getIfPresent(type);
    if (known == null) {
      FileStatus status = sessions.call(rm -> file.ensure());
      known = resource(status, type, LocalResourceVisibility.PUBLIC);
      own.put(type, known);
    }
    return known;
  }

  /** A file of the user's, as the user sees it. */
  LocalResource of(String user, String name, FileResource file) throws YarnException, IOException {
    Wanted wanted = new Wanted(user, file.source());
    FileStatus status;
    try {
      status = seen.get(wanted, this::look);
    } catch (Unseen e) {
      throw refuse(name, wanted, e.getCause());
    }
    return resource(
        status,
        file.isArchive() ? LocalResourceType.ARCHIVE : LocalResourceType.FILE,
        switch (file.visibility()) {
          case PUBLIC -> LocalResourceVisibility.PUBLIC;
          case PRIVATE -> LocalResourceVisibility.PRIVATE;
          case APPLICATION -> LocalResourceVisibility.APPLICATION;
        });
  }

  private FileStatus look(Wanted wanted) {
    try {
      return sessions.call(
          wanted.user(),
          rm -> {
            Path path = new Path(wanted.source());
            FileSystem fs = path.getFileSystem(conf);
            FileStatus status = fs.getFileStatus(path);
            fs.access(path, FsAction.READ);
            return status;
          });
    } catch (YarnException | IOException | IllegalArgumentException e) {
      throw new Unseen(e);
    }
  }

  private static RuntimeException refuse(String name, Wanted wanted, Throwable cause) {
    String what = "file '" + name + "': " + wanted.source();
    if (cause instanceof FileNotFoundException) {
      return new YarnRejectedException(
          YarnRejectedException.Reason.FILE_NOT_FOUND, what + " does not exist", cause);
    }
    if (cause instanceof org.apache.hadoop.security.authorize.AuthorizationException) {
      return Failures.of("acting for user '" + wanted.user() + "'", (Exception) cause);
    }
    if (cause instanceof AccessControlException) {
      return new YarnRejectedException(
          YarnRejectedException.Reason.FILE_NOT_READABLE,
          what + " can't be read by user '" + wanted.user() + "'",
          cause);
    }
    if (cause instanceof IllegalArgumentException) {
      return new YarnRejectedException(
          YarnRejectedException.Reason.FILE_NOT_FOUND,
          what + " is not the address of a file: " + cause.getMessage(),
          cause);
    }
    return Failures.of(what, (Exception) cause);
  }

  private static LocalResource resource(
      FileStatus status, LocalResourceType type, LocalResourceVisibility visibility) {
    return LocalResource.newInstance(
        URL.fromPath(status.getPath()),
        type,
        visibility,
        status.getLen(),
        status.getModificationTime());
  }

  /** The same for an application master, which asks YARN for it later. */
  static LocalFile portable(String name, LocalResource resource) throws IOException {
    try {
      return new LocalFile(
          name,
          resource.getResource().toPath().toUri().toString(),
          resource.getSize(),
          resource.getTimestamp(),
          resource.getType() == LocalResourceType.ARCHIVE,
          switch (resource.getVisibility()) {
            case PUBLIC -> LocalFile.Visibility.PUBLIC;
            case PRIVATE -> LocalFile.Visibility.PRIVATE;
            case APPLICATION -> LocalFile.Visibility.APPLICATION;
          });
    } catch (URISyntaxException e) {
      throw new IOException("file '" + name + "' has no address", e);
    }
  }

  private record Wanted(String user, String source) {}

  /** Carries a checked exception out of the cache's loader, so that nothing is remembered. */
  private static final class Unseen extends RuntimeException {
    private static final long serialVersionUID = 1;

    Unseen(Exception cause) {
      super(cause);
    }
  }
}
