package dev.heddle.appmaster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.container.AgentLog;
import dev.heddle.appmaster.container.ContainerEnvironment;
import dev.heddle.appmaster.container.ControlChannel;
import dev.heddle.appmaster.container.LaunchScript;
import dev.heddle.appmaster.container.ProcessTable;
import dev.heddle.appmaster.container.ServiceRun;
import dev.heddle.appmaster.container.StateFile;
import dev.heddle.appmaster.jupyter.JupyterServer;
import dev.heddle.appmaster.jupyter.ProbeLoop;
import dev.heddle.appmaster.jupyter.ServiceProbe;
import dev.heddle.appmaster.kv.KeyValueStore;
import dev.heddle.appmaster.protocol.AgentStatus;
import dev.heddle.appmaster.protocol.FinalStatus;
import dev.heddle.appmaster.protocol.Phase;
import dev.heddle.appmaster.protocol.ShutdownRequest;
import dev.heddle.appmaster.service.Service;
import dev.heddle.appmaster.service.ServiceAction;
import dev.heddle.appmaster.service.ServiceEvent;
import dev.heddle.appmaster.service.Step;
import dev.heddle.appmaster.service.Supervision;
import dev.heddle.appmaster.yarn.ResourceManagerLink;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Carries events to the plan and performs what it says, on one thread. Other threads only drop
 * tasks into its inbox and read the last status.
 */
final class Agent implements ControlChannel.Listener, ProbeLoop.Listener {
  /** How the agent's own process ends, which is how the launch script learns what to do. */
  enum Ending {
    /** The end is on record with YARN as a success, or as killed by intent. */
    DONE(0),
    /** The end is on record with YARN as a failure. */
    FAILED(20),
    /** YARN has given the attempt up, or ends the container, or the launch script is gone. */
    ABANDONED(21);

    private final int code;

    Ending(int code) {
      this.code = code;
    }

    int code() {
      return code;
    }
  }

  /** Performs what has an effect beyond this process's files. */
  interface Surroundings {
    /** Tells YARN the tracking URL; empty while there is nothing to open. */
    void announce(String trackingUrl, boolean ready);

    /** Ends the application with YARN. */
    void finish(FinalStatus status, String diagnostics);

    /** The last lines of the service's log, without secrets. */
    String lastLogLines() throws IOException;
  }

  private static final Duration IDLE = Duration.ofSeconds(30);
  private static final int MAX_LOOK_DETAIL = 200;

  private final ContainerEnvironment environment;
  private final Supervision supervision;
  private final LaunchScript script;
  private final ServiceProbe probe;
  private final ProcessTable processes;
  private final KeyValueStore store;
  private final StateFile stateFile;
  private final StateFile endFile;
  private final Surroundings surroundings;
  private final AgentLog log;
  private final Clock clock;
  private final BlockingQueue<Task> inbox = new LinkedBlockingQueue<>();
  private final long scriptPid;

  private Service service;
  private ProbeLoop probeLoop;
  private Optional<JupyterServer> jupyter = Optional.empty();
  private Optional<Instant> lastProbeOk = Optional.empty();
  private String lastDetail = "";
  private String announcedUrl = "";
  private Optional<Ending> ending = Optional.empty();
  private volatile AgentStatus status;

  private interface Task {
    void run() throws IOException;
  }

  Agent(
      ContainerEnvironment environment,
      Supervision supervision,
      LaunchScript script,
      ServiceProbe probe,
      ProcessTable processes,
      KeyValueStore store,
      Surroundings surroundings,
      AgentLog log,
      Clock clock)
      throws IOException {
    this.environment = requireNonNull(environment, "environment is null");
    this.supervision = requireNonNull(supervision, "supervision is null");
    this.script = requireNonNull(script, "script is null");
    this.probe = requireNonNull(probe, "probe is null");
    this.processes = requireNonNull(processes, "processes is null");
    this.store = requireNonNull(store, "store is null");
    this.stateFile = new StateFile(environment.stateDir().resolve("agent.json"));
    this.endFile = new StateFile(environment.stateDir().resolve("end.json"));
    this.surroundings = requireNonNull(surroundings, "surroundings is null");
    this.log = requireNonNull(log, "log is null");
    this.clock = requireNonNull(clock, "clock is null");
    this.scriptPid = environment.scriptPid();
    this.service =
        stateFile.read().map(Service::fromJson).orElseGet(() -> Service.initial(clock.instant()));
    this.status = currentStatus();
  }

