package dev.heddle.operator.source;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.json.Json;
import dev.heddle.crd.meta.Annotations;
import dev.heddle.crd.meta.ObjectMeta;
import dev.heddle.crd.meta.Resource;
import dev.heddle.crd.meta.ResourceKey;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What an object's annotations say of the source that declares it. They are written with the object
 * itself, so that the inventory can neither be lost nor lag behind it (I11).
 *
 * @param source the name of the Source
 * @param path the file, relative to the root
 * @param owner the file's owner
 * @param fields the shape of what the file declared when it was last applied
 */
record Tracking(String source, String path, String owner, JsonNode fields) {

  /** Set by sources alone: a file that sets one of these is refused. */
  static final Set<String> RESERVED =
      Set.of(
          Annotations.OWNER,
          Annotations.SOURCE,
          Annotations.SOURCE_PATH,
          Annotations.DECLARED_FIELDS,
          Annotations.ADOPT);

  private static final String FOR = "for";
  private static final String FIELDS = "fields";

  Tracking {
    requireNonNull(source, "source is null");
    requireNonNull(path, "path is null");
    requireNonNull(owner, "owner is null");
    requireNonNull(fields, "fields is null");
  }

  /** The tracking of an object; none when it has none, or one that was copied from another. */
  static Optional<Tracking> of(Resource object) {
    ObjectMeta metadata = object.metadata();
    Optional<String> source = metadata.annotation(Annotations.SOURCE);
    Optional<JsonNode> declared =
        metadata.annotation(Annotations.DECLARED_FIELDS).flatMap(Tracking::parse);
    return source
        .filter(
            name ->
                declared
                    .filter(d -> d.path(FOR).asText().equals(object.key().toString()))
                    .isPresent())
        .map(
            name ->
                new Tracking(
                    name,
                    metadata.annotation(Annotations.SOURCE_PATH).orElse(""),
                    metadata.annotation(Annotations.OWNER).orElse(""),
                    declared.orElseThrow().path(FIELDS)));
  }

  /** Whether an object names that source, copied or not: a quick look. */
  static boolean isBy(Resource object, String source) {
    return object.metadata().annotation(Annotations.SOURCE).filter(source::equals).isPresent();
  }

  private static Optional<JsonNode> parse(String text) {
    try {
      return Optional.of(Json.mapper().readTree(text));
    } catch (JsonProcessingException e) {
      // Somebody edited it: the object counts as not tracked, and so is left alone.
      return Optional.empty();
    }
  }

  /** Puts this tracking into an object's annotations. */
  void writeTo(ObjectNode annotations, ResourceKey key) {
    ObjectNode declared = JsonNodeFactory.instance.objectNode();
    declared.put(FOR, key.toString());
    declared.set(FIELDS, fields);
    Map.of(
            Annotations.SOURCE, source,
            Annotations.SOURCE_PATH, path,
            Annotations.OWNER, owner,
            Annotations.DECLARED_FIELDS, declared.toString())
        .forEach(annotations::put);
  }
}
