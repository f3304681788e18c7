package dev.heddle.crd.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.heddle.crd.application.PortRef;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.ResourceType;
import dev.heddle.crd.quantity.DataSize;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every property of a schema has its record component, of the fitting type, and the other way. */
class RecordsMatchSchemasTest {

  /** Fields that Kubernetes clients send or expect and Heddle has no use for. */
  private static final Set<String> ONLY_IN_SCHEMA =
      Set.of(
          "metadata.deletionGracePeriodSeconds",
          "metadata.managedFields",
          "metadata.selfLink",
          "Namespace.spec",
          "Namespace.status",
          "Secret.immutable",
          "Secret.stringData",
          "ConfigMap.immutable",
          "Lease.spec.strategy",
          "Lease.spec.preferredHolder",
          "Event.action",
          "Event.eventTime",
          "Event.related",
          "Event.reportingComponent",
          "Event.reportingInstance",
          "Event.series",
          "Event.involvedObject.fieldPath",
          "Event.involvedObject.resourceVersion",
          "Event.source.host");

  private final List<String> differences = new ArrayList<>();

  static Stream<ResourceType<?>> kinds() {
    return Kinds.all().stream();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void recordAndSchemaSayTheSame(ResourceType<?> type) {
    compareObject(type.kind(), type.javaType(), Schemas.forType(type).root());

    assertThat(differences).isEmpty();
  }

  @Test
  void aDifferenceIsSeen() {
    record Wrong(String queue, Optional<Integer> extra, List<String> env) {}

    compareObject(
        "Notebook.spec",
        Wrong.class,
        Schemas.forType(Kinds.NOTEBOOK).root().property("spec").get());

    assertThat(differences)
        .contains("Notebook.spec.extra is only in the record", "Notebook.spec.env is no ARRAY")
        .anyMatch(difference -> difference.equals("Notebook.spec.resources is only in the schema"));
  }

  private void compareObject(String path, Class<?> record, Schema schema) {
    Set<String> names = new TreeSet<>(schema.properties().keySet());
    boolean resource = !path.contains(".");
    for (RecordComponent component : record.getRecordComponents()) {
      String name = name(component);
      String field = path + "." + name;
      Optional<Schema> property = schema.property(name);
      property.ifPresentOrElse(
          found -> compare(withoutKind(field), component.getGenericType(), found),
          () -> differences.add(field + " is only in the record"));
      names.remove(name);
    }
    for (String missing : names) {
      String field = withoutKind(path + "." + missing);
      boolean identity = resource && (missing.equals("apiVersion") || missing.equals("kind"));
      if (!identity && !ONLY_IN_SCHEMA.contains(field)) {
        differences.add(field + " is only in the schema");
      }
    }
  }

  /** A word of the language can't name a component. */
  private static String name(RecordComponent component) {
    return Optional.ofNullable(component.getAccessor().getAnnotation(JsonProperty.class))
        .map(JsonProperty::value)
        .orElse(component.getName());
  }

  /** Metadata is the same for all kinds. */
  private static String withoutKind(String path) {
    return path.replaceFirst("^[A-Za-z]+\\.metadata", "metadata");
  }

  private void compare(String path, Type type, Schema schema) {
    if (type instanceof ParameterizedType generic) {
      Type last = generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1];
      if (generic.getRawType() == Optional.class) {
        compare(path, last, schema);
      } else if (generic.getRawType() == List.class) {
        expect(path, schema, Schema.Type.ARRAY, schema.format());
        schema.items().ifPresent(items -> compare(path + "[]", last, items));
      } else if (generic.getRawType() == Map.class) {
        expect(path, schema, Schema.Type.OBJECT, schema.format());
        schema.values().ifPresent(values -> compare(path + ".*", last, values));
        if (!schema.isMap()) {
          differences.add(path + " is no map");
        }
      } else {
        differences.add(path + " has the unknown type " + type);
      }
    } else if (type instanceof Class<?> plain) {
      compareClass(path, plain, schema);
    } else {
      differences.add(path + " has the unknown type " + type);
    }
  }

  private void compareClass(String path, Class<?> type, Schema schema) {
    if (type == String.class) {
      expect(path, schema, Schema.Type.STRING, schema.format());
      boolean text = schema.format() == Schema.Format.NONE || schema.format() == Schema.Format.BYTE;
      if (!text || !schema.allowed().isEmpty()) {
        differences.add(path + " is more than text in the schema");
      }
    } else if (type == PortRef.class) {
      expect(path, schema, Schema.Type.INT_OR_STRING, Schema.Format.NONE);
    } else if (type == int.class || type == Integer.class) {
      expect(path, schema, Schema.Type.INTEGER, Schema.Format.INT32);
    } else if (type == long.class || type == Long.class) {
      expect(path, schema, Schema.Type.INTEGER, Schema.Format.INT64);
    } else if (type == boolean.class) {
      expect(path, schema, Schema.Type.BOOLEAN, Schema.Format.NONE);
    } else if (type == DataSize.class) {
      expect(path, schema, Schema.Type.INT_OR_STRING, Schema.Format.SIZE);
    } else if (type == Duration.class) {
      expect(path, schema, Schema.Type.STRING, Schema.Format.DURATION);
    } else if (type == LocalDate.class) {
      expect(path, schema, Schema.Type.STRING, Schema.Format.DATE);
    } else if (type == Instant.class) {
      expect(path, schema, Schema.Type.STRING, Schema.Format.DATE_TIME);
    } else if (type.isEnum()) {
      expect(path, schema, Schema.Type.STRING, Schema.Format.NONE);
      if (!spellings(type).equals(schema.allowed())) {
        differences.add(path + " allows " + schema.allowed() + ", not " + spellings(type));
      }
    } else if (type.isRecord()) {
      expect(path, schema, Schema.Type.OBJECT, Schema.Format.NONE);
      compareObject(path, type, schema);
    } else {
      differences.add(path + " has the unknown type " + type);
    }
  }

  private void expect(String path, Schema schema, Schema.Type type, Schema.Format format) {
    if (schema.type() != type) {
      differences.add(path + " is no " + type);
    } else if (schema.format() != format) {
      differences.add(path + " has not the format " + format);
    }
  }

  private static List<String> spellings(Class<?> type) {
    return Arrays.stream(type.getFields())
        .filter(field -> field.isEnumConstant())
        .map(
            field ->
                Optional.ofNullable(field.getAnnotation(JsonProperty.class))
                    .map(JsonProperty::value)
                    .orElse(field.getName()))
        .toList();
  }
}
