package dev.heddle.operator.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.heddle.reconciler.store.StoreException;
import dev.heddle.reconciler.store.StoreException.Reason;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.api.ACLProvider;
import org.apache.curator.framework.state.SessionConnectionStateErrorPolicy;
import org.apache.curator.retry.ExponentialBackoffRetry;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.client.ZKClientConfig;
import org.apache.zookeeper.data.ACL;

/**
 * One client session with ZooKeeper, renewed when it expires. Curator keeps it; reads and writes of
 * the store go to the handle itself, because Curator would repeat a write whose answer was lost.
 */
public final class ZooKeeperConnection implements AutoCloseable {

  /** Answers up to this size are read: long listings pass the default of 1 MiB. */
  private static final int MAX_ANSWER_BYTES = 64 << 20;

  private final CuratorFramework curator;
  private final List<ACL> acl;
  private final Settings settings;

  private ZooKeeperConnection(Settings settings) {
    this.settings = settings;
    // ZooKeeper asks the list for a null, which List.copyOf would answer with an exception.
    this.acl =
        Collections.unmodifiableList(
            settings.credentials().isPresent()
                ? ZooDefs.Ids.CREATOR_ALL_ACL
                : ZooDefs.Ids.OPEN_ACL_UNSAFE);
    ZKClientConfig config = new ZKClientConfig();
    config.setProperty("jute.maxbuffer", Integer.toString(MAX_ANSWER_BYTES));
    CuratorFrameworkFactory.Builder builder =
        CuratorFrameworkFactory.builder()
            .connectString(settings.connect())
            .sessionTimeoutMs((int) settings.sessionTimeout().toMillis())
            .connectionTimeoutMs((int) settings.sessionTimeout().toMillis())
            .retryPolicy(new ExponentialBackoffRetry(50, 6, 1000))
            // A short cut of the line is not yet the end of a session, nor of leadership.
            .connectionStateErrorPolicy(new SessionConnectionStateErrorPolicy())
            .ensembleTracker(false)
            .zkClientConfig(config)
            .dontUseContainerParents()
            .aclProvider(new SameForAll(acl));
    settings.credentials().ifPresent(c -> builder.authorization("digest", c.getBytes(UTF_8)));
    this.curator = builder.build();
  }

  /** Begins to connect; the store waits for the connection when it needs one. */
  public static ZooKeeperConnection open(Settings settings) {
    ZooKeeperConnection connection = new ZooKeeperConnection(settings);
    connection.curator.start();
    return connection;
  }

  /** The settings it was opened with. */
  public Settings settings() {
    return settings;
  }

  CuratorFramework curator() {
    return curator;
  }

  Layout layout() {
    return new Layout(settings.root());
  }

  /** The rights of every node that is created: its creator's alone, given credentials. */
  List<ACL> acl() {
    return acl;
  }

  /** The present session's handle, connected or not. */
  ZooKeeper zooKeeper() {
    try {
      return curator.getZookeeperClient().getZooKeeper();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException(Reason.UNAVAILABLE, "interrupted before ZooKeeper was asked", e);
    } catch (Exception e) {
      throw new StoreException(
          Reason.UNAVAILABLE, "ZooKeeper at " + settings.connect() + " is not connected", e);
    }
  }

  public boolean isConnected() {
    return curator.getZookeeperClient().isConnected();
  }

  /** Waits for a connection; false when there is none after that time. */
  boolean awaitConnected(Duration atMost) {
    try {
      return isConnected()
          || curator.blockUntilConnected(
              (int) Math.max(1, atMost.toMillis()), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException(
          Reason.UNAVAILABLE, "interrupted while waiting for ZooKeeper to connect", e);
    }
  }

  /** Creates a node and its parents unless they exist. */
  void ensure(String path) {
    try {
      curator.create().creatingParentsIfNeeded().forPath(path, new byte[0]);
    } catch (KeeperException.NodeExistsException e) {
      return; // somebody was faster, and the aim is reached
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException(Reason.UNAVAILABLE, "interrupted while creating " + path, e);
    } catch (Exception e) {
      throw new StoreException(Reason.UNAVAILABLE, "cannot create " + path + " in ZooKeeper", e);
    }
  }

  @Override
  public void close() {
    curator.close();
  }

  /**
   * How to reach ZooKeeper.
   *
   * @param connect comma-separated {@code host:port}
   * @param root the node below which everything is kept, such as {@code /heddle}
   * @param credentials {@code user:password} for digest authentication; absent leaves the nodes
   *     open to every client
   * @param sessionTimeout how long ZooKeeper waits for a silent client
   */
  public record Settings(
      String connect, String root, Optional<String> credentials, Duration sessionTimeout) {
    public Settings {
      requireNonNull(connect, "connect is null");
      requireNonNull(root, "root is null");
      requireNonNull(credentials, "credentials is null");
      requireNonNull(sessionTimeout, "sessionTimeout is null");
    }

    /** Names no password (I15). */
    @Override
    public String toString() {
      return "Settings[" + connect + root + ", session " + sessionTimeout + "]";
    }
  }

  private record SameForAll(List<ACL> acl) implements ACLProvider {
    @Override
    public List<ACL> getDefaultAcl() {
      return acl;
    }

    @Override
    public List<ACL> getAclForPath(String path) {
      return acl;
    }
  }
}