  AgentStatus status() {
    return status;
  }

  @Override
  public void serviceChanged() {
    inbox.add(this::readServiceRun);
  }

  @Override
  public void terminated() {
    inbox.add(
        () -> {
          log.say("YARN ends this container");
          ending = Optional.of(Ending.ABANDONED);
        });
  }

  /** Acts at once, on the reading thread: the inbox may be waiting for a service that hangs. */
  @Override
  public void scriptDied() {
    log.say("the launch script is gone: ending every process of this container");
    try {
      killAll();
    } catch (IOException e) {
      log.say("the processes cannot be listed", e);
    }
    inbox.add(() -> ending = Optional.of(Ending.ABANDONED));
  }

  @Override
  public void looked(int run, ServiceProbe.Finding finding) {
    inbox.add(() -> onLook(run, finding));
  }

  void shutdown(ShutdownRequest request) {
    inbox.add(
        () -> {
          log.say("asked to stop: " + request.diagnostics());
          on(new ServiceEvent.StopAsked(request));
        });
  }

  ResourceManagerLink.Listener yarnListener() {
    return new ResourceManagerLink.Listener() {
      @Override
      public void finished(FinalStatus finalStatus) {
        inbox.add(
            () ->
                ending =
                    Optional.of(finalStatus == FinalStatus.FAILED ? Ending.FAILED : Ending.DONE));
      }

      @Override
      public void disowned() {
        inbox.add(
            () -> {
              killAll();
              ending = Optional.of(Ending.ABANDONED);
            });
      }
    };
  }

  /** Runs until the end is on record or does not matter any more. */
  Ending run(ProbeLoop loop) throws IOException, InterruptedException {
    this.probeLoop = loop;
    resume();
    while (ending.isEmpty()) {
      Task task = inbox.poll(waitMillis(), TimeUnit.MILLISECONDS);
      if (task == null) {
        on(new ServiceEvent.TimePassed());
      } else {
        task.run();
      }
    }
    return ending.get();
  }

  /** Goes on where a killed agent stopped: what it had planned is in the saved service. */
  private void resume() throws IOException {
    if (service.run() > 0) {
      log.say("going on with run " + service.run() + ", " + service.phase());
    }
    if (service.phase() == Phase.ENDED) {
      // Decided by an agent that was killed, and perhaps not yet on record with YARN.
      Optional<ShutdownRequest> end = endFile.read().map(ShutdownRequest::fromJson);
      FinalStatus finalStatus =
          end.map(ShutdownRequest::status)
              .orElse(exitedWell() ? FinalStatus.SUCCEEDED : FinalStatus.FAILED);
      surroundings.finish(
          finalStatus, end.map(ShutdownRequest::diagnostics).orElse(service.message()));
      return;
    }
    if (service.phase() == Phase.STOPPING) {
      perform(new ServiceAction.AskToStop());
    }
    readServiceRun();
    if (service.pid() != 0) {
      probeLoop.watch(service.run());
    }
  }

  private boolean exitedWell() {
    return service.lastExit().filter(exit -> exit.code() == 0 && exit.ready()).isPresent();
  }

  private void readServiceRun() throws IOException {
    Optional<ServiceRun> run = script.serviceRun();
    if (run.isPresent()) {
      on(
          switch (run.get().state()) {
            case RUNNING -> new ServiceEvent.Started(run.get().run(), run.get().value());
            case EXITED -> new ServiceEvent.Exited(run.get().run(), run.get().value());
          });
    }
  }

  private void onLook(int run, ServiceProbe.Finding finding) throws IOException {
    if (run != service.run() || service.pid() == 0) {
      return;
    }
    if (!finding.answered()) {
      // A refused connection is what a starting service looks like; anything else is worth a line.
      if (!finding.detail().equals(lastDetail) && !finding.detail().contains("refused")) {
        log.say("run " + run + ": " + finding.detail());
      }
      lastDetail = shortened(finding.detail());
      status = currentStatus();
      return;
    }
    lastDetail = finding.detail();
    lastProbeOk = Optional.of(clock.instant());
    if (!finding.server().equals(jupyter)) {
      jupyter = finding.server();
      publish();
    }
    on(new ServiceEvent.Answered(run));
    announce();
    status = currentStatus();
  }

  private void publish() {
    jupyter.ifPresent(
        server ->
            store.publish(
                environment.spec().infoKey(), server.info(environment.host()).getBytes(UTF_8)));
  }

