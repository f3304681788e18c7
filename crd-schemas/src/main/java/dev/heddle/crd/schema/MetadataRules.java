package dev.heddle.crd.schema;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.ResourceType;
import dev.heddle.crd.problem.FieldPath;
import dev.heddle.crd.problem.ProblemCode;
import dev.heddle.crd.problem.Wording;
import dev.heddle.crd.rbac.Subject;
import java.util.Map;
import java.util.regex.Pattern;

/** What must hold of apiVersion, kind, name, namespace, labels and annotations of every object. */
final class MetadataRules {

  private static final int LONGEST_PREFIX = 57;
  private static final int ANNOTATIONS_SIZE = 256 << 10;
  private static final FieldPath METADATA = FieldPath.of("metadata");

  /** Names of roles may have colons and capitals, as Kubernetes' own have. */
  private static final Pattern PATH_SEGMENT = Pattern.compile("(?!\\.{1,2}$)[!-~&&[^/%]]{1,253}");

  private MetadataRules() {}

  static void check(ResourceType<?> type, JsonNode object, Findings findings) {
    if (!object.isObject()) {
      return;
    }
    identity("apiVersion", type.apiVersion(), object, findings);
    identity("kind", type.kind(), object, findings);
    JsonNode metadata = object.path("metadata");
    name(type, metadata, findings);
    namespace(type, metadata.path("namespace"), findings);
    keys("labels", metadata.path("labels"), findings);
    keys("annotations", metadata.path("annotations"), findings);
    annotationsSize(metadata.path("annotations"), findings);
  }

  private static void identity(String field, String wanted, JsonNode object, Findings findings) {
    JsonNode found = object.path(field);
    if (found.isMissingNode() || found.isNull()) {
      findings.add(
          FieldPath.of(field),
          ProblemCode.MISSING_FIELD,
          "the field " + field + " is missing; it is required: " + wanted);
    } else if (!found.asText().equals(wanted)) {
      findings.add(
          FieldPath.of(field),
          ProblemCode.UNKNOWN_KIND,
          "found " + Wording.quote(found.asText()) + "; allowed here is " + wanted);
    }
  }

  private static void name(ResourceType<?> type, JsonNode metadata, Findings findings) {
    String name = metadata.path("name").asText("");
    String prefix = metadata.path("generateName").asText("");
    if (name.isEmpty() && prefix.isEmpty()) {
      findings.add(
          METADATA.field("name"),
          ProblemCode.MISSING_FIELD,
          "the field name is missing; it is required: the name of the " + type.kind());
    } else if (!name.isEmpty() && !isName(type, name)) {
      findings.add(METADATA.field("name"), ProblemCode.BAD_FORMAT, Names.labelMessage(name));
    } else if (name.isEmpty() && !isPrefix(prefix)) {
      findings.add(
          METADATA.field("generateName"),
          ProblemCode.BAD_FORMAT,
          Wording.quote(prefix)
              + " cannot begin a name; allowed are at most "
              + LONGEST_PREFIX
              + " lower-case letters, digits and hyphens, beginning with a letter or digit");
    }
  }

  /** What Kubernetes names with dots may have them; a tenant and our own kinds are DNS labels. */
  private static boolean isName(ResourceType<?> type, String name) {
    if (type.group().equals(Subject.RBAC)) {
      return PATH_SEGMENT.matcher(name).matches();
    }
    boolean label = type.group().equals(Kinds.GROUP) || type.equals(Kinds.NAMESPACE);
    return label ? Names.isLabel(name) : Names.isSubdomain(name);
  }

  private static boolean isPrefix(String prefix) {
    return prefix.length() <= LONGEST_PREFIX && Names.isLabel(prefix + "x");
  }

  private static void namespace(ResourceType<?> type, JsonNode found, Findings findings) {
    String namespace = found.asText("");
    if (namespace.isEmpty()) {
      return;
    }
    if (!type.namespaced()) {
      findings.add(
          METADATA.field("namespace"),
          ProblemCode.CONFLICT,
          "found " + Wording.quote(namespace) + "; a " + type.kind() + " is in no namespace");
    } else if (!Names.isLabel(namespace)) {
      findings.add(
          METADATA.field("namespace"), ProblemCode.BAD_FORMAT, Names.labelMessage(namespace));
    }
  }

  private static void keys(String field, JsonNode map, Findings findings) {
    map.properties().stream()
        .map(Map.Entry::getKey)
        .filter(key -> !Names.isQualifiedKey(key))
        .forEach(
            key ->
                findings.add(
                    METADATA.field(field).field(key),
                    ProblemCode.BAD_FORMAT,
                    Wording.quote(key)
                        + " cannot be a key; allowed are at most 63 letters, digits, hyphens,"
                        + " underscores and dots, with or without a domain and a slash before"));
  }

  private static void annotationsSize(JsonNode annotations, Findings findings) {
    long size = 0;
    for (var entry : annotations.properties()) {
      size += entry.getKey().length() + (long) entry.getValue().asText().length();
    }
    if (size > ANNOTATIONS_SIZE) {
      findings.add(
          METADATA.field("annotations"),
          ProblemCode.TOO_LARGE,
          "the annotations have " + size + " characters; allowed are at most " + ANNOTATIONS_SIZE);
    }
  }
}
