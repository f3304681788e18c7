package dev.heddle.operator.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooKeeper;

/** Ends sessions as the server does when it has not heard of a client for too long. */
final class Sessions {

  private Sessions() {}

  static void expire(ZooKeeperConnection connection, String server) {
    ZooKeeper original = connection.zooKeeper();
    try {
      ZooKeeper twin =
          new ZooKeeper(
              server, 5000, event -> {}, original.getSessionId(), original.getSessionPasswd());
      try {
        twin.exists("/zookeeper/config", false); // waits for the connection
      } finally {
        twin.close(); // ends the session for both
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (KeeperException.SessionExpiredException e) {
      return; // it had ended already
    } catch (KeeperException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
