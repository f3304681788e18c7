package dev.heddle.crd.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.ResourceType;
import dev.heddle.crd.tree.DocumentReader;
import dev.heddle.crd.tree.Limits;
import dev.heddle.crd.tree.LocatedTree;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The schemas of all kinds, read from this module's YAML when they are first asked for. */
public final class Schemas {

  private static final Map<ResourceType<?>, ResourceSchema> READ = new ConcurrentHashMap<>();

  private Schemas() {}

  /** The schema of a kind. */
  public static ResourceSchema forType(ResourceType<?> type) {
    return READ.computeIfAbsent(type, Schemas::load);
  }

  /** The CRD of a kind as it is written, comments included; for installing and for reading. */
  public static String yaml(ResourceType<?> type) {
    return text(resourceName(type));
  }

  /** The CRD of one of Heddle's own kinds as a tree of the caller's own. */
  public static ObjectNode definition(ResourceType<?> type) {
    return tree(resourceName(type)).deepCopy();
  }

  private static ResourceSchema load(ResourceType<?> type) {
    if (!Kinds.served().contains(type)) {
      throw new IllegalArgumentException("no schema is written for " + type);
    }
    JsonNode spec = tree(resourceName(type)).path("spec");
    JsonNode version = spec.path("versions").path(0);
    ObjectNode openApi = (ObjectNode) version.path("schema").path("openAPIV3Schema").deepCopy();
    ObjectNode metadata = tree("core/metadata.yaml").deepCopy();
    metadata.set("description", openApi.path("properties").path("metadata").path("description"));
    openApi.withObject("/properties").set("metadata", metadata);
    return new ResourceSchema(
        type,
        SchemaReader.read(openApi),
        columns(version.path("additionalPrinterColumns")),
        openApi,
        texts(spec.path("names").path("categories")));
  }

  private static List<PrinterColumn> columns(JsonNode list) {
    List<PrinterColumn> columns = new ArrayList<>();
    list.forEach(
        column ->
            columns.add(
                new PrinterColumn(
                    column.path("name").asText(),
                    column.path("type").asText(),
                    JsonPath.parse(column.path("jsonPath").asText()),
                    column.path("priority").asInt(0))));
    return columns;
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(item -> texts.add(item.asText()));
    return texts;
  }

  /** Kubernetes has one plural in two groups: events. */
  private static String resourceName(ResourceType<?> type) {
    String name = type.equals(Kinds.NEW_EVENT) ? type.toString() : type.plural();
    return (type.group().equals(Kinds.GROUP) ? "crds/" : "core/") + name + ".yaml";
  }

  private static ObjectNode tree(String name) {
    return new DocumentReader(Limits.standard())
        .read(name, text(name)).stream()
            .flatMap(document -> document.tree().stream())
            .map(LocatedTree::root)
            .map(ObjectNode.class::cast)
            .findFirst()
            .orElseThrow(() -> new IllegalStateException(name + " cannot be read"));
  }

  private static String text(String name) {
    try (InputStream stream = Schemas.class.getResourceAsStream("/" + name)) {
      if (stream == null) {
        throw new IllegalStateException(name + " is not in this module");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(name + " cannot be read", e);
    }
  }
}
