package dev.heddle.lab.process;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.heddle.lab.Endpoint;
import dev.heddle.lab.LabStatus.Health;
import dev.heddle.lab.PortMap;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.Optional;

/**
 * Asks the daemons over JMX's HTTP face how they are: cheap from the first moment, unlike their
 * REST services.
 */
public final class HealthProbe {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int TIMEOUT_MILLIS = 2_000;

  private final PortMap ports;

  public HealthProbe(PortMap ports) {
    this.ports = requireNonNull(ports, "ports is null");
  }

  public Health probe() {
    return probe(Health.NONE);
  }

  /**
   * Looks again, but not at what was seen to be well: each question costs a starting daemon time.
   */
  public Health probe(Health before) {
    Health hdfs = before.isHdfsReady() ? before : hdfs();
    // Not the bean ClusterMetrics, whose numbers may be ten seconds old.
    Optional<JsonNode> nodes =
        bean(
            ports.of(Endpoint.RESOURCEMANAGER_HTTP),
            "Hadoop:service=ResourceManager,name=RMNMInfo");
    return new Health(
        hdfs.nameNode(),
        hdfs.dataNode(),
        hdfs.directories(),
        nodes.isPresent(),
        nodes.map(bean -> running(bean.path("LiveNodeManagers"))).orElse(0));
  }

  private Health hdfs() {
    int port = ports.of(Endpoint.NAMENODE_HTTP);
    Optional<JsonNode> state = bean(port, "Hadoop:service=NameNode,name=FSNamesystemState");
    boolean operational =
        state.map(bean -> bean.path("FSState").asText().equals("Operational")).orElse(false);
    return new Health(
        operational,
        state.map(bean -> bean.path("NumLiveDataNodes").asInt() > 0).orElse(false)
            && listens(ports.of(Endpoint.DATANODE_HTTP)),
        operational && bean(port, "Heddle:service=Lab,name=Directories").isPresent(),
        false,
        0);
  }

  /**
   * Counts nodes that are RUNNING and reachable: for a minute the ResourceManager doesn't know that
   * one was killed, and the NameNode that a DataNode was.
   */
  private static int running(JsonNode nodes) {
    try {
      int running = 0;
      for (JsonNode node : JSON.readTree(nodes.asText())) {
        String address = node.path("NodeId").asText();
        if (node.path("State").asText().equals("RUNNING")
            && listens(Integer.parseInt(address.substring(address.indexOf(':') + 1)))) {
          running++;
        }
      }
      return running;
    } catch (JsonProcessingException | NumberFormatException torn) {
      return 0;
    }
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
      return true;
    } catch (IOException notYetOrNoMore) {
      return false;
    }
  }

  private static Optional<JsonNode> bean(int port, String query) {
    try {
      URI uri = URI.create("http://127.0.0.1:" + port + "/jmx?qry=" + query);
      HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
      connection.setConnectTimeout(TIMEOUT_MILLIS);
      connection.setReadTimeout(TIMEOUT_MILLIS);
      try (InputStream body = connection.getInputStream()) {
        JsonNode bean = JSON.readTree(body).path("beans").path(0);
        return bean.isMissingNode() ? Optional.empty() : Optional.of(bean);
      }
    } catch (IOException notYetOrNoMore) {
      return Optional.empty();
    }
  }
}
