package dev.heddle.operator.openapi;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.json.Json;
import dev.heddle.operator.discovery.Served;
import dev.heddle.operator.discovery.ServedResource;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** The OpenAPI documents as bytes, each made when it is first asked for. Safe for threads. */
public final class OpenApiDocuments {

  private static final String V3 = "/openapi/v3";

  private final String version;
  private final Map<String, Document> made = new ConcurrentHashMap<>();

  /**
   * @param version Heddle's version
   */
  public OpenApiDocuments(String version) {
    this.version = requireNonNull(version, "version is null");
  }

  /** A document. */
  public static final class Document {
    private final byte[] bytes;
    private final String hash;

    private Document(byte[] bytes, String hash) {
      this.bytes = bytes;
      this.hash = hash;
    }

    /** A copy. */
    public byte[] bytes() {
      return bytes.clone();
    }

    /** Of the bytes: what is asked for by it may be kept for ever. */
    public String hash() {
      return hash;
    }
  }

  /** The document of version 3 at a path: the index, or one group and version. */
  public Optional<Document> v3(String path) {
    if (path.equals(V3)) {
      return Optional.of(json(path, this::index));
    }
    String place = path.startsWith(V3 + "/") ? path.substring(V3.length() + 1) : "";
    return Optional.ofNullable(groups().get(place))
        .map(resources -> json(path, () -> OpenApiV3.of(resources, version)));
  }

  /** Version 2 as JSON. */
  public Document v2() {
    return json("v2", () -> OpenApiV2.of(Served.all(), version));
  }

  /** Version 2 as the protobuf of gnostic. */
  public Document v2Protobuf() {
    return made.computeIfAbsent(
        "v2.pb",
        key -> document(new GnosticWriter().document(OpenApiV2.of(Served.all(), version))));
  }

  private ObjectNode index() {
    ObjectNode index = JsonNodeFactory.instance.objectNode();
    ObjectNode paths = index.putObject("paths");
    groups()
        .forEach(
            (place, resources) -> {
              String path = V3 + "/" + place;
              String hash = json(path, () -> OpenApiV3.of(resources, version)).hash();
              paths.putObject(place).put("serverRelativeURL", path + "?hash=" + hash);
            });
    return index;
  }

  private static Map<String, List<ServedResource>> groups() {
    Map<String, List<ServedResource>> groups = new TreeMap<>();
    Served.byGroupVersion()
        .forEach(
            (groupVersion, resources) ->
                groups.put(
                    (groupVersion.contains("/") ? "apis/" : "api/") + groupVersion, resources));
    return groups;
  }

  private Document json(String key, Supplier<ObjectNode> tree) {
    Document known = made.get(key);
    if (known == null) {
      // Not computeIfAbsent: the index makes the others on its way.
      known = document(bytes(tree.get()));
      made.put(key, known);
    }
    return known;
  }

  private static byte[] bytes(ObjectNode tree) {
    try {
      return Json.mapper().writeValueAsBytes(tree);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Document document(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return new Document(bytes, HexFormat.of().formatHex(digest).toUpperCase(Locale.ROOT));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
