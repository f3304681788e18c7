package dev.heddle.appmaster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.activity.ActivityWatch;
import dev.heddle.appmaster.container.AgentLog;
import dev.heddle.appmaster.container.ContainerEnvironment;
import dev.heddle.appmaster.container.StateFile;
import dev.heddle.appmaster.https.PeerClient;
import dev.heddle.appmaster.https.Routes;
import dev.heddle.appmaster.kv.KeyValueStore;
import dev.heddle.appmaster.master.MasterRecord;
import dev.heddle.appmaster.protocol.AgentApi;
import dev.heddle.appmaster.protocol.AgentLaunch;
import dev.heddle.appmaster.protocol.AgentStatus;
import dev.heddle.appmaster.protocol.ContainerReport;
import dev.heddle.appmaster.protocol.FinalStatus;
import dev.heddle.appmaster.protocol.ReportToken;
import dev.heddle.appmaster.protocol.Role;
import dev.heddle.appmaster.protocol.ShutdownRequest;
import dev.heddle.appmaster.yarn.HadoopSession;
import dev.heddle.appmaster.yarn.MasterBackup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;

/**
 * The ties of a service container to its application master, on a thread of their own: tells it
 * every change, finds the next one when it is lost, and ends the process when there is none for too
 * long.
 */
final class Reporting implements Surroundings {
  private static final Duration LONGEST_SILENCE = Duration.ofSeconds(5);
  private static final Duration RETRY = Duration.ofMillis(250);
  private static final Duration TIMEOUT = Duration.ofSeconds(3);

  /** After which the staging directory is looked at for another application master. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  /** An end that nobody hears of is told by YARN, with less in it. */
  private static final Duration END_PATIENCE = Duration.ofSeconds(20);

  private static final Duration HEAD_START = Duration.ofMillis(1500);
  private static final int GONE = 410;

  private final ContainerEnvironment environment;
  private final Role.Container role;
  private final ActivityWatch activity;
  private final AgentLog log;
  private final Clock clock;
  private final LastLines lastLines;
  private final KeptFiles files;
  private final BlockingQueue<Boolean> changes = new LinkedBlockingQueue<>();
  private final CountDownLatch served = new CountDownLatch(1);
  private final AtomicReference<ShutdownRequest> end = new AtomicReference<>();
  private Agent agent;
  private KeyValueStore store;
  private volatile Optional<Line> line = Optional.empty();
  private volatile String masterHost;
  private volatile int masterPort;

  /** The way to the application master, once it is open. */
  private record Line(
      PeerClient client,
      ContainerIdentity identity,
      String token,
      int ownPort,
      Optional<MasterBackup> staged) {}

  Reporting(
      ContainerEnvironment environment,
      Role.Container role,
      ActivityWatch activity,
      AgentLog log,
      Clock clock) {
    this.environment = requireNonNull(environment, "environment is null");
    this.role = requireNonNull(role, "role is null");
    this.activity = requireNonNull(activity, "activity is null");
    this.log = requireNonNull(log, "log is null");
    this.clock = requireNonNull(clock, "clock is null");
    this.lastLines = new LastLines(environment, clock);
    this.files = new KeptFiles(environment, log, clock);
    this.masterHost = role.masterHost();
    this.masterPort = role.masterPort();
  }

  @Override
  public void connect(Agent newAgent, KeyValueStore newStore) {
    this.agent = requireNonNull(newAgent, "newAgent is null");
    this.store = requireNonNull(newStore, "newStore is null");
    files.connect(agent::restored);
  }

