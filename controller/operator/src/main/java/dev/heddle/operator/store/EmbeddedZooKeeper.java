package dev.heddle.operator.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.heddle.operator.config.StoreConfig;
import dev.heddle.reconciler.store.StoreException;
import dev.heddle.reconciler.store.StoreException.Reason;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.apache.zookeeper.server.PurgeTxnLog;
import org.apache.zookeeper.server.embedded.ExitHandler;
import org.apache.zookeeper.server.embedded.ZooKeeperServerEmbedded;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A ZooKeeper server in this process, on the loopback address, with its data in a directory that
 * only we can read. The directory also holds the secret without which nobody else on this machine
 * can read or write what is kept.
 */
public final class EmbeddedZooKeeper implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedZooKeeper.class);

  private static final String ROOT = "/heddle";
  private static final String LOOPBACK = "127.0.0.1";
  private static final String USER = "heddle";
  private static final List<String> OPEN_BY_DEFAULT =
      List.of("/", "/zookeeper", "/zookeeper/quota");
  private static final Duration START_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration PURGE_INTERVAL = Duration.ofMinutes(10);
  private static final int SNAPSHOTS_KEPT = 3;

  private final ZooKeeperServerEmbedded server;
  private final ScheduledFuture<?> purging;
  private final ZooKeeperConnection.Settings settings;

  private EmbeddedZooKeeper(
      ZooKeeperServerEmbedded server,
      ScheduledFuture<?> purging,
      ZooKeeperConnection.Settings settings) {
    this.server = requireNonNull(server, "server is null");
    this.purging = requireNonNull(purging, "purging is null");
    this.settings = requireNonNull(settings, "settings is null");
  }

  /**
   * Starts the server on what its directory holds; returns when it serves.
   *
   * @param random makes the secret of a new directory; a secure one outside of tests
   * @param scheduler for the clean-up of old logs and snapshots at intervals
   * @param executor runs that clean-up
   * @throws StoreException UNAVAILABLE when it cannot be started
   */
  public static EmbeddedZooKeeper start(
      StoreConfig.Embedded config,
      RandomGenerator random,
      ScheduledExecutorService scheduler,
      Executor executor) {
    try {
      Path dataDir = privateDirectory(config.dataDir().toAbsolutePath());
      String secret = secret(dataDir, random);
      removeConfigurations(dataDir);
      requireFree(config.port());
      ZooKeeperServerEmbedded server =
          ZooKeeperServerEmbedded.builder()
              .baseDir(dataDir)
              .configuration(properties(config, dataDir))
              .exitHandler(ExitHandler.LOG_ONLY)
              .build();
      server.start(START_TIMEOUT.toMillis());
      removeConfigurations(dataDir);
      ZooKeeperConnection.Settings settings =
          new ZooKeeperConnection.Settings(
              LOOPBACK + ":" + server.getClientPort(),
              ROOT,
              Optional.of(USER + ":" + secret),
              config.sessionTimeout());
      takeOver(settings);
      ScheduledFuture<?> purging =
          scheduler.scheduleWithFixedDelay(
              () -> executor.execute(() -> purge(dataDir)),
              PURGE_INTERVAL.toMillis(),
              PURGE_INTERVAL.toMillis(),
              TimeUnit.MILLISECONDS);
      return new EmbeddedZooKeeper(server, purging, settings);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException(Reason.UNAVAILABLE, "interrupted while ZooKeeper was starting", e);
    } catch (Exception e) {
      throw new StoreException(
          Reason.UNAVAILABLE,
          "the embedded ZooKeeper cannot start on " + config.dataDir() + ": " + e.getMessage(),
          e);
    }
  }

  /** How to connect to it. */
  public ZooKeeperConnection.Settings settings() {
    return settings;
  }

  @Override
  public void close() {
    purging.cancel(false);
    server.close();
  }

  private static Properties properties(StoreConfig.Embedded config, Path dataDir) {
    long tick = Math.max(50, Math.min(2000, config.sessionTimeout().toMillis() / 4));
    Properties properties = new Properties();
    properties.setProperty("dataDir", dataDir.resolve("data").toString());
    properties.setProperty("clientPort", Integer.toString(config.port()));
    properties.setProperty("clientPortAddress", LOOPBACK);
    properties.setProperty("tickTime", Long.toString(tick));
    properties.setProperty("minSessionTimeout", Long.toString(2 * tick));
    properties.setProperty(
        "maxSessionTimeout",
        Long.toString(Math.max(20 * tick, config.sessionTimeout().toMillis())));
    properties.setProperty("admin.enableServer", "false");
    // The default sets 64 MiB of zeros aside for each log file.
    properties.setProperty("preAllocSize", "4096");
    properties.setProperty("autopurge.purgeInterval", "0");
    return properties;
  }

  /** ZooKeeper itself would only log that its port is taken, and never be ready. */
  private static void requireFree(int port) throws IOException {
    try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      LOG.debug("port {} is free", probe.getLocalPort());
    } catch (BindException e) {
      throw new IOException(
          "port " + port + " of " + LOOPBACK + " is taken; choose another one, or 0 for any", e);
    }
  }

  /**
   * Rights are not inherited: without this, anybody could add nodes beside ours. And whoever led
   * before was a process with this server in it: it has ended.
   */
  private static void takeOver(ZooKeeperConnection.Settings settings) throws Exception {
    try (ZooKeeperConnection connection = ZooKeeperConnection.open(settings)) {
      if (!connection.awaitConnected(START_TIMEOUT)) {
        throw new IOException("no connection to " + settings.connect());
      }
      for (String path : OPEN_BY_DEFAULT) {
        connection.curator().setACL().withACL(connection.acl()).forPath(path);
      }
      LeaderElection.clear(connection);
    }
  }

  private static Path privateDirectory(Path directory) throws IOException {
    Files.createDirectories(directory);
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    return directory;
  }

  /** The secret of this directory; a new one for a new directory, written whole or not at all. */
  private static String secret(Path dataDir, RandomGenerator random) throws IOException {
    Path file = dataDir.resolve("secret");
    if (!Files.exists(file)) {
      byte[] bytes = new byte[24];
      random.nextBytes(bytes);
      Path temporary = dataDir.resolve("secret.tmp");
      Files.deleteIfExists(temporary);
      Files.createFile(
          temporary,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(temporary, HexFormat.of().formatHex(bytes), UTF_8);
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    }
    return Files.readString(file, UTF_8).strip();
  }

  /** Each start leaves its configuration behind as a file. */
  private static void removeConfigurations(Path dataDir) throws IOException {
    try (DirectoryStream<Path> left =
        Files.newDirectoryStream(dataDir, "zookeeper.configuration*.properties")) {
      for (Path file : left) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** Removes what older snapshots and logs hold twice. */
  static void purge(Path dataDir) {
    try {
      Path data = dataDir.resolve("data");
      PurgeTxnLog.purge(data.toFile(), data.toFile(), SNAPSHOTS_KEPT);
    } catch (IOException | RuntimeException e) {
      LOG.warn("old ZooKeeper logs and snapshots in {} could not be removed", dataDir, e);
    }
  }
}
