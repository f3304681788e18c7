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
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.problem.Problem;
import dev.heddle.crd.tree.Document;
import dev.heddle.crd.tree.DocumentReader;
import dev.heddle.crd.tree.Limits;
import dev.heddle.crd.tree.LocatedTree;
import dev.heddle.operator.protobuf.KubernetesProtobuf;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Bodies as trees, read within limits: a request must not be able to exhaust the operator. */
final class RequestBody {

  /** The largest body that is read. */
  static final int MAX_BYTES = 3 << 20;

  private static final int MAX_DEPTH = 64;
  private static final String JSON = "application/json";

  private static final String YAML = "application/yaml";

  private static final Set<String> OBJECTS =
      new LinkedHashSet<>(List.of(JSON, YAML, KubernetesProtobuf.MEDIA_TYPE));

  private static final ObjectMapper STRICT = mapper(true);
  private static final ObjectMapper LENIENT = mapper(false);

  private static ObjectMapper mapper(boolean strict) {
    return JsonMapper.builder(
            JsonFactory.builder()
                .streamReadConstraints(
                    StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .maxStringLength(MAX_BYTES)
                        .build())
                .configure(StreamReadFeature.STRICT_DUPLICATE_DETECTION, strict)
                .build())
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .build();
  }

  private RequestBody() {}

  /**
   * What was sent as an object.
   *
   * @param tree the object; of a field that was written twice, the second
   * @param twice the fields that were written twice
   */
  record Sent(ObjectNode tree, List<String> twice) {
    Sent {
      twice = List.copyOf(twice);
    }
  }

  /** An object, in JSON, YAML or Kubernetes' protobuf. */
  static Sent object(ApiRequest request) {
    if (isProtobuf(request)) {
      return new Sent(protobuf(request), List.of());
    }
    requireType(request, OBJECTS);
    return request.contentType().equals(YAML)
        ? new Sent(yaml(request.body().toArray()), List.of())
        : sent(request.body().toArray());
  }

  /** An object of that media type that may have fields twice: a patch. */
  static Sent patch(ApiRequest request) {
    return sent(request.body().toArray());
  }

  private static Sent sent(byte[] body) {
    try {
      return new Sent(parse(body), List.of());
    } catch (ApiException e) {
      List<String> twice = twice(body);
      if (twice.isEmpty()) {
        throw e;
      }
      return new Sent((ObjectNode) read(LENIENT, body), twice);
    }
  }

  private static List<String> twice(byte[] body) {
    try {
      return LENIENT.readTree(body) instanceof ObjectNode
          ? DuplicateFields.in(LENIENT.getFactory(), body)
          : List.of();
    } catch (IOException e) {
      return List.of();
    }
  }

  /** A JSON list. */
  static ArrayNode list(ApiRequest request) {
    if (read(STRICT, request.body().toArray()) instanceof ArrayNode list) {
      return list;
    }
    throw ApiException.badRequest("the body is not a JSON list of operations");
  }

  /** An object as YAML, of which JSON is a part. */
  static ObjectNode yaml(byte[] body) {
    if (body.length > 0 && body[0] == '{') {
      try {
        return parse(body);
      } catch (ApiException e) {
        // A mapping of YAML in braces; what is wrong with it, if anything, is said below.
      }
    }
    List<Document> documents =
        new DocumentReader(Limits.standard().withBytes(MAX_BYTES)).read("the body", body);
    List<String> problems =
        documents.stream().flatMap(d -> d.problems().stream()).map(Problem::toString).toList();
    if (!problems.isEmpty()) {
      throw ApiException.badRequest("error decoding YAML: " + String.join("; ", problems));
    }
    if (documents.size() == 1
        && documents.get(0).tree().map(LocatedTree::root).orElse(null)
            instanceof ObjectNode object) {
      return object;
    }
    throw ApiException.badRequest("the body is not one YAML mapping");
  }

  /** The body of a request of one of these media types; an absent type means the first. */
  static ObjectNode tree(ApiRequest request, Set<String> mediaTypes) {
    if (isProtobuf(request) && mediaTypes.contains(JSON)) {
      return protobuf(request);
    }
    requireType(request, mediaTypes);
    return parse(request.body().toArray());
  }

  static void requireType(ApiRequest request, Set<String> mediaTypes) {
    if (!request.contentType().isEmpty() && !mediaTypes.contains(request.contentType())) {
      throw new ApiException(
          ApiStatus.of(
              ApiStatus.Reason.UNSUPPORTED_MEDIA_TYPE,
              "the body of the request was in an unsupported format ("
                  + request.contentType()
                  + "); accepted media types include: "
                  + String.join(", ", mediaTypes)));
    }
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
    if (read(STRICT, body) instanceof ObjectNode object) {
      return object;
    }
    throw ApiException.badRequest("the body is not a JSON object");
  }

  private static JsonNode read(ObjectMapper mapper, byte[] body) {
    try {
      return mapper.readTree(body);
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
