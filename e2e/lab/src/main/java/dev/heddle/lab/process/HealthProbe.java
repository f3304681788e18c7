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
    int nameNodePort = ports.of(Endpoint.NAMENODE_HTTP);
    Optional<JsonNode> nameNode =
        bean(nameNodePort, "Hadoop:service=NameNode,name=FSNamesystemState");
    Optional<JsonNode> directories =
        nameNode.isPresent()
            ? bean(nameNodePort, "Heddle:service=Lab,name=Directories")
            : Optional.empty();
    // Not the bean ClusterMetrics, whose numbers may be ten seconds old.
    Optional<JsonNode> nodes =
        bean(
            ports.of(Endpoint.RESOURCEMANAGER_HTTP),
            "Hadoop:service=ResourceManager,name=RMNMInfo");
    return new Health(
        nameNode.map(bean -> bean.path("FSState").asText().equals("Operational")).orElse(false),
        nameNode.map(bean -> bean.path("NumLiveDataNodes").asInt() > 0).orElse(false),
        directories.isPresent(),
        nodes.isPresent(),
        nodes.map(bean -> running(bean.path("LiveNodeManagers").asText())).orElse(0));
  }

  private static int running(String nodes) {
    try {
      int running = 0;
      for (JsonNode node : JSON.readTree(nodes)) {
        if (node.path("State").asText().equals("RUNNING")) {
          running++;
        }
      }
      return running;
    } catch (JsonProcessingException torn) {
      return 0;
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
