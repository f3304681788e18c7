package dev.heddle.crd.yaml;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.ResourceType;
import dev.heddle.crd.problem.FieldPath;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * The files of a resource that lie on the machine of the one who wrote it, as Skein has it: sources
 * without a scheme, relative to the manifest, or with the scheme {@code file}. YARN cannot fetch
 * them; the command line uploads them first.
 */
public final class LocalFiles {

  private static final Pattern SCHEME = Pattern.compile("(?s)[A-Za-z][A-Za-z0-9+.-]*:.*");

  private LocalFiles() {}

  /**
   * One such file.
   *
   * @param field the field that names it
   * @param source the path or {@code file:} URI
   */
  public record LocalFile(FieldPath field, String source) {
    public LocalFile {
      requireNonNull(field, "field is null");
      requireNonNull(source, "source is null");
    }
  }

  /** All local files of a resource. */
  public static List<LocalFile> find(ResourceType<?> type, ObjectNode tree) {
    List<LocalFile> found = new ArrayList<>();
    for (Place place : places(type, tree)) {
      JsonNode source = place.owner().path(place.name());
      if (source.isTextual() && isLocal(source.asText())) {
        found.add(new LocalFile(place.field(), source.asText()));
      }
    }
    return found;
  }

  /** A copy of a resource in which each local source is replaced. */
  public static ObjectNode replace(
      ResourceType<?> type, ObjectNode tree, UnaryOperator<String> replacement) {
    ObjectNode copy = tree.deepCopy();
    for (Place place : places(type, copy)) {
      JsonNode source = place.owner().path(place.name());
      if (source.isTextual() && isLocal(source.asText())) {
        place.owner().put(place.name(), replacement.apply(source.asText()));
      }
    }
    return copy;
  }

  /** Whether a source is a path on this machine rather than a URI of a cluster's file system. */
  public static boolean isLocal(String source) {
    return source.startsWith("file:") || !SCHEME.matcher(source).matches();
  }

  private record Place(FieldPath field, ObjectNode owner, String name) {}

  private static List<Place> places(ResourceType<?> type, ObjectNode tree) {
    List<Place> places = new ArrayList<>();
    FieldPath spec = FieldPath.of("spec");
    if (type.equals(Kinds.NOTEBOOK)) {
      add(places, spec.field("environment"), tree.at("/spec/environment"), "archive");
      addFiles(places, spec, tree.path("spec"));
    } else if (type.equals(Kinds.APPLICATION)) {
      addFiles(places, spec.field("master"), tree.at("/spec/master"));
      add(
          places,
          spec.field("master").field("logConfig"),
          tree.at("/spec/master/logConfig"),
          "source");
      tree.at("/spec/services")
          .properties()
          .forEach(
              service ->
                  addFiles(
                      places, spec.field("services").field(service.getKey()), service.getValue()));
    }
    return places;
  }

  private static void addFiles(List<Place> places, FieldPath path, JsonNode owner) {
    owner
        .path("files")
        .properties()
        .forEach(
            file ->
                add(places, path.field("files").field(file.getKey()), file.getValue(), "source"));
  }

  private static void add(List<Place> places, FieldPath path, JsonNode owner, String name) {
    if (owner instanceof ObjectNode object) {
      places.add(new Place(path.field(name), object, name));
    }
  }
}
