package dev.heddle.operator.openapi;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.CodedOutputStream;
import dev.heddle.crd.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * Writes a version 2 document in the protobuf form of {@code openapi.v2} of gnostic: field numbers
 * of its {@code OpenAPIv2.proto}. Only what {@link OpenApiV2} makes.
 */
final class GnosticWriter {

  /** A message under construction. */
  private static final class Message {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CodedOutputStream out = CodedOutputStream.newInstance(bytes);

    Message text(int number, JsonNode value) throws IOException {
      if (value.isTextual()) {
        out.writeString(number, value.textValue());
      }
      return this;
    }

    Message texts(int number, JsonNode values) throws IOException {
      for (JsonNode value : values) {
        text(number, value);
      }
      return this;
    }

    Message flag(int number, JsonNode value) throws IOException {
      if (value.asBoolean(false)) {
        out.writeBool(number, true);
      }
      return this;
    }

    Message number(int number, JsonNode value) throws IOException {
      if (value.isNumber()) {
        out.writeInt64(number, value.longValue());
      }
      return this;
    }

    Message decimal(int number, JsonNode value) throws IOException {
      if (value.isNumber()) {
        out.writeDouble(number, value.doubleValue());
      }
      return this;
    }

    Message message(int number, Message inner) throws IOException {
      out.writeByteArray(number, inner.toBytes());
      return this;
    }

    byte[] toBytes() throws IOException {
      out.flush();
      return bytes.toByteArray();
    }
  }

  byte[] document(JsonNode document) {
    try {
      Message message = new Message();
      message.text(1, document.path("swagger"));
      JsonNode info = document.path("info");
      message.message(2, new Message().text(1, info.path("title")).text(2, info.path("version")));
      Message paths = new Message();
      for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
        paths.message(2, named(path.getKey(), path(path.getValue())));
      }
      message.message(8, paths);
      Message definitions = new Message();
      for (Map.Entry<String, JsonNode> definition : document.path("definitions").properties()) {
        definitions.message(1, named(definition.getKey(), schema(definition.getValue())));
      }
      return message.message(9, definitions).toBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Message named(String name, Message value) throws IOException {
    Message message = new Message();
    message.out.writeString(1, name);
    return message.message(2, value);
  }

  private static Message path(JsonNode path) throws IOException {
    Message message = new Message();
    for (Map.Entry<String, JsonNode> field : path.properties()) {
      int number =
          switch (field.getKey()) {
            case "get" -> 2;
            case "put" -> 3;
            case "post" -> 4;
            case "delete" -> 5;
            case "patch" -> 8;
            default -> 0;
          };
      if (number > 0) {
        message.message(number, operation(field.getValue()));
      }
    }
    for (JsonNode parameter : path.path("parameters")) {
      message.message(9, parameter(parameter));
    }
    return message;
  }

  private static Message operation(JsonNode operation) throws IOException {
    Message message = new Message();
    message.text(5, operation.path("operationId"));
    message.texts(6, operation.path("produces")).texts(7, operation.path("consumes"));
    for (JsonNode parameter : operation.path("parameters")) {
      message.message(8, parameter(parameter));
    }
    Message responses = new Message();
    for (Map.Entry<String, JsonNode> response : operation.path("responses").properties()) {
      Message answer = new Message().text(1, response.getValue().path("description"));
      answer.message(2, new Message().message(1, schema(response.getValue().path("schema"))));
      responses.message(1, named(response.getKey(), new Message().message(1, answer)));
    }
    message.message(9, responses);
    return extensions(13, operation, message);
  }

  /** A parameter in all the envelopes that the format has around it. */
  private static Message parameter(JsonNode parameter) throws IOException {
    Message inner = new Message();
    if (parameter.path("in").asText().equals("body")) {
      Message body = new Message();
      body.text(2, parameter.path("name")).text(3, parameter.path("in"));
      body.flag(4, parameter.path("required"));
      body.message(5, schema(parameter.path("schema")));
      inner.message(1, body);
    } else {
      boolean inPath = parameter.path("in").asText().equals("path");
      int shift = inPath ? 0 : 1; // a query parameter has one field more, before its type
      Message value = new Message();
      value.flag(1, parameter.path("required"));
      value.text(2, parameter.path("in")).text(4, parameter.path("name"));
      value.text(5 + shift, parameter.path("type"));
      value.flag(19 + shift, parameter.path("uniqueItems"));
      inner.message(2, new Message().message(inPath ? 4 : 3, value));
    }
    return new Message().message(1, inner);
  }

  private static Message schema(JsonNode schema) throws IOException {
    Message message = new Message();
    message.text(1, schema.path("$ref")).text(2, schema.path("format"));
    message.text(4, schema.path("description"));
    if (schema.has("default")) {
      message.message(5, any(schema.get("default")));
    }
    message.decimal(7, schema.path("maximum")).decimal(9, schema.path("minimum"));
    message.number(11, schema.path("maxLength")).number(12, schema.path("minLength"));
    message.text(13, schema.path("pattern"));
    message.number(14, schema.path("maxItems")).number(15, schema.path("minItems"));
    message.number(17, schema.path("maxProperties")).number(18, schema.path("minProperties"));
    message.texts(19, schema.path("required"));
    for (JsonNode value : schema.path("enum")) {
      message.message(20, any(value));
    }
    JsonNode additional = schema.path("additionalProperties");
    if (additional.isObject()) {
      message.message(21, new Message().message(1, schema(additional)));
    } else if (additional.isBoolean()) {
      Message flag = new Message();
      flag.out.writeBool(2, additional.booleanValue());
      message.message(21, flag);
    }
    if (schema.path("type").isTextual()) {
      message.message(22, new Message().text(1, schema.path("type")));
    }
    if (schema.has("items")) {
      message.message(23, new Message().message(1, schema(schema.get("items"))));
    }
    if (schema.has("properties")) {
      Message properties = new Message();
      for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
        properties.message(1, named(property.getKey(), schema(property.getValue())));
      }
      message.message(25, properties);
    }
    return extensions(31, schema, message);
  }

  private static Message extensions(int number, JsonNode node, Message message) throws IOException {
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      if (field.getKey().startsWith("x-")) {
        message.message(number, named(field.getKey(), any(field.getValue())));
      }
    }
    return message;
  }

  /** A value as its YAML; JSON is YAML. */
  private static Message any(JsonNode value) throws IOException {
    Message message = new Message();
    try {
      message.out.writeString(2, Json.mapper().writeValueAsString(value) + "\n");
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
    return message;
  }
}
