package dev.heddle.operator.yarn;

import dev.heddle.appmaster.protocol.HadoopKeys;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.conf.YarnConfiguration;

/** Hadoop's settings: how the operator's own calls behave, and what an agent is told of them. */
final class ClientSettings {

  private ClientSettings() {}

  /** Callers try again by themselves, with a pause that grows: one call gives up soon. */
  static void patience(Configuration conf) {
    conf.setLong(YarnConfiguration.RESOURCEMANAGER_CONNECT_MAX_WAIT_MS, 3_000);
    conf.setLong(YarnConfiguration.RESOURCEMANAGER_CONNECT_RETRY_INTERVAL_MS, 250);
    conf.setInt("ipc.client.connect.max.retries", 2);
    conf.setInt("ipc.client.connect.max.retries.on.timeouts", 1);
    conf.setInt("ipc.client.connect.retry.interval", 250);
    conf.setInt("ipc.client.connect.timeout", 5_000);
    conf.setInt("ipc.client.rpc-timeout.ms", 15_000);
    conf.setInt("dfs.client.block.write.locateFollowingBlock.initial.delay.ms", 10);
  }

  /** What differs from Hadoop's defaults and is of use to an agent. */
  static Map<String, String> forAgents(Configuration conf) {
    Map<String, String> wanted = new TreeMap<>();
    for (Map.Entry<String, String> entry : conf) {
      String key = entry.getKey();
      if (HadoopKeys.wanted(key) && !isDefault(conf, key)) {
        wanted.put(key, conf.get(key));
      }
    }
    return wanted;
  }

  private static boolean isDefault(Configuration conf, String key) {
    String[] sources = conf.getPropertySources(key);
    return sources != null
        && sources.length > 0
        && sources[sources.length - 1].endsWith("-default.xml");
  }
}
