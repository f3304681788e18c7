package dev.heddle.operator.api;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.json.Json;
import dev.heddle.operator.discovery.DiscoveryDocuments;
import dev.heddle.operator.openapi.OpenApiDocuments;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The documents by which a client learns what is served: discovery, OpenAPI, version. */
final class DocumentEndpoint {

  private static final String JSON = "application/json";
  private static final String AGGREGATED = "as=apigroupdiscoverylist";

  /** Without the {@code @} that the asking media type has: older clients can't read it back. */
  private static final String GNOSTIC =
      "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

  private final DiscoveryDocuments discovery;
  private final OpenApiDocuments openApi;

  /**
   * @param version Heddle's version
   */
  DocumentEndpoint(String version) {
    requireNonNull(version, "version is null");
    discovery = new DiscoveryDocuments(version);
    openApi = new OpenApiDocuments(version);
  }

  Answer answer(ApiRequest request, Route.Document route) {
    if (!request.method().equals("GET")) {
      throw ApiException.notAllowed(request.method());
    }
    String path = route.path();
    if (path.equals("/openapi/v2")) {
      boolean protobuf = request.accept().contains("proto-openapi");
      return protobuf
          ? document(request, GNOSTIC, openApi.v2Protobuf())
          : document(request, JSON, openApi.v2());
    }
    if (path.startsWith("/openapi/")) {
      return openApi
          .v3(path)
          .map(document -> document(request, JSON, document))
          .orElseThrow(Dispatcher::nothingHere);
    }
    if (path.equals("/api") || path.equals("/apis")) {
      return groups(request, path);
    }
    return discovery.at(path).<Answer>map(Answer::ok).orElseThrow(Dispatcher::nothingHere);
  }

  /** In the first form of the Accept header that is served. */
  private Answer groups(ApiRequest request, String path) {
    for (String range : request.accept().split(",")) {
      List<String> words = List.of(range.replace(" ", "").toLowerCase(Locale.ROOT).split(";"));
      if (words.contains(AGGREGATED)) {
        for (String form : List.of("v2", "v2beta1")) {
          if (words.contains("v=" + form)) {
            return varied(
                JSON + ";g=apidiscovery.k8s.io;v=" + form + ";as=APIGroupDiscoveryList",
                discovery.aggregated(path.equals("/api"), form));
          }
        }
      } else if (words.contains(JSON)) {
        break;
      }
    }
    return varied(JSON, discovery.at(path).orElseThrow());
  }

  private static Answer varied(String contentType, ObjectNode tree) {
    try {
      return new Answer.Raw(
          200,
          contentType,
          Bytes.of(Json.mapper().writeValueAsBytes(tree)),
          Map.of("Vary", "Accept"));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Under its hash a document never changes, so that clients may keep it. */
  private static Answer document(
      ApiRequest request, String contentType, OpenApiDocuments.Document document) {
    boolean pinned = request.parameter("hash").filter(document.hash()::equals).isPresent();
    return new Answer.Raw(
        200,
        contentType,
        Bytes.of(document.bytes()),
        Map.of(
            "Etag",
            '"' + document.hash() + '"',
            "Vary",
            "Accept",
            "Cache-Control",
            pinned ? "public, immutable, max-age=31536000" : "no-cache, private"));
  }
}
