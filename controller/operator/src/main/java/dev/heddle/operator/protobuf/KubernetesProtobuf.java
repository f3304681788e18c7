package dev.heddle.operator.protobuf;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import dev.heddle.crd.json.Json;
import dev.heddle.operator.protobuf.MessageTable.Field;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;

/** Reads objects in Kubernetes' protobuf form. Safe for threads. */
public final class KubernetesProtobuf {

  /** The media type by which clients say that a body is in this form. */
  public static final String MEDIA_TYPE = "application/vnd.kubernetes.protobuf";

  private static final byte[] MAGIC = {'k', '8', 's', 0};
  private static final int MAX_DEPTH = 64;
  private static final MessageTable TABLE = MessageTable.read();

  private KubernetesProtobuf() {}

  /**
   * The object in a body.
   *
   * @throws IllegalArgumentException with a sentence when it is none, or of a kind that is not read
   */
  public static ObjectNode read(byte[] body) {
    if (body.length < MAGIC.length || !Arrays.equals(body, 0, 4, MAGIC, 0, 4)) {
      throw new IllegalArgumentException("the body does not begin as Kubernetes' protobuf does");
    }
    try {
      return unknown(CodedInputStream.newInstance(body, 4, body.length - 4));
    } catch (IOException | DateTimeException | IllegalStateException e) {
      throw new IllegalArgumentException("the body is cut off or not protobuf", e);
    }
  }

  /** The envelope: apiVersion and kind, then the object's bytes. */
  private static ObjectNode unknown(CodedInputStream in) throws IOException {
    String apiVersion = "";
    String kind = "";
    byte[] raw = {};
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case 1 -> {
          CodedInputStream type = CodedInputStream.newInstance(in.readByteArray());
          for (int inner = type.readTag(); inner != 0; inner = type.readTag()) {
            switch (WireFormat.getTagFieldNumber(inner)) {
              case 1 -> apiVersion = type.readStringRequireUtf8();
              case 2 -> kind = type.readStringRequireUtf8();
              default -> type.skipField(inner);
            }
          }
        }
        case 2 -> raw = in.readByteArray();
        default -> in.skipField(tag);
      }
    }
    String whole = apiVersion + " " + kind;
    String message =
        TABLE
            .whole(apiVersion, kind)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "objects of apiVersion and kind '" + whole + "' are not read as protobuf"));
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    object.put("apiVersion", apiVersion).put("kind", kind);
    read(CodedInputStream.newInstance(raw), message, object, 1);
    return object;
  }

  private static void read(CodedInputStream in, String message, ObjectNode target, int depth)
      throws IOException {
    if (depth > MAX_DEPTH) {
      throw new IllegalStateException("too deep");
    }
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      Field field = TABLE.field(message, WireFormat.getTagFieldNumber(tag)).orElse(null);
      if (field == null) {
        in.skipField(tag);
        continue;
      }
      switch (field.shape()) {
        case ONE -> target.set(field.name(), value(in, tag, field.type(), depth));
        case LIST ->
            target.withArrayProperty(field.name()).add(value(in, tag, field.type(), depth));
        case MAP -> entry(in, field, target.withObjectProperty(field.name()), depth);
      }
    }
  }

  private static void entry(CodedInputStream in, Field field, ObjectNode map, int depth)
      throws IOException {
    CodedInputStream entry = CodedInputStream.newInstance(in.readByteArray());
    String key = "";
    JsonNode value = JsonNodeFactory.instance.textNode("");
    for (int tag = entry.readTag(); tag != 0; tag = entry.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case 1 -> key = entry.readStringRequireUtf8();
        case 2 -> value = value(entry, tag, field.type(), depth);
        default -> entry.skipField(tag);
      }
    }
    map.set(key, value);
  }

  private static JsonNode value(CodedInputStream in, int tag, String type, int depth)
      throws IOException {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    boolean varint = WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_VARINT;
    if (varint != (type.equals("int") || type.equals("bool"))) {
      throw new IllegalStateException("a field of another type");
    }
    return switch (type) {
      case "string" -> nodes.textNode(in.readStringRequireUtf8());
      case "bytes" -> nodes.textNode(Base64.getEncoder().encodeToString(in.readByteArray()));
      case "bool" -> nodes.booleanNode(in.readBool());
      case "int" -> nodes.numberNode(in.readInt64());
      case "time" -> time(CodedInputStream.newInstance(in.readByteArray()));
      case "fields" -> fields(CodedInputStream.newInstance(in.readByteArray()));
      default -> {
        ObjectNode inner = nodes.objectNode();
        read(CodedInputStream.newInstance(in.readByteArray()), type, inner, depth + 1);
        yield inner;
      }
    };
  }

  /** A message without fields is the time that was not set. */
  private static JsonNode time(CodedInputStream in) throws IOException {
    long seconds = 0;
    int nanos = 0;
    boolean set = false;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      set = true;
      switch (WireFormat.getTagFieldNumber(tag)) {
        case 1 -> seconds = in.readInt64();
        case 2 -> nanos = in.readInt32();
        default -> in.skipField(tag);
      }
    }
    return set
        ? JsonNodeFactory.instance.textNode(Instant.ofEpochSecond(seconds, nanos).toString())
        : JsonNodeFactory.instance.nullNode();
  }

  private static JsonNode fields(CodedInputStream in) throws IOException {
    JsonNode fields = JsonNodeFactory.instance.objectNode();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (WireFormat.getTagFieldNumber(tag) == 1) {
        try {
          fields = Json.mapper().readTree(in.readByteArray());
        } catch (JsonProcessingException e) {
          throw new IllegalStateException("managed fields that are not JSON", e);
        }
      } else {
        in.skipField(tag);
      }
    }
    return fields;
  }
}
