package dev.heddle.appmaster;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.container.AgentLog;
import dev.heddle.appmaster.container.ContainerEnvironment;
import dev.heddle.appmaster.container.NodeThreads;
import dev.heddle.appmaster.container.StateFile;
import dev.heddle.appmaster.https.AgentRoutes;
import dev.heddle.appmaster.https.MasterRoutes;
import dev.heddle.appmaster.https.PeerClient;
import dev.heddle.appmaster.https.Routes;
import dev.heddle.appmaster.kv.KeyValueStore;
import dev.heddle.appmaster.master.Master;
import dev.heddle.appmaster.master.MasterRecord;
import dev.heddle.appmaster.master.MasterView;
import dev.heddle.appmaster.protocol.ActivityReport;
import dev.heddle.appmaster.protocol.AgentApi;
import dev.heddle.appmaster.protocol.AgentLaunch;
import dev.heddle.appmaster.protocol.AgentPlace;
import dev.heddle.appmaster.protocol.AgentStatus;
import dev.heddle.appmaster.protocol.ProcessStatus;
import dev.heddle.appmaster.protocol.Role;
import dev.heddle.appmaster.protocol.ServiceAddress;
import dev.heddle.appmaster.protocol.ServicesSpec;
import dev.heddle.appmaster.protocol.ShutdownRequest;
import dev.heddle.appmaster.yarn.HadoopSession;
import dev.heddle.appmaster.yarn.MasterBackup;
import dev.heddle.appmaster.yarn.ResourceManagerLink;
import dev.heddle.appmaster.yarn.YarnContainers;
import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/** Wires the master of an application with services: what it remembers, serves and reaches. */
final class Services {
  private static final Duration TIMEOUT = Duration.ofSeconds(3);
  private static final Duration RECORD_RETRY = Duration.ofSeconds(1);
  private static final int RECORD_TRIES = 120;
  private static final long STACK_BYTES = 256 * 1024;

  private final ContainerEnvironment environment;
  private final Role.Master role;
  private final Agent agent;
  private final Supplier<AgentStatus> scriptStatus;
  private final Master master;
  private final Instant startedAt;
  private YarnContainers containers;
  private int port;

  private Services(
      ContainerEnvironment environment,
      Role.Master role,
      Agent agent,
      Supplier<AgentStatus> scriptStatus,
      Master master,
      Instant startedAt) {
    this.environment = requireNonNull(environment, "environment is null");
    this.role = requireNonNull(role, "role is null");
    this.agent = requireNonNull(agent, "agent is null");
    this.scriptStatus = requireNonNull(scriptStatus, "scriptStatus is null");
    this.master = requireNonNull(master, "master is null");
    this.startedAt = requireNonNull(startedAt, "startedAt is null");
  }

  static Services open(
      ContainerEnvironment environment,
      Role.Master role,
      Optional<SkeinServing> skein,
      HadoopSession session,
      ResourceManagerLink link,
      Agent agent,
      Supplier<AgentStatus> scriptStatus,
      KeyValueStore store,
      AgentLog log,
      Clock clock,
      LongSupplier millis)
      throws IOException, GeneralSecurityException {
    ServicesSpec spec = ServicesSpec.fromBytes(secret(session, ServicesSpec.SECRET));
    Set<String> resources = new HashSet<>();
    spec.services().forEach(service -> resources.addAll(service.needs().resources().keySet()));
    YarnContainers.know(resources);
    Optional<MasterBackup> backup =
        environment
            .spec()
            .stagingDir()
            .map(
                directory ->
                    new MasterBackup(
                        session, environment.spec().user(), directory, environment.attempt(), log));
    StateFile file = new StateFile(environment.stateDir().resolve("fleet.json"));
    Optional<String> saved =
        environment.attempt() > 1 && backup.isPresent() && file.read().isEmpty()
            ? earlier(backup.get(), log)
            : Optional.empty();
    Kept kept = new Kept(backup);
    Master master =
        new Master(spec, file, saved, role.script(), kept::changed, store, log, clock, millis);
    Services services =
        new Services(environment, role, agent, scriptStatus, master, clock.instant());
    HeldIdentities identities =
        HeldIdentities.open(environment, session, log)
            .orElseThrow(() -> new IOException("the application has no key store"));
    SSLContext tls = identities.own().context();
    services.port = services.serve(identities, session, skein, store, clock);
    new ContainerAccess(environment)
        .open(identities.ofContainers(), environment.host(), services.port);
    NodeThreads threads = new NodeThreads();
    services.containers =
        new YarnContainers(
            session,
            link,
            new StateFile(environment.stateDir().resolve("nm.tokens")),
            environment.spec().hadoopConf(),
            spec.acls(),
            environment.host(),
            services.port,
            skein.map(SkeinServing::address),
            !role.script(),
            master,
            threads,
            log);
    master.connect(
        services.containers,
        new ContainerStops(
            new PeerClient(tls, AgentApi.containersName(environment.applicationId()), TIMEOUT),
            threads,
            log));
    kept.open(environment.host(), services.port, master);
    Thread thread = new Thread(null, master, "master", STACK_BYTES);
    thread.setDaemon(true);
    thread.start();
    return services;
  }

