package dev.heddle.operator.main;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.protocol.PortRange;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.policy.CleanupRule;
import dev.heddle.operator.access.ConfiguredAccess;
import dev.heddle.operator.access.LiveAccess;
import dev.heddle.operator.agent.AgentClient;
import dev.heddle.operator.agent.ApiCertificates;
import dev.heddle.operator.agent.InstallationAuthority;
import dev.heddle.operator.api.ApiAccess;
import dev.heddle.operator.api.ApiParts;
import dev.heddle.operator.api.ApiServer;
import dev.heddle.operator.api.ApiSettings;
import dev.heddle.operator.api.AuditLog;
import dev.heddle.operator.api.HealthChecks;
import dev.heddle.operator.api.StaticTokens;
import dev.heddle.operator.api.TokenFile;
import dev.heddle.operator.cleanup.CleanupOverview;
import dev.heddle.operator.cleanup.OrphanWatch;
import dev.heddle.operator.config.InstallationId;
import dev.heddle.operator.config.OperatorConfig;
import dev.heddle.operator.config.StoreConfig;
import dev.heddle.operator.source.GroupLookup;
import dev.heddle.operator.source.HadoopGroups;
import dev.heddle.operator.store.EmbeddedZooKeeper;
import dev.heddle.operator.store.LeaderElection;
import dev.heddle.operator.store.StoreOptions;
import dev.heddle.operator.store.Surroundings;
import dev.heddle.operator.store.TypedStore;
import dev.heddle.operator.store.ZooKeeperConnection;
import dev.heddle.operator.store.ZooKeeperStore;
import dev.heddle.operator.yarn.HadoopYarnCluster;
import dev.heddle.operator.yarn.LaunchRemains;
import dev.heddle.operator.yarn.StagingDirectories;
import dev.heddle.operator.yarn.YarnOptions;
import dev.heddle.operator.yarn.YarnUnavailableException;
import dev.heddle.reconciler.runtime.Engine;
import dev.heddle.reconciler.store.ResourceStore;
import dev.heddle.reconciler.time.ExecutorScheduler;
import dev.heddle.reconciler.time.Scheduler;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running operator. What was started last is stopped first. */
final class Operator implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Operator.class);
  private static final String CA_FILE = "api-ca.pem";

  private final Deque<Part> parts = new ArrayDeque<>();
  private final HealthChecks health = new HealthChecks();
  private volatile Optional<LeaderElection> election = Optional.empty();
  private volatile URI address = URI.create("http://127.0.0.1/");

  /** Something to be stopped. */
  private record Part(String name, AutoCloseable closing) {}

  private Operator() {}

  /** Starts everything; returns when the API serves. Leading may come later. */
  static Operator start(OperatorConfig config) throws IOException {
    requireNonNull(config, "config is null");
    Operator operator = new Operator();
    try {
      operator.assemble(config);
      return operator;
    } catch (IOException | RuntimeException e) {
      operator.close();
      throw e;
    }
  }

  private void assemble(OperatorConfig config) throws IOException {
    Files.createDirectories(config.stateDir());
    SecureRandom random = new SecureRandom();
    Clock clock = Clock.systemUTC();
    Threads threads = opened("threads", new Threads());
    Scheduler scheduler =
        new ExecutorScheduler(clock, System::nanoTime, threads.timer(), threads.tasks());
    PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    ZooKeeperConnection connection =
        opened(
            "connection", ZooKeeperConnection.open(storeSettings(config.store(), random, threads)));
    Surroundings surroundings =
        new Surroundings(
            clock,
            System::nanoTime,
            () -> UUID.randomUUID().toString(),
            threads.timer(),
            threads.tasks());
    ZooKeeperStore store =
        opened("store", ZooKeeperStore.open(connection, StoreOptions.defaults(), surroundings));
    TypedStore reads = new TypedStore(store);
    LeaderStore leaderStore = new LeaderStore(reads);

    Configuration hadoop = HadoopFiles.configuration(config.hadoop());
    InstallationAuthority authority = InstallationAuthority.open(config.stateDir(), clock, random);
    HadoopYarnCluster cluster =
        opened(
            "YARN client", HadoopYarnCluster.open(yarnOptions(config, random), hadoop, authority));
    AgentClient agents = new AgentClient(authority, threads.tasks());

    LeaderEvents events = new LeaderEvents();
    OrphanWatch orphans = new OrphanWatch(scheduler);
    StagingDirectories staging = cluster.staging(() -> logsGo(reads));
    LaunchRemains launches = cluster.launchRemains(staging);
    Controllers controllers =
        new Controllers(
            config,
            hadoop,
            new LeaderCluster(cluster, this::leads),
            new LeaderStaging(staging, this::leads),
            new LeaderRemains(cluster.remains(), this::leads),
            new LeaderLaunchRemains(launches, this::leads),
            orphans,
            cluster.operatorUser(),
            new LeaderAgents(agents, this::leads),
            scheduler,
            random,
            meters);
    Engine engine = controllers.engine(leaderStore, events, threads.tasks());
    opened(
        "engine",
        () -> {
          var grace = config.engine().shutdownGrace();
          if (!engine.stop(grace).get(grace.toMillis() + 1000, TimeUnit.MILLISECONDS)) {
            LOG.warn("passes were still under way after {}", grace);
          }
        });
    engine.start();

    election =
        Optional.of(
            opened(
                "leader election",
                LeaderElection.join(
                    connection,
                    "pid-" + ProcessHandle.current().pid(),
                    new Reign(
                        store, leaderStore, events, engine, config.sources(), scheduler, clock),
                    surroundings)));

    health.ready("store", () -> problem(connection.isConnected(), "ZooKeeper does not answer"));
    health.ready("caches", () -> problem(engine.hasSynced(), "the caches are still filling"));
    health.ready(
        "leader",
        () -> problem(!leads() || engine.isWorking(), "leading has begun, work has not yet"));
    Optional<ApiCertificates> certificates =
        config.api().plainHttp() ? Optional.empty() : Optional.of(certificates(config, authority));
    LiveAccess access = opened("rights", new LiveAccess(store, configuredAccess(config, hadoop)));
    AuditLog audit = AuditLog.none();
    if (config.api().audit().isPresent()) {
      audit = opened("audit", AuditFile.open(config.api().audit().get()));
    }
    ApiServer api =
        opened(
            "API",
            ApiServer.start(
                new ApiSettings(
                    config.api().host(),
                    config.api().port(),
                    System.getProperty("user.name"),
                    500,
                    24,
                    100,
                    config.api().exec()),
                TokenFile.openOrCreate(config.api().tokenFile(), random),
                new ApiParts(
                    store,
                    new AgentAccess(agents, cluster, cluster.logs(), authority),
                    new YarnAccess(cluster),
                    new CleanupPlans(new CleanupOverview(reads, cluster, launches, orphans, clock)),
                    health,
                    meters,
                    clock,
                    new ApiAccess(
                        access,
                        queues(config),
                        certificates,
                        config.api().staticTokenFile().map(StaticTokens::open),
                        audit),
                    threads.background(),
                    Version.ofThisBuild())));
    String host = config.api().host();
    address =
        URI.create(
            (certificates.isPresent() ? "https://" : "http://")
                + (host.equals("0.0.0.0") ? "localhost" : host)
                + ":"
                + api.port()
                + "/");
    threads.tasks().execute(() -> prepare(cluster));
  }

  /** With what clients must trust in a file beside the state, for whoever may look there. */
  private static ApiCertificates certificates(
      OperatorConfig config, InstallationAuthority authority) throws IOException {
    Set<String> names = new TreeSet<>(config.api().names());
    names.addAll(ApiCertificates.ofThisHost());
    ApiCertificates certificates = authority.api(names);
    Path unfinished = Files.createTempFile(config.stateDir(), "api-ca", ".tmp");
    Files.writeString(unfinished, certificates.authorityPem(), UTF_8);
    Files.setPosixFilePermissions(unfinished, PosixFilePermissions.fromString("rw-r--r--"));
    Files.move(unfinished, config.stateDir().resolve(CA_FILE), StandardCopyOption.ATOMIC_MOVE);
    return certificates;
  }

  private static ConfiguredAccess configuredAccess(OperatorConfig config, Configuration hadoop) {
    Map<String, ConfiguredAccess.Owners> owners = new HashMap<>();
    config
        .namespaces()
        .forEach(
            (name, limits) ->
                owners.put(name, new ConfiguredAccess.Owners(limits.users(), limits.groups())));
    GroupLookup groups = new HadoopGroups(hadoop);
    return new ConfiguredAccess(config.administrators(), owners, groups::groupsOf);
  }

  private static Map<String, Set<String>> queues(OperatorConfig config) {
    Map<String, Set<String>> queues = new HashMap<>();
    config.namespaces().forEach((name, limits) -> queues.put(name, limits.queues()));
    return queues;
  }

  /** Ahead of time only: a submission that finds no package brings it itself. */
  private static void prepare(HadoopYarnCluster cluster) {
    try {
      cluster.prepare();
    } catch (YarnUnavailableException e) {
      LOG.warn("{}; it is tried again with the first submission", e.getMessage());
    }
  }

  /** Only then is it worth to keep on record which applications are over. */
  private static boolean logsGo(ResourceStore store) {
    return store.list(Kinds.CLEANUP_POLICY, "").items().stream()
        .flatMap(policy -> policy.spec().rules().stream())
        .flatMap(rule -> rule.remains().stream())
        .anyMatch(remains -> remains.of().contains(CleanupRule.Remain.LOGS));
  }

  private boolean leads() {
    return election.flatMap(LeaderElection::leadership).isPresent();
  }

  private static Optional<String> problem(boolean fine, String otherwise) {
    return fine ? Optional.empty() : Optional.of(otherwise);
  }

  private ZooKeeperConnection.Settings storeSettings(
      StoreConfig config, SecureRandom random, Threads threads) throws IOException {
    if (config instanceof StoreConfig.Embedded embedded) {
      return opened(
              "ZooKeeper",
              EmbeddedZooKeeper.start(embedded, random, threads.timer(), threads.tasks()))
          .settings();
    }
    StoreConfig.Quorum quorum = (StoreConfig.Quorum) config;
    Optional<String> secret = Optional.empty();
    if (quorum.secretFile().isPresent()) {
      secret = Optional.of(Files.readString(quorum.secretFile().get(), UTF_8).strip());
    }
    return new ZooKeeperConnection.Settings(
        quorum.connect(), quorum.root(), secret, quorum.sessionTimeout());
  }

  private static YarnOptions yarnOptions(OperatorConfig config, SecureRandom random) {
    return new YarnOptions(
        InstallationId.resolve(config, random),
        config.hadoop().user(),
        config.hadoop().rootDir(),
        Path.of(System.getenv().getOrDefault("HEDDLE_HOME", "."), "agent", "agent.tar"),
        config.yarn().agentOverhead(),
        new PortRange(config.yarn().ports().first(), config.yarn().ports().last()));
  }

  private <T extends AutoCloseable> T opened(String name, T part) {
    parts.push(new Part(name, part));
    return part;
  }

  /** Where the API is. */
  URI address() {
    return address;
  }

  @Override
  public void close() {
    while (!parts.isEmpty()) {
      Part part = parts.pop();
      try {
        part.closing().close();
      } catch (Exception e) {
        LOG.warn("stopping the {} failed", part.name(), e);
      }
    }
  }
}
