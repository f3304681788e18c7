package dev.heddle.operator.config;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.MissingNode;
import dev.heddle.crd.problem.FieldPath;
import dev.heddle.crd.problem.Problem;
import dev.heddle.crd.problem.ProblemCode;
import dev.heddle.crd.quantity.DataSize;
import dev.heddle.crd.source.SourceSpec;
import dev.heddle.crd.tree.Document;
import dev.heddle.crd.tree.DocumentReader;
import dev.heddle.crd.tree.Limits;
import dev.heddle.crd.tree.LocatedTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the operator's configuration. The defaults of every field stand here and nowhere else. */
public final class ConfigFile {

  private static final String NAME_FORM = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
  private static final String NAME_RULE =
      "lower-case letters, digits and '-', beginning and ending with a letter or digit, at most 63";

  private final Path base;
  private final List<Problem> problems = new ArrayList<>();

  private ConfigFile(Path base) {
    this.base = requireNonNull(base, "base is null");
  }

  /**
   * Reads a file. Relative paths in it are taken from the file's own directory.
   *
   * @throws ConfigException with every mistake found
   * @throws IOException when the file can't be read
   */
  public static OperatorConfig read(Path file) throws IOException {
    return parse(
        file.toString(), Files.readAllBytes(file), file.toAbsolutePath().normalize().getParent());
  }

  /**
   * Reads text; an empty one gives the defaults.
   *
   * @param name by which mistakes speak of it
   * @param base the directory from which relative paths are taken
   * @throws ConfigException with every mistake found
   */
  public static OperatorConfig parse(String name, byte[] text, Path base) {
    ConfigFile file = new ConfigFile(base);
    Section root = file.root(name, text);
    OperatorConfig config = file.operator(root);
    if (!file.problems.isEmpty()) {
      throw new ConfigException(name, file.problems);
    }
    return config;
  }

  private Section root(String name, byte[] text) {
    List<Document> documents = new DocumentReader(Limits.standard()).read(name, text);
    for (Document document : documents) {
      problems.addAll(document.problems());
    }
    if (documents.size() > 1) {
      Document second = documents.get(1);
      problems.add(
          new Problem(
              ProblemCode.CONFLICT,
              FieldPath.root(),
              "the configuration is one document, and a second one begins here",
              Optional.of(second.position())));
    }
    LocatedTree tree =
        documents.stream()
            .findFirst()
            .flatMap(Document::tree)
            .orElseGet(() -> new LocatedTree(MissingNode.getInstance(), Map.of()));
    return Section.root(tree, problems);
  }

  private OperatorConfig operator(Section root) {
    Optional<String> installation = root.text("installation", ConfigFile::installationId);
    Path stateDir = base.resolve(root.text("stateDir").orElse("/var/lib/heddle")).normalize();
    StoreConfig store = store(root.section("store"), stateDir);
    if (store instanceof StoreConfig.Quorum && installation.isEmpty()) {
      root.problem(
          ProblemCode.MISSING_FIELD,
          "installation",
          "must be set with store.quorum: all operators of one quorum are one installation");
    }
    ApiConfig api = api(root.section("api"), stateDir);
    HadoopConfig hadoop = hadoop(root.section("hadoop"));
    YarnConfig yarn = yarn(root.section("yarn"));
    List<SourceConfig> sources =
        root.has("sources")
            ? sources(root)
            : List.of(new SourceConfig("hdfs", spec(hadoop.rootDir() + "/specs")));
    Set<String> administrators = root.texts("administrators");
    Map<String, NamespaceConfig> namespaces = namespaces(root.section("namespaces"));
    EngineConfig engine = engine(root.section("engine"));
    root.end();
    return new OperatorConfig(
        installation,
        stateDir,
        store,
        api,
        hadoop,
        yarn,
        sources,
        administrators,
        namespaces,
        engine);
  }

  private static String installationId(String text) {
    if (!text.matches(InstallationId.FORM)) {
      throw new IllegalArgumentException("'" + text + "' is not an id; " + InstallationId.RULE);
    }
    return text;
  }