  /** Keeps the record in the staging directory up to date, once there is an address to keep. */
  private static final class Kept {
    private final Optional<MasterBackup> backup;
    private volatile Optional<Runnable> save = Optional.empty();

    Kept(Optional<MasterBackup> backup) {
      this.backup = backup;
    }

    void open(String host, int port, Master master) {
      save =
          backup.map(
              copies -> () -> copies.saveSoon(() -> new MasterRecord(host, port, master.record())));
      changed();
    }

    void changed() {
      save.ifPresent(Runnable::run);
    }
  }

  Master master() {
    return master;
  }

  YarnContainers containers() {
    return containers;
  }

  int port() {
    return port;
  }

  /**
   * What the earlier attempt knew. Without it services that have completed would run again, so a
   * file system that is away is waited for; the containers run on meanwhile.
   */
  private static Optional<String> earlier(MasterBackup backup, AgentLog log) {
    for (int i = 0; i < RECORD_TRIES; i++) {
      try {
        return backup.ofEarlierAttempts().map(MasterRecord::fleet);
      } catch (IOException e) {
        log.say("the record of the earlier attempt cannot be read, trying on", e);
        LockSupport.parkNanos(backup, RECORD_RETRY.toNanos());
      }
    }
    log.say("going on without the record of the earlier attempt");
    return Optional.empty();
  }

  private int serve(
      HeldIdentities identities,
      HadoopSession session,
      Optional<SkeinServing> skein,
      KeyValueStore store,
      Clock clock)
      throws IOException, GeneralSecurityException {
    Serving serving = new Serving(environment, clock);
    AgentRoutes routes = serving.routes(this::status, store, this::shutdown);
    // The containers' tokens stay when certificates change.
    byte[] reports =
        session
            .original(AgentLaunch.KEYSTORE_PASSWORD_SECRET)
            .orElseThrow(() -> new IOException("the application has no key store"));
    String application = environment.applicationId();
    Routes all =
        Routes.master(routes, new MasterRoutes(master, reports), application)
            .with(identities.routes(), application);
    return serving.start(
        identities.own().context(), skein.isPresent() ? all.with(skein.get().route(session)) : all);
  }

  void shutdown(ShutdownRequest request) {
    master.shutdown(request);
    if (role.script()) {
      agent.shutdown(request);
    }
  }

  private AgentStatus status() {
    MasterView view = master.view();
    if (role.script()) {
      AgentStatus own = scriptStatus.get().with(view.generation(), view.services());
      Optional<ActivityReport> used =
          own.activity().map(it -> master.activity().map(it::and).orElse(it));
      own = used.map(own::withActivity).orElse(own);
      return own.workspace().isPresent()
          ? own
          : master.workspace().map(own::withWorkspace).orElse(own);
    }
    String host = environment.host();
    int servedAt = 0;
    String scheme = "http";
    String baseUrl = "/";
    if (!view.url().isEmpty()) {
      URI url = URI.create(view.url());
      host = url.getHost();
      servedAt = url.getPort();
      scheme = url.getScheme();
      baseUrl = url.getRawPath();
    }
    return new AgentStatus(
        view.phase(),
        new AgentPlace(
            environment.applicationId(),
            environment.attempt(),
            environment.containerId(),
            environment.agentStarts() - 1),
        new ServiceAddress(host, servedAt, baseUrl, scheme),
        new ProcessStatus(
            0,
            view.restarts(),
            Optional.empty(),
            startedAt,
            view.readyAt(),
            Optional.empty(),
            Map.of(),
            view.lastFailure()),
        master.workspace(),
        view.message(),
        view.generation(),
        view.services(),
        master.activity());
  }

  private static byte[] secret(HadoopSession session, String name) throws IOException {
    return session
        .secret(name)
        .orElseThrow(() -> new IOException("the application's credentials lack " + name));
  }
}
