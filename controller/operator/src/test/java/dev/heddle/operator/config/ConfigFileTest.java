package dev.heddle.operator.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.heddle.crd.quantity.DataSize;
import dev.heddle.crd.source.SourceSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFileTest {

  private static final Path BASE = Path.of("/etc/heddle");
  private static final Path EXAMPLE = Path.of("../../manifests/deployment/operator.yaml");

  @Test
  void anEmptyFileGivesTheDefaults() {
    assertThat(read(""))
        .isEqualTo(
            new OperatorConfig(
                Optional.empty(),
                Path.of("/var/lib/heddle"),
                new StoreConfig.Embedded(
                    0, Path.of("/var/lib/heddle/store"), Duration.ofSeconds(10)),
                new ApiConfig(
                    "127.0.0.1",
                    7878,
                    Path.of("/var/lib/heddle/api-token"),
                    false,
                    Set.of(),
                    Optional.empty(),
                    Optional.of(
                        new ApiConfig.AuditConfig(
                            Path.of("/var/lib/heddle/audit/audit.log"),
                            DataSize.ofMebibytes(50),
                            10))),
                new HadoopConfig(Optional.empty(), Optional.empty(), "/heddle", Map.of()),
                new YarnConfig(
                    Duration.ofSeconds(1),
                    Duration.ofMillis(200),
                    DataSize.ofMebibytes(96),
                    "0.0.0.0",
                    new YarnConfig.Ports(20000, 29999)),
                List.of(
                    new SourceConfig(
                        "hdfs",
                        new SourceSpec(
                            "/heddle/specs",
                            Duration.ofSeconds(10),
                            true,
                            new SourceSpec.Guard(10, 20),
                            false))),
                Set.of(),
                Map.of(),
                new EngineConfig(
                    8,
                    Duration.ofMinutes(10),
                    Duration.ofMillis(200),
                    Duration.ofMinutes(1),
                    Duration.ofSeconds(10))));
  }

  @Test
  void theExampleSpellsOutEveryDefault() throws IOException {
    assertThat(ConfigFile.read(EXAMPLE)).isEqualTo(read(""));
  }

  @Test
  void everyFieldCanBeSet() {
    OperatorConfig config =
        read(
            """
            installation: prod
            stateDir: state
            store:
              quorum: {connect: "zk1:2181,zk2:2181", root: /heddle/prod, secretFile: zk-secret}
              sessionTimeout: 4s
            api:
              host: 0.0.0.0
              port: 0
              tokenFile: /run/heddle/token
              names: [heddle.example.com]
              staticTokenFile: tokens.csv
              audit: {enabled: false}
            hadoop:
              confDir: hadoop
              user: operator
              rootDir: /apps/heddle
              properties: {fs.defaultFS: "hdfs://nn:8020"}
            yarn:
              pollInterval: 2s
              pendingPollInterval: 50ms
              agentOverhead: 128 MiB
              notebookBindAddress: 127.0.0.1
              ports: 30000-30010
            sources:
              - name: local
                directory: file:///srv/specs
                interval: 1m
                prune: false
                guard: {maxDeletions: 3, maxDeletionPercent: 50}
                suspend: true
            administrators: [root, admin]
            namespaces:
              team-a:
                owners: {users: [alice], groups: [science]}
                queues: [research]
            engine:
              workers: 2
              resyncInterval: 1m
              minRetryDelay: 10ms
              maxRetryDelay: 5s
              shutdownGrace: 0s
            """);

    assertThat(config)
        .isEqualTo(
            new OperatorConfig(
                Optional.of("prod"),
                BASE.resolve("state"),
                new StoreConfig.Quorum(
                    "zk1:2181,zk2:2181",
                    "/heddle/prod",
                    Optional.of(BASE.resolve("zk-secret")),
                    Duration.ofSeconds(4)),
                new ApiConfig(
                    "0.0.0.0",
                    0,
                    Path.of("/run/heddle/token"),
                    false,
                    Set.of("heddle.example.com"),
                    Optional.of(Path.of("/etc/heddle/tokens.csv")),
                    Optional.empty()),
                new HadoopConfig(
                    Optional.of(BASE.resolve("hadoop")),
                    Optional.of("operator"),
                    "/apps/heddle",
                    Map.of("fs.defaultFS", "hdfs://nn:8020")),
                new YarnConfig(
                    Duration.ofSeconds(2),
                    Duration.ofMillis(50),
                    DataSize.ofMebibytes(128),
                    "127.0.0.1",
                    new YarnConfig.Ports(30000, 30010)),
                List.of(
                    new SourceConfig(
                        "local",
                        new SourceSpec(
                            "file:///srv/specs",
                            Duration.ofMinutes(1),
                            false,
                            new SourceSpec.Guard(3, 50),
                            true))),
                Set.of("root", "admin"),
                Map.of(
                    "team-a",
                    new NamespaceConfig(Set.of("alice"), Set.of("science"), Set.of("research"))),
                new EngineConfig(
                    2,
                    Duration.ofMinutes(1),
                    Duration.ofMillis(10),
                    Duration.ofSeconds(5),
                    Duration.ZERO)));
  }

  @Test
  void theDefaultSourceLiesBelowTheRootDirectory() {
    assertThat(read("hadoop: {rootDir: /apps/heddle}").sources())
        .extracting(source -> source.spec().directory())
        .containsExactly("/apps/heddle/specs");
  }

  @Test
  void plainHttpIsForTheLoopbackAddressOnly() {
    assertThat(read("api: {plainHttp: true}").api().plainHttp()).isTrue();
    assertThat(mistakes("api: {plainHttp: true, host: 0.0.0.0}"))
        .singleElement()
        .asString()
        .contains("plainHttp")
        .contains("loopback");
  }

  @Test
  void anEmptyListOfSourcesMeansNone() {
    assertThat(read("sources: []").sources()).isEmpty();
  }

  @Test
  void aNamespaceWithoutLimitsIsOpen() {
    OperatorConfig config = read("namespaces: {team-a: {queues: [research]}}");

    assertThat(config.namespace("team-a").hasOwners()).isFalse();
    assertThat(config.namespace("team-b")).isEqualTo(NamespaceConfig.unlimited());
  }

  @Test
  void everyMistakeIsReportedWithItsPlace() {
    assertThat(
            mistakes(
                """
                stateDirectory: /tmp
                api:
                  port: 70000
                  tokenFil: x
                yarn: [1]
                engine:
                  workers: many
                  resyncInterval: soon
                """))
        .containsExactlyInAnyOrder(
            "operator.yaml:1:1: stateDirectory: there is no such field; known are"
                + " administrators, api, engine, hadoop, installation, namespaces, sources,"
                + " stateDir, store, yarn (UNKNOWN_FIELD)",
            "operator.yaml:3:3: api.port: 70000 is outside of 0 to 65535 (OUT_OF_RANGE)",
            "operator.yaml:4:3: api.tokenFil: there is no such field; did you mean"
                + " \"tokenFile\"? (UNKNOWN_FIELD)",
            "operator.yaml:5:1: yarn: found a list, wanted is a mapping (WRONG_TYPE)",
            "operator.yaml:7:3: engine.workers: found \"many\", wanted is a whole number"
                + " (WRONG_TYPE)",
            "operator.yaml:8:3: engine.resyncInterval: 'soon' is not a duration; write for"
                + " example 90s, 15m, 2h, 1h30m or 1d (BAD_FORMAT)");
  }

  @Test
  void aQuorumNeedsAnInstallationThatAllOperatorsShare() {
    assertThat(mistakes("store: {quorum: {connect: 'zk:2181'}}"))
        .singleElement()
        .asString()
        .contains("installation: must be set with store.quorum")
        .contains("MISSING_FIELD");
  }

  @Test
  void theStoreIsEmbeddedOrAQuorumNotBoth() {
    assertThat(
            mistakes("{installation: a, store: {embedded: {port: 1}, quorum: {connect: 'zk:1'}}}"))
        .singleElement()
        .asString()
        .contains("store.quorum: give embedded or quorum, not both");
  }

  @Test
  void sourcesNeedANameOfTheirOwnAndADirectory() {
    assertThat(
            mistakes(
                """
                sources:
                  - {name: a, directory: /one}
                  - {name: a, directory: /two}
                  - {name: B_, directory: /three}
                  - {interval: 1ms}
                """))
        .satisfiesExactlyInAnyOrder(
            line -> assertThat(line).contains(":3:", "sources[1].name", "another source 'a'"),
            line -> assertThat(line).contains(":4:", "sources[2].name", "'B_' is not a name"),
            line -> assertThat(line).contains(":5:", "sources[3].name", "is missing"),
            line -> assertThat(line).contains(":5:", "sources[3].directory", "is missing"),
            line -> assertThat(line).contains(":5:", "sources[3].interval", "shorter than 1s"));
  }

  @Test
  void brokenYamlIsReportedWithItsPlace() {
    assertThat(mistakes("api:\n  host: [\n"))
        .singleElement()
        .asString()
        .startsWith("operator.yaml:")
        .contains("SYNTAX");
  }

  @Test
  void aGeneratedInstallationIdIsKept(@TempDir Path directory) {
    OperatorConfig config =
        ConfigFile.parse("operator.yaml", "stateDir: deep/state".getBytes(UTF_8), directory);

    String first = InstallationId.resolve(config, new SplittableRandom(1));
    String second = InstallationId.resolve(config, new SplittableRandom(2));

    assertThat(first).matches("[a-z0-9]{10}").isEqualTo(second);
    assertThat(directory.resolve("deep/state/installation")).hasContent(first + "\n");
  }

  @Test
  void aConfiguredInstallationIdGoesBeforeAKeptOne(@TempDir Path directory) throws IOException {
    Files.writeString(directory.resolve("installation"), "kept\n");
    OperatorConfig config =
        ConfigFile.parse(
            "operator.yaml", "{installation: given, stateDir: .}".getBytes(UTF_8), directory);

    assertThat(InstallationId.resolve(config, new SplittableRandom(1))).isEqualTo("given");
  }

  private static OperatorConfig read(String text) {
    return ConfigFile.parse("operator.yaml", text.getBytes(UTF_8), BASE);
  }

  private static List<String> mistakes(String text) {
    return catchThrowableOfType(ConfigException.class, () -> read(text))
        .getMessage()
        .lines()
        .toList();
  }
}
