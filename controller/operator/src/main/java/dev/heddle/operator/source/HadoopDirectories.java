package dev.heddle.operator.source;

import static dev.heddle.operator.source.SourceReadException.Reason.INVALID_DIRECTORY;
import static dev.heddle.operator.source.SourceReadException.Reason.SOURCE_UNAVAILABLE;
import static java.util.Objects.requireNonNull;

import dev.heddle.crd.source.SourceSpec;
import java.io.IOException;
import java.net.URI;
import java.security.PrivilegedExceptionAction;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.hadoop.security.UserGroupInformation;

/** Directories on the file systems that the cluster's configuration knows. */
final class HadoopDirectories implements SourceDirectories {

  /** A dead NameNode costs a pass seconds, not the minutes of Hadoop's patience. */
  private static final Map<String, String> CLIENT =
      Map.ofEntries(
          // Status files are for everybody, whatever the operator's own habits are.
          Map.entry("fs.permissions.umask-mode", "022"),
          Map.entry("ipc.client.connect.max.retries", "2"),
          Map.entry("ipc.client.connect.retry.interval", "500"),
          Map.entry("ipc.client.connect.timeout", "3000"),
          Map.entry("ipc.client.connect.max.retries.on.timeouts", "1"),
          Map.entry("ipc.client.rpc-timeout.ms", "10000"),
          Map.entry("dfs.client.failover.max.attempts", "4"),
          Map.entry("dfs.client.failover.sleep.base.millis", "200"),
          Map.entry("dfs.client.failover.sleep.max.millis", "1000"),
          Map.entry("dfs.client.retry.max.attempts", "2"),
          Map.entry("dfs.client.retry.window.base", "300"),
          Map.entry("dfs.client.max.block.acquire.failures", "1"),
          Map.entry("dfs.client.socket-timeout", "5000"),
          Map.entry("dfs.client.block.write.retries", "1"),
          Map.entry("dfs.client.block.write.locateFollowingBlock.initial.delay.ms", "10"));

  private final Configuration configuration;
  private final Optional<String> user;
  private final ReadLimits limits;

  /**
   * Directories.
   *
   * @param cluster the cluster's configuration; copied
   * @param user the operator's user with simple authentication; empty for the process's login
   */
  HadoopDirectories(Configuration cluster, Optional<String> user, ReadLimits limits) {
    this.configuration = new Configuration(cluster);
    CLIENT.forEach(configuration::set);
    this.user = requireNonNull(user, "user is null");
    this.limits = requireNonNull(limits, "limits is null");
  }

  @Override
  public OpenDirectory open(SourceSpec spec) {
    Path directory = path(spec.directory());
    try {
      FileSystem fileSystem = login().doAs(connect(directory));
      Path root = fileSystem.makeQualified(directory);
      return new OpenDirectory(
          new HadoopFileTree(fileSystem, root, limits),
          new HadoopStatusTree(fileSystem, root),
          fileSystem);
    } catch (UnsupportedFileSystemException e) {
      throw new SourceReadException(INVALID_DIRECTORY, FirstLine.of(e), e);
    } catch (IOException e) {
      throw new SourceReadException(SOURCE_UNAVAILABLE, directory + ": " + FirstLine.of(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SourceReadException(SOURCE_UNAVAILABLE, directory + ": interrupted", e);
    }
  }

  private static Path path(String directory) {
    try {
      Path path = new Path(directory);
      if (path.isAbsolute()) {
        return path;
      }
    } catch (IllegalArgumentException e) {
      throw new SourceReadException(
          INVALID_DIRECTORY,
          "spec.directory: " + directory + " is not a URI: " + e.getMessage(),
          e);
    }
    throw new SourceReadException(
        INVALID_DIRECTORY,
        "spec.directory: "
            + directory
            + " is not absolute; write for example hdfs:///heddle/specs");
  }

  private UserGroupInformation login() throws IOException {
    return user.filter(name -> !UserGroupInformation.isSecurityEnabled())
        .map(UserGroupInformation::createRemoteUser)
        .orElse(UserGroupInformation.getLoginUser());
  }

  /** A connection of its own: closing it takes nobody else's away. */
  private PrivilegedExceptionAction<FileSystem> connect(Path directory) {
    URI uri = directory.toUri();
    return () ->
        FileSystem.newInstance(
            uri.getScheme() == null ? FileSystem.getDefaultUri(configuration) : uri, configuration);
  }
}
