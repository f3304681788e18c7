package dev.heddle.crd.skein;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.crd.skein.SkeinField.AnyCase;
import dev.heddle.crd.skein.SkeinField.EmptyMeansAbsent;
import dev.heddle.crd.skein.SkeinField.Named;
import dev.heddle.crd.skein.SkeinField.Nested;
import dev.heddle.crd.skein.SkeinField.NotSupported;
import dev.heddle.crd.skein.SkeinField.Same;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The fields that one kind of object has in Skein's specification.
 *
 * @param fields Skein's name of a field to what becomes of it, in Skein's order
 */
record SkeinLevel(Map<String, SkeinField> fields) {

  private static final String FILE_SYSTEM_KNOWS =
      "YARN is told what the file system says of the file; leave it out or at 0";
  static final SkeinLevel RESOURCES =
      none().same("memory").same("vcores").same("gpus").same("fpgas");

  static final SkeinLevel FILE =
      none()
          .same("source")
          .with("type", new AnyCase("type"))
          .with("visibility", new AnyCase("visibility"))
          .no("size", SkeinLevel::isZero, FILE_SYSTEM_KNOWS)
          .no("timestamp", SkeinLevel::isZero, FILE_SYSTEM_KNOWS);

  static final SkeinLevel ACLS =
      none()
          .same("enable")
          .with("view_users", new Same("viewUsers"))
          .with("view_groups", new Same("viewGroups"))
          .with("modify_users", new Same("modifyUsers"))
          .with("modify_groups", new Same("modifyGroups"))
          .no(
              "ui_users",
              SkeinLevel::isEmpty,
              "the application master has no pages here whose readers could be named; leave it"
                  + " out");

  static final SkeinLevel MASTER =
      none()
          .with("resources", new Nested("resources", RESOURCES))
          .with("script", new EmptyMeansAbsent("script"))
          .with("files", new Named("files", FILE))
          .same("env")
          .with("log_level", new AnyCase("logLevel"))
          .with("log_config", new Nested("logConfig", FILE))
          .no(
              "security",
              SkeinLevel::isEmpty,
              "every application gets a certificate of its own here; leave it out");

  static final SkeinLevel SERVICE =
      none()
          .with("resources", new Nested("resources", RESOURCES))
          .same("script")
          .same("commands")
          .same("instances")
          .with("files", new Named("files", FILE))
          .same("env")
          .same("depends")
          .with("max_restarts", new Same("maxRestarts"))
          .with("allow_failures", new Same("allowFailures"))
          .with("node_label", new Same("nodeLabel"))
          .same("nodes")
          .same("racks")
          .with("relax_locality", new Same("relaxLocality"));

  static final SkeinLevel APPLICATION =
      none()
          .with("name", new EmptyMeansAbsent("name"))
          .same("queue")
          .with("user", new EmptyMeansAbsent("user"))
          .with("node_label", new Same("nodeLabel"))
          .with("max_attempts", new Same("maxAttempts"))
          .same("tags")
          .with("file_systems", new Same("fileSystems"))
          .with("acls", new Nested("acls", ACLS))
          .with("master", new Nested("master", MASTER))
          .with("services", new Named("services", SERVICE));

  SkeinLevel {
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }

  Optional<SkeinField> field(String name) {
    return Optional.ofNullable(fields.get(name));
  }

  Collection<String> names() {
    return fields.keySet();
  }

  private static SkeinLevel none() {
    return new SkeinLevel(Map.of());
  }

  private SkeinLevel same(String name) {
    return with(name, new Same(name));
  }

  private SkeinLevel no(String name, Predicate<JsonNode> harmless, String instead) {
    return with(name, new NotSupported(name, harmless, instead));
  }

  private SkeinLevel with(String name, SkeinField field) {
    Map<String, SkeinField> more = new LinkedHashMap<>(fields);
    more.put(name, field);
    return new SkeinLevel(more);
  }

  private static boolean isEmpty(JsonNode found) {
    return found.isValueNode() ? found.asText().isEmpty() : found.isEmpty();
  }

  private static boolean isZero(JsonNode found) {
    return found.isIntegralNumber() && found.asLong() == 0;
  }
}
