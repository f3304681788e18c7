package dev.heddle.operator.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import dev.heddle.operator.api.RunningApi.Reply;
import dev.heddle.operator.openapi.OpenApiDocuments;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Discovery and OpenAPI, as clients of several years ask for them. */
class DocumentsTest {

  private RunningApi api;

  @BeforeEach
  void start(@TempDir Path directory) throws IOException {
    api = new RunningApi(directory);
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void allGroupsComeInOneDocumentToThoseWhoAskForIt() {
    for (String form : List.of("v2", "v2beta1")) {
      String accept =
          "application/json;g=apidiscovery.k8s.io;v=" + form + ";as=APIGroupDiscoveryList";

      Reply groups = api.getAs(accept + ",application/json", "/apis");

      assertThat(groups.raw().headers().firstValue("Content-Type")).contains(accept);
      assertThat(groups.raw().headers().firstValue("Vary")).contains("Accept");
      JsonNode list = groups.json();
      assertThat(list.path("apiVersion").asText()).isEqualTo("apidiscovery.k8s.io/" + form);
      JsonNode heddle = named(list.path("items"), "heddle.dev");
      JsonNode notebooks = resource(heddle, "notebooks");
      assertThat(notebooks.path("scope").asText()).isEqualTo("Namespaced");
      assertThat(notebooks.at("/responseKind/kind").asText()).isEqualTo("Notebook");
      assertThat(texts(notebooks.path("shortNames"))).containsExactly("nb");
      assertThat(texts(notebooks.path("verbs"))).contains("get", "watch", "patch");
      assertThat(notebooks.at("/subresources/0/subresource").asText()).isEqualTo("status");
      JsonNode core = api.getAs(accept, "/api").json().path("items").path(0);
      assertThat(core.at("/metadata/name").asText()).isEmpty();
      assertThat(resource(core, "namespaces").path("scope").asText()).isEqualTo("Cluster");
    }
  }

  @Test
  void theOldDocumentsSayTheSame() {
    assertThat(api.get("/api").json().path("kind").asText()).isEqualTo("APIVersions");
    JsonNode groups = api.getAs("*/*", "/apis").json();
    assertThat(groups.path("kind").asText()).isEqualTo("APIGroupList");
    JsonNode resources = api.get("/apis/heddle.dev/v1").json().path("resources");
    List<String> names = new ArrayList<>();
    resources.forEach(resource -> names.add(resource.path("name").asText()));
    assertThat(names).contains("notebooks", "notebooks/status", "applications");
    assertThat(api.get("/apis/heddle.dev").json().at("/preferredVersion/version").asText())
        .isEqualTo("v1");
    assertThat(api.get("/apis/apps/v1").code()).isEqualTo(404);
    assertThat(api.get("/apis/apps").code()).isEqualTo(404);
  }

  @Test
  void theIndexOfOpenApiLeadsToDocumentsThatMayBeKept() {
    JsonNode paths = api.get("/openapi/v3").json().path("paths");

    String url = paths.path("apis/heddle.dev/v1").path("serverRelativeURL").asText();
    Reply document = api.get(url);

    assertThat(url).startsWith("/openapi/v3/apis/heddle.dev/v1?hash=");
    assertThat(document.raw().headers().firstValue("Cache-Control").orElse(""))
        .contains("immutable");
    assertThat(document.raw().headers().firstValue("Etag")).isPresent();
    assertThat(
            api.get("/openapi/v3/apis/heddle.dev/v1").raw().headers().firstValue("Cache-Control"))
        .contains("no-cache, private");
    JsonNode notebook = document.json().at("/components/schemas/dev.heddle.v1.Notebook");
    assertThat(notebook.at("/x-kubernetes-group-version-kind/0/kind").asText())
        .isEqualTo("Notebook");
    assertThat(notebook.at("/properties/spec/properties/queue/description").asText()).isNotEmpty();
    JsonNode patch =
        document
            .json()
            .path("paths")
            .path("/apis/heddle.dev/v1/namespaces/{namespace}/notebooks/{name}")
            .path("patch");
    assertThat(patch.at("/x-kubernetes-group-version-kind/kind").asText()).isEqualTo("Notebook");
    List<String> parameters = new ArrayList<>();
    patch.path("parameters").forEach(parameter -> parameters.add(parameter.path("name").asText()));
    assertThat(parameters).as("else kubectl checks by itself").contains("fieldValidation");
    assertThat(api.get("/openapi/v3/apis/apps/v1").code()).isEqualTo(404);
  }

  /** Every reference in every document leads to a definition in it. */
  @Test
  void referencesLeadSomewhere() {
    List<Reply> documents = new ArrayList<>(List.of(api.get("/openapi/v2")));
    api.get("/openapi/v3")
        .json()
        .path("paths")
        .forEach(path -> documents.add(api.get(path.path("serverRelativeURL").asText())));
    assertThat(documents).hasSizeGreaterThan(2);
    for (Reply document : documents) {
      List<String> references = document.json().findValuesAsText("$ref");
      assertThat(references).isNotEmpty();
      assertThat(references)
          .allSatisfy(
              reference ->
                  assertThat(document.json().at(reference.substring(1)).isObject())
                      .as(reference)
                      .isTrue());
    }
  }

  @Test
  void olderClientsGetProtobufUnderANameThatTheyCanReadBack() throws IOException {
    Reply reply =
        api.getAs("application/com.github.proto-openapi.spec.v2@v1.0+protobuf", "/openapi/v2");

    assertThat(reply.raw().headers().firstValue("Content-Type"))
        .contains("application/com.github.proto-openapi.spec.v2.v1.0+protobuf");
    byte[] bytes = new OpenApiDocuments("test").v2Protobuf().bytes();
    byte[] definitions = field(bytes, 9).orElseThrow();
    List<String> names = new ArrayList<>();
    CodedInputStream in = CodedInputStream.newInstance(definitions);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      byte[] named = in.readByteArray();
      names.add(new String(field(named, 1).orElseThrow(), UTF_8));
      assertThat(field(named, 2)).isPresent();
    }
    assertThat(names).contains("dev.heddle.v1.Notebook", "io.k8s.api.core.v1.Namespace");
  }

  private static Optional<byte[]> field(byte[] message, int number) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(message);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (WireFormat.getTagFieldNumber(tag) == number) {
        return Optional.of(in.readByteArray());
      }
      in.skipField(tag);
    }
    return Optional.empty();
  }

  private static JsonNode named(JsonNode items, String name) {
    for (JsonNode item : items) {
      if (item.at("/metadata/name").asText().equals(name)) {
        return item;
      }
    }
    throw new AssertionError("no " + name + " in " + items);
  }

  private static JsonNode resource(JsonNode group, String plural) {
    for (JsonNode resource : group.at("/versions/0/resources")) {
      if (resource.path("resource").asText().equals(plural)) {
        return resource;
      }
    }
    throw new AssertionError("no " + plural + " in " + group);
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }
}