  @Override
  public void run() {
    try {
      if (environment.agentStarts() == 1 && !files.holdUpTheStart()) {
        // As for an application master: the service's start comes first.
        served.await(HEAD_START.toMillis(), TimeUnit.MILLISECONDS);
      }
      line = Optional.of(open());
      tell(line.get());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the container's key store cannot be used", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void announce(String trackingUrl, boolean ready) {
    served.countDown();
    changes.add(true);
  }

  @Override
  public void statusChanged() {
    changes.add(true);
  }

  @Override
  public void storeChanged() {
    // The application master keeps the keys.
  }

  @Override
  public void finish(FinalStatus status, String diagnostics) {
    served.countDown();
    files.saveAll(
        () -> {
          end.set(new ShutdownRequest(status, diagnostics, Optional.empty()));
          changes.add(true);
        });
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

  @Override
  public void abandoned(String why) {
    Optional<Line> open = line;
    if (open.isPresent()) {
      try {
        post(
            open.get(),
            Optional.of(new ShutdownRequest(FinalStatus.FAILED, why, Optional.empty())));
      } catch (IOException e) {
        log.say("the application master could not be told", e);
      }
    }
  }

  @Override
  public String lastLogLines(int count) throws IOException {
    return lastLines.read(count);
  }

  private Line open() throws IOException, GeneralSecurityException {
    HadoopSession session =
        HadoopSession.open(
            environment.spec().hadoopConf(),
            new StateFile(environment.stateDir().resolve("amrm.token")));
    files.start(session);
    ContainerIdentity identity = ContainerIdentity.open(environment, session, log, clock);
    SSLContext tls = identity.context();
    ContainerAccess access = new ContainerAccess(environment);
    Optional<String> known = access.address();
    if (known.isPresent()) {
      // What this container was launched with may name an application master that was lost since.
      int colon = known.get().lastIndexOf(':');
      masterHost = known.get().substring(0, colon);
      masterPort = Integer.parseInt(known.get().substring(colon + 1));
    }
    access.open(identity.secret(), masterHost, masterPort);
    Serving serving = new Serving(environment, clock);
    int port =
        serving.start(
            tls,
            Routes.container(
                serving.routes(this::status, store, agent::shutdown), environment.applicationId()));
    return new Line(
        new PeerClient(tls, environment.applicationId(), TIMEOUT),
        identity,
        new String(secret(session, AgentLaunch.REPORT_SECRET), UTF_8),
        port,
        environment
            .spec()
            .stagingDir()
            .map(
                directory ->
                    new MasterBackup(
                        session,
                        environment.spec().user(),
                        directory,
                        environment.attempt(),
                        log)));
  }

  private AgentStatus status() {
    AgentStatus process = agent.status();
    return files.shownIn(activity.report().map(process::withActivity).orElse(process));
  }

  private static byte[] secret(HadoopSession session, String name) throws IOException {
    return session
        .secret(name)
        .orElseThrow(() -> new IOException("the container's credentials lack " + name));
  }

  private void tell(Line open) throws InterruptedException {
    Optional<Instant> silentSince = Optional.empty();
    Optional<Instant> lookedAt = Optional.empty();
    boolean told = false;
    boolean orphaned = false;
    while (true) {
      changes.clear();
      Optional<ShutdownRequest> ended = Optional.ofNullable(end.get());
      Duration wait = interval();
      try {
        int status = post(open, ended);
        if (silentSince.isPresent()) {
          log.say("the application master answers again");
          silentSince = Optional.empty();
        }
        open.identity().renewFrom(open.client(), masterHost, masterPort);
        told = status < 300 || status == GONE;
        if (status == GONE && ended.isEmpty()) {
          agent.shutdown(
              new ShutdownRequest(
                  FinalStatus.KILLED, "this container is not wanted any more", Optional.empty()));
        } else if (!told) {
          wait = RETRY;
        }
      } catch (IOException e) {
        Instant now = clock.instant();
        if (silentSince.isEmpty()) {
          log.say("the application master gives no answer, trying on", e);
          silentSince = Optional.of(now);
        }
        Duration silent = Duration.between(silentSince.get(), now);
        if (silent.compareTo(PATIENCE) > 0
            && lookedAt.filter(at -> now.isBefore(at.plus(PATIENCE))).isEmpty()) {
          lookedAt = Optional.of(now);
          findMaster(open);
        }
        if (silent.compareTo(role.orphanAfter()) > 0 && !orphaned) {
          orphaned = true;
          agent.shutdown(
              new ShutdownRequest(
                  FinalStatus.FAILED,
                  "no application master has answered for "
                      + role.orphanAfter().toMinutes()
                      + " min",
                  Optional.empty()));
        }
        told = silent.compareTo(END_PATIENCE) > 0;
        wait = RETRY;
      }
      if (ended.isPresent() && told) {
        agent.ended(ended.get().status());
        return;
      }
      changes.poll(wait.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** As often as there may be something new of how the service is used. */
  private Duration interval() {
    Duration looks = environment.spec().activityInterval();
    return looks.compareTo(LONGEST_SILENCE) < 0 ? looks : LONGEST_SILENCE;
  }

  /** Another attempt writes down where it is. */
  private void findMaster(Line open) {
    if (open.staged().isEmpty()) {
      return;
    }
    try {
      Optional<MasterRecord> newest = open.staged().get().newest();
      if (newest.isPresent()
          && !(newest.get().host().equals(masterHost) && newest.get().port() == masterPort)) {
        masterHost = newest.get().host();
        masterPort = newest.get().port();
        new ContainerAccess(environment).moved(masterHost, masterPort);
        log.say("the application master is now at " + masterHost + ":" + masterPort);
      }
    } catch (IOException e) {
      log.say("the application master's record cannot be read", e);
    }
  }

  private int post(Line open, Optional<ShutdownRequest> ended) throws IOException {
    ContainerReport report =
        new ContainerReport(
            role.service(),
            role.instance(),
            open.ownPort(),
            status(),
            store.get(environment.spec().infoKey()).map(bytes -> new String(bytes, UTF_8)),
            ended);
    return open.client()
        .post(
            masterHost,
            masterPort,
            AgentApi.REPORTS + "/" + environment.containerId(),
            Map.of(ReportToken.HEADER, open.token()),
            report.toJson());
  }
}
