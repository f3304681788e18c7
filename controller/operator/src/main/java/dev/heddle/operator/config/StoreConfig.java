package dev.heddle.operator.config;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Where objects live: a ZooKeeper of the operator's own, or an existing quorum. */
public sealed interface StoreConfig {

  /** How long the store waits for this process before it counts as gone. */
  Duration sessionTimeout();

  /**
   * A ZooKeeper server inside the operator, on the loopback address.
   *
   * @param port 0 for any free one
   * @param dataDir where it keeps its log and snapshots
   * @param sessionTimeout how long it waits for a silent client
   */
  record Embedded(int port, Path dataDir, Duration sessionTimeout) implements StoreConfig {
    public Embedded {
      requireNonNull(dataDir, "dataDir is null");
      requireNonNull(sessionTimeout, "sessionTimeout is null");
    }
  }

  /**
   * An existing ZooKeeper quorum, such as the one that the cluster's high availability uses.
   *
   * @param connect comma-separated {@code host:port}
   * @param root the node below which everything is kept
   * @param secretFile file with {@code user:password} for digest authentication; absent leaves the
   *     nodes open to every client of the quorum
   * @param sessionTimeout how long the quorum waits for a silent client; bounds the take-over by
   *     another operator
   */
  record Quorum(String connect, String root, Optional<Path> secretFile, Duration sessionTimeout)
      implements StoreConfig {
    public Quorum {
      requireNonNull(connect, "connect is null");
      requireNonNull(root, "root is null");
      requireNonNull(secretFile, "secretFile is null");
      requireNonNull(sessionTimeout, "sessionTimeout is null");
    }
  }
}
