package dev.heddle.appmaster.https;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.appmaster.kv.KeyValueStore;
import dev.heddle.appmaster.kv.StoreForTests;
import dev.heddle.appmaster.protocol.AgentApi;
import dev.heddle.appmaster.protocol.PortRange;
import dev.heddle.appmaster.protocol.SkeinEndpoint;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/reference/agent.yaml says what is served, and nothing else. */
class DocumentedApiTest {
  private static final Path DOCUMENT = Path.of("../../docs/reference/agent.yaml");
  private static final List<String> METHODS = List.of("GET", "PUT", "POST", "DELETE");

  /** Served where services have containers. */
  private static final Set<String> OF_MASTERS =
      Set.of(
          AgentApi.SCALE, AgentApi.CONTAINERS + "/{instance}", AgentApi.REPORTS + "/{containerId}");

  @TempDir private Path directory;

  /** Path to its methods: paths stand two spaces in, methods four. */
  private static Map<String, Set<String>> documented() throws IOException {
    Map<String, Set<String>> methods = new LinkedHashMap<>();
    String path = "";
    for (String line : Files.readAllLines(DOCUMENT)) {
      if (line.startsWith("  /") && line.endsWith(":")) {
        path = line.strip().replaceAll(":$", "");
        methods.put(path, new TreeSet<>());
      } else if (line.matches(" {4}(get|put|post|delete):")) {
        methods.get(path).add(line.strip().replace(":", "").toUpperCase(Locale.ROOT));
      }
    }
    return methods;
  }

  @Test
  void whatIsDocumentedIsServedAndNothingElseIs() throws Exception {
    TestAuthority authority = new TestAuthority("CN=authority");
    KeyValueStore store = StoreForTests.open(directory);
    Routes routes =
        Routes.alone(
                new AgentRoutes(
                    () -> {
                      throw new IllegalArgumentException("no status here");
                    },
                    store,
                    Map.of(),
                    request -> {}),
                "application_1_0007")
            .with(new IdentityRoutes(none -> {}, Optional::empty), "application_1_0007")
            .with(new SkeinRoute(new SkeinEndpoint("node7", 20443, "PEM")))
            .with(
                new StreamRoute(
                    authority.context("CN=application_1_0007"),
                    InetAddress.getLoopbackAddress(),
                    PortRange.DEFAULT,
                    "container_1_0007_01_000001",
                    request -> {
                      throw new IllegalStateException("no streams here");
                    }));
    AgentServer server =
        AgentServer.start(
            authority.context("CN=application_1_0007"),
            InetAddress.getLoopbackAddress(),
            PortRange.DEFAULT,
            directory.hashCode(),
            Optional.empty(),
            routes);
    HttpClient operator =
        HttpClient.newBuilder()
            .sslContext(authority.context("CN=heddle-operator"))
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    Map<String, Set<String>> documented = documented();
    try {
      for (Map.Entry<String, Set<String>> path : documented.entrySet()) {
        if (OF_MASTERS.contains(path.getKey())) {
          continue;
        }
        for (String method : METHODS) {
          URI uri =
              URI.create(
                  "https://127.0.0.1:" + server.port() + path.getKey().replace("{key}", "some"));
          HttpResponse<InputStream> answer =
              operator.send(
                  HttpRequest.newBuilder(uri)
                      .method(method, HttpRequest.BodyPublishers.noBody())
                      .build(),
                  HttpResponse.BodyHandlers.ofInputStream());
          answer.body().close();
          assertThat(answer.statusCode() != 405)
              .as("%s %s: %d", method, path.getKey(), answer.statusCode())
              .isEqualTo(path.getValue().contains(method));
        }
      }
    } finally {
      server.stop();
    }
    Set<String> served = new TreeSet<>(OF_MASTERS);
    for (Routes.Route route : routes.list()) {
      if (!route.path().equals("/")) {
        served.add(route.path());
      }
    }
    served.add(AgentApi.KEY_VALUES + "/{key}");
    assertThat(documented.keySet()).containsExactlyInAnyOrderElementsOf(served);
  }
}