  private StoreConfig store(Section store, Path stateDir) {
    Duration timeout = store.duration("sessionTimeout", Duration.ofSeconds(10), seconds(2));
    boolean quorumWanted = store.has("quorum");
    if (quorumWanted && store.has("embedded")) {
      store.problem(ProblemCode.CONFLICT, "quorum", "give embedded or quorum, not both");
    }
    Section embedded = store.section("embedded");
    int port = embedded.number("port", 0, 0, 65535);
    Path dataDir = stateDir.resolve(embedded.text("dataDir").orElse("store"));
    embedded.end();
    Section quorum = store.section("quorum");
    Optional<String> connect = quorum.text("connect");
    String root = quorum.text("root", ConfigFile::absolute).orElse("/heddle");
    Optional<Path> secretFile = quorum.text("secretFile").map(base::resolve);
    if (quorumWanted && connect.isEmpty()) {
      quorum.problem(ProblemCode.MISSING_FIELD, "connect", "is missing; write host:port,host:port");
    }
    quorum.end();
    store.end();
    return quorumWanted
        ? new StoreConfig.Quorum(connect.orElse(""), root, secretFile, timeout)
        : new StoreConfig.Embedded(port, dataDir, timeout);
  }

  private ApiConfig api(Section api, Path stateDir) {
    String host = api.text("host").orElse("127.0.0.1");
    int port = api.number("port", 7878, 0, 65535);
    Path tokenFile = stateDir.resolve(api.text("tokenFile").orElse("api-token"));
    boolean plainHttp = api.flag("plainHttp", false);
    if (plainHttp && !isLoopback(host)) {
      api.problem(
          ProblemCode.CONFLICT,
          "plainHttp",
          "tokens would go over the network in clear: with true, host must be a loopback address");
    }
    Set<String> names = api.texts("names");
    Optional<Path> staticTokenFile = api.text("staticTokenFile").map(base::resolve);
    Optional<ApiConfig.AuditConfig> audit = audit(api.section("audit"), stateDir);
    boolean exec = api.flag("exec", true);
    api.end();
    return new ApiConfig(host, port, tokenFile, plainHttp, names, staticTokenFile, audit, exec);
  }

  private static boolean isLoopback(String host) {
    return host.equals("localhost") || host.startsWith("127.") || host.equals("::1");
  }

  private static Optional<ApiConfig.AuditConfig> audit(Section audit, Path stateDir) {
    boolean wanted = audit.flag("enabled", true);
    ApiConfig.AuditConfig config =
        new ApiConfig.AuditConfig(
            stateDir.resolve(audit.text("file").orElse("audit/audit.log")),
            audit.size("maxSize", DataSize.ofMebibytes(50)),
            audit.number("keep", 10, 1, 1000));
    audit.end();
    return wanted ? Optional.of(config) : Optional.empty();
  }

  private HadoopConfig hadoop(Section hadoop) {
    Optional<Path> confDir = hadoop.text("confDir").map(base::resolve);
    Optional<String> user = hadoop.text("user");
    String rootDir = hadoop.text("rootDir", ConfigFile::absolute).orElse("/heddle");
    Section given = hadoop.section("properties");
    Map<String, String> properties = new LinkedHashMap<>();
    for (String key : given.names()) {
      given.text(key).ifPresent(value -> properties.put(key, value));
    }
    given.end();
    hadoop.end();
    return new HadoopConfig(confDir, user, rootDir, properties);
  }

  private YarnConfig yarn(Section yarn) {
    YarnConfig config =
        new YarnConfig(
            yarn.duration("pollInterval", seconds(1), Duration.ofMillis(100)),
            yarn.duration("pendingPollInterval", Duration.ofMillis(200), Duration.ofMillis(10)),
            yarn.size("agentOverhead", DataSize.ofMebibytes(96)),
            yarn.text("notebookBindAddress").orElse("0.0.0.0"),
            yarn.text("ports", YarnConfig.Ports::parse).orElse(YarnConfig.Ports.DEFAULT));
    yarn.end();
    return config;
  }

