package dev.heddle.cli.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.cli.terminal.CliException;
import dev.heddle.crd.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** Asks the operator; every refusal is an {@link ApiFailure}. */
public final class ApiClient {

  private static final String JSON = "application/json";
  private static final String TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io";
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final HttpClient http;
  private final URI server;
  private final Optional<String> token;

  private ApiClient(HttpClient http, URI server, Optional<String> token) {
    this.http = http;
    this.server = server;
    this.token = token;
  }

  /** A client of the operator that the configuration names. */
  public static ApiClient of(ClientConfig config) {
    URI server =
        config
            .server()
            .orElseThrow(
                () ->
                    new CliException(
                        "no operator is configured",
                        "name one with --server or HEDDLE_SERVER, or start one here with heddle"
                            + " quickstart"));
    Optional<String> token = config.tokenFile().map(ApiClient::readToken);
    if (token.isEmpty() && config.certificate().isEmpty()) {
      throw new CliException(
          "no token file is configured for " + server,
          "name the operator's with --token-file or HEDDLE_TOKEN_FILE");
    }
    return new ApiClient(newHttpClient(server, config), server, token);
  }

  /** A client of the operator at that address, with the token in that file. */
  public static ApiClient at(URI server, Path tokenFile, Path certificateAuthority) {
    return of(
        new ClientConfig(Optional.of(server), Optional.of(tokenFile), Optional.empty())
            .trusting(Optional.of(certificateAuthority)));
  }

  private static String readToken(Path file) {
    try {
      return Files.readString(file, UTF_8).strip();
    } catch (NoSuchFileException e) {
      throw new CliException(
          "there is no token file " + file,
          "the operator writes it when it starts; is it running, and on this machine?",
          e);
    } catch (IOException e) {
      throw new CliException(
          "the token file " + file + " can't be read: " + e,
          "is the operator running, and are you its user?",
          e);
    }
  }

  private static HttpClient newHttpClient(URI server, ClientConfig config) {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5));
    if (server.getScheme().equals("http")) {
      builder.sslContext(ClientTls.unused());
    } else {
      // Without an authority the JDK's own are meant: something in front may have such a one.
      config
          .certificateAuthority()
          .ifPresent(
              file -> builder.sslContext(ClientTls.of(file, config.certificate(), config.key())));
    }
    return builder.build();
  }

  public ObjectNode get(String path) {
    return tree(send(request(path, JSON).GET(), PATIENCE));
  }

  /** The object, unless there is none. */
  public Optional<ObjectNode> find(String path) {
    try {
      return Optional.of(get(path));
    } catch (ApiFailure e) {
      if (e.isNotFound()) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** The collection or object as a table. */
  public ObjectNode table(String path) {
    return tree(send(request(path, TABLE).GET(), PATIENCE));
  }

  public ObjectNode post(String path, JsonNode body) {
    return tree(
        send(
            request(written(path), JSON)
                .header("Content-Type", JSON)
                .POST(BodyPublishers.ofString(body.toString())),
            PATIENCE));
  }

  public ObjectNode put(String path, JsonNode body) {
    return tree(
        send(
            request(written(path), JSON)
                .header("Content-Type", JSON)
                .PUT(BodyPublishers.ofString(body.toString())),
            PATIENCE));
  }

  /** A merge patch. */
  public ObjectNode patch(String path, JsonNode body) {
    return tree(
        send(
            request(written(path), JSON)
                .header("Content-Type", "application/merge-patch+json")
                .method("PATCH", BodyPublishers.ofString(body.toString())),
            PATIENCE));
  }

  public ObjectNode delete(String path) {
    return tree(send(request(path, JSON).DELETE(), PATIENCE));
  }

  /** An answer that is not JSON. */
  public HttpResponse<byte[]> getBytes(String path) {
    return send(request(path, "*/*").GET(), PATIENCE);
  }

  public void putBytes(String path, byte[] value) {
    send(
        request(path, "*/*")
            .header("Content-Type", "application/octet-stream")
            .PUT(BodyPublishers.ofByteArray(value)),
        PATIENCE);
  }

  /** An answer that comes piece by piece. */
  public InputStream stream(String path) {
    return open(request(path, "*/*"));
  }

  /** A watch, as objects or as rows of tables. */
  public Watch watch(String path, boolean asTable) {
    return new Watch(open(request(path, asTable ? TABLE : JSON)));
  }

  /** A write is accounted for as ours, and what is wrong with it is told in full. */
  private static String written(String path) {
    return path + (path.contains("?") ? "&" : "?") + "fieldManager=heddle&fieldValidation=Explain";
  }

  private InputStream open(HttpRequest.Builder request) {
    HttpResponse<InputStream> answer =
        exchange(request.GET().build(), BodyHandlers.ofInputStream());
    if (answer.statusCode() >= 400) {
      try (InputStream body = answer.body()) {
        throw ApiFailure.of(answer.statusCode(), parse(body.readAllBytes()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return answer.body();
  }

  private HttpRequest.Builder request(String path, String accept) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.resolve(path)).header("Accept", accept);
    token.ifPresent(known -> request.header("Authorization", "Bearer " + known));
    return request;
  }

  private HttpResponse<byte[]> send(HttpRequest.Builder request, Duration patience) {
    HttpResponse<byte[]> answer =
        exchange(request.timeout(patience).build(), BodyHandlers.ofByteArray());
    if (answer.statusCode() >= 400) {
      throw ApiFailure.of(answer.statusCode(), parse(answer.body()));
    }
    return answer;
  }

  private <T> HttpResponse<T> exchange(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
    try {
      return http.send(request, handler);
    } catch (HttpTimeoutException e) {
      throw new CliException(
          "the operator at " + server + " does not answer", "its log may say why", e);
    } catch (SSLException e) {
      throw new CliException(
          "no secure connection to " + server + ": " + e.getMessage(),
          "is it https, and is certificateAuthority (or --certificate-authority) its own?",
          e);
    } catch (IOException e) {
      throw new CliException(
          "no operator answers at " + server,
          "start one with heddle quickstart or heddle operator, or name another with --server",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CliException("interrupted", "", e);
    }
  }

  private static ObjectNode tree(HttpResponse<byte[]> answer) {
    return parse(answer.body()) instanceof ObjectNode object
        ? object
        : JsonNodeFactory.instance.objectNode();
  }

  private static JsonNode parse(byte[] body) {
    try {
      return Json.mapper().readTree(body);
    } catch (JsonProcessingException e) {
      // Not from an operator: a proxy's page, say. The status code speaks for it.
      return JsonNodeFactory.instance.missingNode();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
