package dev.heddle.operator.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.operator.protobuf.KubernetesProtobuf;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;

/** Bodies as trees, read within limits: a request must not be able to exhaust the operator. */
final class RequestBody {

  /** The largest body that is read. */
  static final int MAX_BYTES = 3 << 20;

  private static final int MAX_DEPTH = 64;
  private static final String JSON = "application/json";

  private static final ObjectMapper STRICT =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxStringLength(MAX_BYTES)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private RequestBody() {}

  /** The body of a request of one of these media types; an absent type means the first. */
  static ObjectNode tree(ApiRequest request, Set<String> mediaTypes) {
    if (isProtobuf(request) && mediaTypes.contains(JSON)) {
      return protobuf(request);
    }
    if (!request.contentType().isEmpty() && !mediaTypes.contains(request.contentType())) {
      throw new ApiException(
          ApiStatus.of(
              ApiStatus.Reason.UNSUPPORTED_MEDIA_TYPE,
              "the body of the request was in an unsupported format ("
                  + request.contentType()
                  + "); accepted media types include: "
                  + String.join(", ", mediaTypes)));
    }
    return parse(request.body().toArray());
  }

  private static boolean isProtobuf(ApiRequest request) {
    return request.contentType().equals(KubernetesProtobuf.MEDIA_TYPE);
  }

  private static ObjectNode protobuf(ApiRequest request) {
    try {
      return KubernetesProtobuf.read(request.body().toArray());
    } catch (IllegalArgumentException e) {
      throw ApiException.badRequest(e.getMessage());
    }
  }

  static ObjectNode parse(byte[] body) {
    if (body.length == 0) {
      throw ApiException.badRequest("the request has no body; send a JSON object");
    }
    try {
      JsonNode tree = STRICT.readTree(body);
      if (tree instanceof ObjectNode object) {
        return object;
      }
      throw ApiException.badRequest("the body is not a JSON object");
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      throw ApiException.badRequest(
          "the body is not valid JSON"
              + (at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr())
              + ": "
              + withoutContent(e));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Without the excerpt that the parser may quote: it could be a secret (I15). */
  private static String withoutContent(JsonProcessingException e) {
    return e instanceof StreamConstraintsException limit
        ? limit.getOriginalMessage()
        : "it is cut off or misspelt, or a field occurs twice";
  }

  /** The body, or an empty object when there is none. */
  static ObjectNode optional(ApiRequest request) {
    if (request.body().isEmpty()) {
      return JsonNodeFactory.instance.objectNode();
    }
    return isProtobuf(request) ? protobuf(request) : parse(request.body().toArray());
  }
}
