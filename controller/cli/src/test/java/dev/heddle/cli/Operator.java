package dev.heddle.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.cli.terminal.Environment;
import dev.heddle.crd.json.Json;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.ResourceType;
import dev.heddle.operator.access.ConfiguredAccess;
import dev.heddle.operator.access.LiveAccess;
import dev.heddle.operator.agent.ApiCertificates;
import dev.heddle.operator.agent.InstallationAuthority;
import dev.heddle.operator.api.ApiAccess;
import dev.heddle.operator.api.ApiParts;
import dev.heddle.operator.api.ApiServer;
import dev.heddle.operator.api.ApiSettings;
import dev.heddle.operator.api.AuditLog;
import dev.heddle.operator.api.HealthChecks;
import dev.heddle.operator.api.TokenFile;
import dev.heddle.operator.store.ObjectStore;
import dev.heddle.operator.testing.InMemoryApplicationAccess;
import dev.heddle.operator.testing.InMemoryCleanupAccess;
import dev.heddle.operator.testing.InMemoryClusterAccess;
import dev.heddle.operator.testing.InMemoryObjectStore;
import dev.heddle.reconciler.store.StoreException;
import dev.heddle.reconciler.store.Watcher.Change;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;

/** A real API server over objects in memory, and a shell in which commands ask it. */
final class Operator implements AutoCloseable {

  static final Instant CREATED = Instant.parse("2026-11-23T01:00:00Z");
  static final Clock CLOCK = Clock.fixed(CREATED.plusSeconds(300), ZoneOffset.UTC);

  final InMemoryObjectStore store =
      new InMemoryObjectStore(Clock.fixed(CREATED, ZoneOffset.UTC), 1000);
  final InMemoryApplicationAccess applications = new InMemoryApplicationAccess();

  private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(2);
  private final ExecutorService controllers = Executors.newSingleThreadExecutor();
  private final ApiServer server;
  private final Path home;
  private final Map<String, String> variables = new HashMap<>();

  Operator(Path directory) {
    this.home = directory.resolve("home");
    Path token = directory.resolve("token");
    // A client's TLS goes by the wall's clock, and so must the certificates.
    ApiCertificates certificates =
        InstallationAuthority.open(
                directory.resolve("state"), Clock.systemUTC(), new SecureRandom())
            .api(Set.of());
    Path authority = directory.resolve("api-ca.pem");
    try {
      Files.writeString(authority, certificates.authorityPem());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server =
        ApiServer.start(
            ApiSettings.ofDefault("ada").withPort(0),
            TokenFile.openOrCreate(token, new SecureRandom()),
            new ApiParts(
                store,
                applications,
                new InMemoryClusterAccess(),
                new InMemoryCleanupAccess(),
                new HealthChecks(),
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                CLOCK,
                new ApiAccess(
                    new LiveAccess(store, ConfiguredAccess.none()),
                    Map.of(),
                    Optional.of(certificates),
                    Optional.empty(),
                    AuditLog.none()),
                scheduler,
                "test"));
    variables.put("HEDDLE_SERVER", "https://127.0.0.1:" + server.port());
    variables.put("HEDDLE_TOKEN_FILE", token.toString());
    variables.put("HEDDLE_CERTIFICATE_AUTHORITY", authority.toString());
  }

  /** What a command did. */
  record Result(int code, String out, String err) {}

  /** Sets a variable of the shell; empty unsets it. */
  Operator with(String name, String value) {
    variables.put(name, value);
    return this;
  }

  Path home() {
    return home;
  }

  String variable(String name) {
    return variables.get(name);
  }

  Result run(String... args) {
    return run("", args);
  }

  Result run(String input, String[] args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = HeddleMain.run(environment(input, out, err, false), args);
    return new Result(code, out.toString(), err.toString());
  }

  Environment environment(String input, StringWriter out, StringWriter err, boolean terminal) {
    return new Environment(
        new ByteArrayInputStream(input.getBytes(UTF_8)),
        new PrintWriter(out),
        new PrintWriter(err),
        terminal,
        terminal,
        variables,
        home,
        "ada",
        CLOCK,
        new SplittableRandom(7));
  }

  /** Gives each new version of an object of a kind the status that a controller would. */
  void control(ResourceType<?> type, Function<JsonNode, Optional<String>> status) {
    store.watch(
        type,
        "",
        store.list(type, "").resourceVersion(),
        new ObjectStore.ObjectWatcher() {
          @Override
          public void onChange(Change change, ObjectNode object) {
            if (change != Change.DELETED) {
              controllers.execute(
                  () -> status.apply(object).ifPresent(s -> setStatus(type, object, s)));
            }
          }

          @Override
          public void onEnd(StoreException cause) {
            throw cause;
          }
        });
  }

  private void setStatus(ResourceType<?> type, ObjectNode object, String status) {
    ObjectNode changed = object.deepCopy();
    changed.set("status", tree(status));
    changed.withObject("/metadata").remove("resourceVersion");
    store.update(type, changed, ObjectStore.Scope.STATUS);
  }

  /** Sets the status of a notebook in team-a. */
  void notebookStatus(String name, String status) {
    setStatus(Kinds.NOTEBOOK, store.get(Kinds.NOTEBOOK, "team-a", name).orElseThrow(), status);
  }

  void applicationStatus(String namespace, String name, String status) {
    setStatus(
        Kinds.APPLICATION, store.get(Kinds.APPLICATION, namespace, name).orElseThrow(), status);
  }

  /** A notebook in team-a. */
  void notebook(String name) {
    Result result =
        run(
            """
            apiVersion: heddle.dev/v1
            kind: Notebook
            metadata: {name: %s, namespace: team-a, labels: {team: red}}
            spec: {queue: research, resources: {memory: 2 GiB, vcores: 1}}
            """
                .formatted(name),
            new String[] {"apply", "-f", "-"});
    if (result.code() != 0) {
      throw new IllegalStateException(result.err());
    }
  }

  static JsonNode tree(String json) {
    try {
      return Json.mapper().readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Path write(Path directory, String name, String content) {
    try {
      Path file = directory.resolve(name);
      Files.createDirectories(file.getParent());
      return Files.writeString(file, content, UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    server.close();
    scheduler.shutdownNow();
    controllers.shutdownNow();
  }
}
