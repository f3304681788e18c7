package dev.heddle.lab.testing;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;

/**
 * HDFS as any user of the lab: {@code files.as("alice").write("/heddle/specs/team-a/nb.yaml",
 * yaml)}.
 */
public final class LabFileSystem implements AutoCloseable {
  private final Configuration configuration;
  private final Map<String, LabUserFiles> byUser = new ConcurrentHashMap<>();

  /**
   * @param conf a lab's client configuration
   */
  public LabFileSystem(java.nio.file.Path conf) {
    requireNonNull(conf, "conf is null");
    this.configuration = new Configuration();
    configuration.addResource(new org.apache.hadoop.fs.Path(conf.resolve("core-site.xml").toUri()));
    configuration.addResource(new org.apache.hadoop.fs.Path(conf.resolve("hdfs-site.xml").toUri()));
    // A killed NameNode is to be noticed by the test, not waited for by the client.
    configuration.setInt("ipc.client.connect.max.retries", 2);
    // A NameNode that was killed leaves a cached connection behind, whose first use ends in EOF.
    configuration.setBoolean("dfs.client.retry.policy.enabled", true);
    configuration.set("dfs.client.retry.policy.spec", "200,10,1000,5");
  }

  /** The file system as this user sees it. */
  public LabUserFiles as(String user) {
    return byUser.computeIfAbsent(user, this::connect);
  }

  private LabUserFiles connect(String user) {
    try {
      return new LabUserFiles(
          FileSystem.newInstance(FileSystem.getDefaultUri(configuration), configuration, user));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while connecting as " + user, e);
    }
  }

  @Override
  public void close() {
    byUser.values().forEach(LabUserFiles::close);
    byUser.clear();
  }
}
