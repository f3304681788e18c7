package dev.heddle.appmaster;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.activity.ActivityWatch;
import dev.heddle.appmaster.container.AgentLog;
import dev.heddle.appmaster.container.ContainerEnvironment;
import dev.heddle.appmaster.container.StateFile;
import dev.heddle.appmaster.https.Routes;
import dev.heddle.appmaster.kv.KeyValueStore;
import dev.heddle.appmaster.master.Master;
import dev.heddle.appmaster.protocol.AgentStatus;
import dev.heddle.appmaster.protocol.FinalStatus;
import dev.heddle.appmaster.protocol.Role;
import dev.heddle.appmaster.protocol.ShutdownRequest;
import dev.heddle.appmaster.yarn.HadoopSession;
import dev.heddle.appmaster.yarn.KeyValueBackup;
import dev.heddle.appmaster.yarn.ResourceManagerLink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The application master's ties to the cluster, on a thread of their own: logging in and
 * registering take longer than the service needs to be seen, and a cluster that is away must not
 * hold supervision up.
 */
final class Backing implements Surroundings {
  private static final int NO_SERVER = -1;

  /** A service that has not answered by then needs longer than logging in would take from it. */
  private static final Duration HEAD_START = Duration.ofMillis(1500);

  private final ContainerEnvironment environment;
  private final Optional<Role.Master> role;
  private final ActivityWatch activity;
  private final Optional<SkeinServing> skein;
  private final AgentLog log;
  private final Clock clock;
  private final LongSupplier millis;
  private final LastLines lastLines;
  private final AtomicReference<KeyValueBackup> backup = new AtomicReference<>();
  private final CountDownLatch newsForYarn = new CountDownLatch(1);
  private final KeptFiles files;
  private final CompletableFuture<Services> services = new CompletableFuture<>();
  private Agent agent;
  private KeyValueStore store;
  private ResourceManagerLink link;

  /**
   * @param role when the application has services in containers
   * @param skein when it asked for Skein's protocol
   * @param millis a monotonic clock
   */
  Backing(
      ContainerEnvironment environment,
      Optional<Role.Master> role,
      Optional<SkeinServing> skein,
      ActivityWatch activity,
      AgentLog log,
      Clock clock,
      LongSupplier millis) {
    this.environment = requireNonNull(environment, "environment is null");
    this.role = requireNonNull(role, "role is null");
    this.skein = requireNonNull(skein, "skein is null");
    this.activity = requireNonNull(activity, "activity is null");
    this.log = requireNonNull(log, "log is null");
    this.clock = requireNonNull(clock, "clock is null");
    this.millis = requireNonNull(millis, "millis is null");
    this.lastLines = new LastLines(environment, clock);
    this.files = new KeptFiles(environment, log, clock);
  }

  @Override
  public void connect(Agent newAgent, KeyValueStore newStore) {
    this.agent = requireNonNull(newAgent, "newAgent is null");
    this.store = requireNonNull(newStore, "newStore is null");
    files.connect(agent::restored);
    this.link = new ResourceManagerLink(log, agent.yarnListener());
  }