  private void on(ServiceEvent event) throws IOException {
    Service before = service;
    Step step = supervision.next(service, event, clock.instant());
    service = step.service();
    if (!service.equals(before)) {
      stateFile.write(service.toJson());
      if (service.phase() != before.phase() || service.run() != before.run()) {
        log.say("run " + service.run() + ": " + service.phase() + ": " + service.message());
      }
      if (service.pid() != before.pid()) {
        probeLoop.watch(service.pid() == 0 ? 0 : service.run());
      }
    }
    for (ServiceAction action : step.actions()) {
      perform(action);
    }
    status = currentStatus();
  }

  private void perform(ServiceAction action) throws IOException {
    if (action instanceof ServiceAction.Start start) {
      script.start(start.run());
    } else if (action instanceof ServiceAction.Announce) {
      announce();
    } else if (action instanceof ServiceAction.Withdraw) {
      jupyter = Optional.empty();
      lastProbeOk = Optional.empty();
      store.withdraw(environment.spec().infoKey());
      announcedUrl = "";
      surroundings.announce("", false);
    } else if (action instanceof ServiceAction.AskToStop) {
      askToStop();
    } else if (action instanceof ServiceAction.KillAll) {
      killAll();
    } else if (action instanceof ServiceAction.Finish finish) {
      String diagnostics =
          finish.withLog()
              ? finish.diagnostics() + surroundings.lastLogLines()
              : finish.diagnostics();
      endFile.write(new ShutdownRequest(finish.status(), diagnostics, Optional.empty()).toJson());
      surroundings.finish(finish.status(), diagnostics);
    }
  }

  private void announce() throws IOException {
    String url = trackingUrl();
    if (service.phase() == Phase.READY && !url.equals(announcedUrl)) {
      announcedUrl = url;
      surroundings.announce(url, true);
    }
  }

  /** Empty unless something answers HTTP. */
  private String trackingUrl() throws IOException {
    if (jupyter.isPresent()) {
      JupyterServer server = jupyter.get();
      return server.scheme() + "://" + environment.host() + ":" + server.port() + server.baseUrl();
    }
    Optional<Integer> port =
        environment.spec().probe().isPresent() ? script.port() : Optional.empty();
    return port.map(p -> "http://" + environment.host() + ":" + p + environment.spec().baseUrl())
        .orElse("");
  }

  /** By the service's own interface when it has one, else by TERM to it and what it started. */
  private void askToStop() {
    if (probe.askToStop()) {
      return;
    }
    if (service.pid() != 0) {
      ProcessHandle.of(service.pid())
          .ifPresent(
              process -> {
                process.descendants().forEach(ProcessHandle::destroy);
                process.destroy();
              });
    }
  }

  private void killAll() throws IOException {
    Set<Long> kept = Set.of(ProcessHandle.current().pid());
    log.say("killed " + processes.killMembers(scriptPid, kept));
  }

  private long waitMillis() {
    Instant now = clock.instant();
    Duration wait =
        service
            .due()
            .map(due -> Duration.between(now, due))
            .filter(d -> d.compareTo(IDLE) < 0)
            .orElse(IDLE);
    return Math.max(1, wait.toMillis());
  }

  private AgentStatus currentStatus() {
    int port = 0;
    String baseUrl = environment.spec().baseUrl();
    String scheme = "http";
    if (jupyter.isPresent()) {
      port = jupyter.get().port();
      baseUrl = jupyter.get().baseUrl();
      scheme = jupyter.get().scheme();
    } else if (environment.spec().probe().isPresent()) {
      port = portOrNone();
    }
    return new AgentStatus(
        service.phase(),
        environment.applicationId(),
        environment.attempt(),
        environment.containerId(),
        environment.host(),
        port,
        baseUrl,
        scheme,
        service.pid(),
        service.restarts(),
        service.lastExit(),
        environment.agentStarts() - 1,
        service.startedAt(),
        service.readyAt(),
        lastProbeOk,
        service.phase() == Phase.STARTING && !lastDetail.isEmpty()
            ? service.message() + "; " + lastDetail
            : service.message());
  }

  private int portOrNone() {
    try {
      return script.port().orElse(0);
    } catch (IOException e) {
      return 0;
    }
  }

  private static String shortened(String text) {
    return text.length() <= MAX_LOOK_DETAIL ? text : text.substring(0, MAX_LOOK_DETAIL);
  }
}