  private List<SourceConfig> sources(Section root) {
    List<SourceConfig> result = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Section source : root.sections("sources")) {
      SourceConfig config = source(source);
      if (!config.name().isEmpty() && !names.add(config.name())) {
        source.problem(
            ProblemCode.CONFLICT, "name", "there is another source '" + config.name() + "'");
      }
      result.add(config);
    }
    return result;
  }

  private SourceConfig source(Section source) {
    Optional<String> sourceName = source.text("name", ConfigFile::resourceName);
    if (!source.has("name")) {
      source.problem(ProblemCode.MISSING_FIELD, "name", "is missing; " + NAME_RULE);
    }
    Optional<String> directory = source.text("directory");
    if (!source.has("directory")) {
      source.problem(
          ProblemCode.MISSING_FIELD,
          "directory",
          "is missing; write for example hdfs:///heddle/specs");
    }
    SourceSpec ofDefault = spec(directory.orElse(""));
    Section guard = source.section("guard");
    SourceSpec.Guard limits =
        new SourceSpec.Guard(
            guard.number("maxDeletions", ofDefault.guard().maxDeletions(), 0, Integer.MAX_VALUE),
            guard.number("maxDeletionPercent", ofDefault.guard().maxDeletionPercent(), 0, 100));
    guard.end();
    SourceSpec spec =
        new SourceSpec(
            ofDefault.directory(),
            source.duration("interval", ofDefault.interval(), seconds(1)),
            source.flag("prune", ofDefault.prune()),
            limits,
            source.flag("suspend", ofDefault.suspend()));
    source.end();
    return new SourceConfig(sourceName.orElse(""), spec);
  }

  private static SourceSpec spec(String directory) {
    return new SourceSpec(directory, seconds(10), true, SourceSpec.Guard.ofDefault(), false);
  }

  private static Map<String, NamespaceConfig> namespaces(Section namespaces) {
    Map<String, NamespaceConfig> result = new LinkedHashMap<>();
    for (String key : namespaces.names()) {
      Section limits = namespaces.section(key);
      Section owners = limits.section("owners");
      result.put(
          key,
          new NamespaceConfig(
              owners.texts("users"), owners.texts("groups"), limits.texts("queues")));
      owners.end();
      limits.end();
      if (!isName(key)) {
        namespaces.problem(ProblemCode.BAD_FORMAT, key, "is not a namespace; " + NAME_RULE);
      }
    }
    namespaces.end();
    return result;
  }

  private static EngineConfig engine(Section engine) {
    EngineConfig config =
        new EngineConfig(
            engine.number("workers", 8, 1, 1000),
            engine.duration("resyncInterval", Duration.ofMinutes(10), seconds(1)),
            engine.duration("minRetryDelay", Duration.ofMillis(200), Duration.ofMillis(1)),
            engine.duration("maxRetryDelay", Duration.ofMinutes(1), seconds(1)),
            engine.duration("shutdownGrace", seconds(10), Duration.ZERO));
    if (config.maxRetryDelay().compareTo(config.minRetryDelay()) < 0) {
      engine.problem(ProblemCode.CONFLICT, "maxRetryDelay", "is shorter than minRetryDelay");
    }
    engine.end();
    return config;
  }

  private static Duration seconds(long seconds) {
    return Duration.ofSeconds(seconds);
  }

  private static String absolute(String text) {
    if (!text.startsWith("/") || (text.length() > 1 && text.endsWith("/"))) {
      throw new IllegalArgumentException(
          "'" + text + "' must begin with '/' and not end with it, such as /heddle");
    }
    return text;
  }

  private static boolean isName(String text) {
    return text.length() <= 63 && text.matches(NAME_FORM);
  }

  private static String resourceName(String text) {
    if (!isName(text)) {
      throw new IllegalArgumentException("'" + text + "' is not a name; " + NAME_RULE);
    }
    return text;
  }
}