  @Override
  public void run() {
    try {
      giveHeadStart();
      HadoopSession session =
          HadoopSession.open(environment.spec().hadoopConf(), state("amrm.token"));
      files.start(session);
      openBackup(session);
      if (role.isPresent()) {
        Services opened =
            Services.open(
                environment,
                role.get(),
                skein,
                session,
                link,
                agent,
                this::status,
                store,
                log,
                clock,
                millis);
        store.admitOwners(
            owner -> opened.master().runs(owner) || owner.equals(environment.instance()));
        store.dropKeysOfEnded();
        services.complete(opened);
        serveSkein(session, Optional.of(opened.master()), opened::shutdown);
        link.serve(
            session,
            state("response"),
            environment.host(),
            opened.port(),
            Optional.of(opened.containers()));
      } else {
        int port = serve(session);
        serveSkein(session, Optional.empty(), agent::shutdown);
        link.serve(session, state("response"), environment.host(), port, Optional.empty());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the application's key store cannot be used", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Logging in to Hadoop takes as much of the processor as starting Jupyter does, and nobody waits
   * for it before Jupyter answers: the service comes first, unless it waits for its files.
   */
  private void giveHeadStart() throws InterruptedException {
    boolean besideService = role.filter(master -> !master.script()).isEmpty();
    // A program that speaks Skein's protocol may do so at once.
    if (besideService
        && skein.isEmpty()
        && environment.agentStarts() == 1
        && !files.holdUpTheStart()) {
      newsForYarn.await(HEAD_START.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public void announce(String trackingUrl, boolean ready) {
    link.announce(trackingUrl, ready);
    newsForYarn.countDown();
  }

  @Override
  public void statusChanged() {
    // The operator asks.
  }

  @Override
  public void finish(FinalStatus status, String diagnostics) {
    newsForYarn.countDown();
    files.saveAll(() -> end(status, diagnostics));
  }

  /** With services, those have to end first. */
  private void end(FinalStatus status, String diagnostics) {
    if (role.isEmpty()) {
      link.finish(status, diagnostics);
      return;
    }
    var unused =
        services.thenAccept(
            known ->
                known
                    .master()
                    .scriptEnded(new ShutdownRequest(status, diagnostics, Optional.empty())));
  }

  @Override
  public void abandoned(String why) {
    // YARN sees the container's end, and starts the next attempt.
  }

  @Override
  public boolean isRestoring() {
    return files.areRestoring();
  }

  @Override
  public void giveUpRestoring() {
    files.giveUpRestoring();
  }

  @Override
  public void starting() {
    activity.startOver();
    files.repair();
  }

  @Override
  public void stopping() {
    files.saveSoon();
  }

  @Override
  public void lastCall(Runnable then) {
    files.lastCall(then);
  }

  private AgentStatus status() {
    AgentStatus process = agent.status();
    return files.shownIn(activity.report().map(process::withActivity).orElse(process));
  }

  @Override
  public String lastLogLines(int count) throws IOException {
    return lastLines.read(count);
  }

  @Override
  public void storeChanged() {
    KeyValueBackup current = backup.get();
    if (current != null) {
      current.saveSoon(store::copied);
    }
  }

  private void openBackup(HadoopSession session) {
    Optional<String> directory = environment.spec().stagingDir();
    if (directory.isEmpty()) {
      return;
    }
    KeyValueBackup opened =
        new KeyValueBackup(
            session, environment.spec().user(), directory.get(), environment.attempt(), log);
    if (environment.attempt() > 1) {
      try {
        String own = environment.instance();
        store.adopt(opened.load(), owner -> role.isPresent() && !owner.equals(own));
      } catch (IOException e) {
        log.say("the key-value store of the earlier attempt cannot be read, starting empty", e);
      }
    }
    backup.set(opened);
  }

  private int serve(HadoopSession session) throws IOException, GeneralSecurityException {
    Optional<HeldIdentities> identities = HeldIdentities.open(environment, session, log);
    if (identities.isEmpty()) {
      log.say("the application has no key store: nothing is served");
      return NO_SERVER;
    }
    Serving serving = new Serving(environment, clock);
    String application = environment.applicationId();
    Routes routes =
        Routes.alone(
                serving.routes(this::status, activity::lookNow, store, agent::shutdown),
                application)
            .with(identities.get().routes(), application);
    if (skein.isPresent()) {
      routes = routes.with(skein.get().route(session));
    }
    int port = serving.start(identities.get().own().context(), routes);
    new ContainerAccess(environment)
        .open(identities.get().ofContainers(), environment.host(), port);
    return port;
  }

  private void serveSkein(
      HadoopSession session, Optional<Master> master, Consumer<ShutdownRequest> shutdown)
      throws IOException, GeneralSecurityException {
    if (skein.isEmpty()) {
      return;
    }
    SkeinServing serving = skein.get();
    serving.serve(
        session,
        new SkeinView(
            environment,
            serving.spec(session),
            store,
            serving.display(session, link::progress),
            master,
            agent::status,
            shutdown));
  }

  private StateFile state(String name) {
    return new StateFile(environment.stateDir().resolve(name));
  }
}
