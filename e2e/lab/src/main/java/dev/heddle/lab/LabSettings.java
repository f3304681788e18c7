package dev.heddle.lab;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a lab remembers of itself between two commands. */
public record LabSettings(LabShape shape, PortMap ports) {
  private static final ObjectMapper JSON = new ObjectMapper();

  public LabSettings {
    requireNonNull(shape, "shape is null");
    requireNonNull(ports, "ports is null");
  }

  /** Those of the given home, or nothing when no lab was ever started there. */
  public static Optional<LabSettings> read(LabHome home) {
    if (!Files.exists(home.settings())) {
      return Optional.empty();
    }
    try {
      JsonNode root = JSON.readTree(home.settings().toFile());
      Map<String, Integer> ports = new TreeMap<>();
      root.path("ports")
          .properties()
          .forEach(port -> ports.put(port.getKey(), port.getValue().intValue()));
      LabShape shape =
          new LabShape(
              root.path("oneJvm").asBoolean(),
              root.path("nodes").asInt(),
              root.path("zooKeeper").asBoolean(),
              root.path("nodeMegabytes").asInt(),
              root.path("nodeVcores").asInt(),
              Duration.ofMillis(root.path("heartbeatMillis").asLong()));
      return Optional.of(new LabSettings(shape, PortMap.of(ports)));
    } catch (IOException | IllegalArgumentException e) {
      throw new LabException(
          home.settings() + " cannot be read; `heddle lab wipe` starts afresh: " + e.getMessage(),
          e);
    }
  }

  /** Replaces the home's settings in one step, so that a crash leaves the old or the new. */
  public void write(LabHome home) {
    ObjectNode root = JSON.createObjectNode();
    root.put("oneJvm", shape.oneJvm());
    root.put("nodes", shape.nodes());
    root.put("zooKeeper", shape.zooKeeper());
    root.put("nodeMegabytes", shape.nodeMegabytes());
    root.put("nodeVcores", shape.nodeVcores());
    root.put("heartbeatMillis", shape.heartbeat().toMillis());
    ObjectNode ports = root.putObject("ports");
    this.ports.byKey().forEach(ports::put);
    try {
      Files.createDirectories(home.path());
      Path next = home.path().resolve("lab.json.next");
      JSON.writerWithDefaultPrettyPrinter().writeValue(next.toFile(), root);
      Files.move(
          next,
          home.settings(),
          StandardCopyOption.REPLACE_EXISTING,
          StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
