package dev.heddle.appmaster;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.container.AgentLog;
import dev.heddle.appmaster.container.ContainerEnvironment;
import dev.heddle.appmaster.container.ControlChannel;
import dev.heddle.appmaster.container.LaunchScript;
import dev.heddle.appmaster.container.ServiceRun;
import dev.heddle.appmaster.container.StateFile;
import dev.heddle.appmaster.jupyter.ProbeLoop;
import dev.heddle.appmaster.jupyter.ServiceProbe;
import dev.heddle.appmaster.kv.KeyValueStore;
import dev.heddle.appmaster.probe.ProbeWatch;
import dev.heddle.appmaster.probe.Verdict;
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
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Carries events to the plan and has what it says performed, on one thread. Other threads only drop
 * tasks into its inbox and read the last status.
 */
final class Agent implements ControlChannel.Listener, ProbeLoop.Listener, ProbeWatch.Listener {
  private static final int LINES_OF_AN_END = 20;
  private static final int LINES_OF_A_FAILURE = 5;
  private static final Duration IDLE = Duration.ofSeconds(30);

  private final Supervision supervision;
  private final Processes processes;
  private final Publication publication;
  private final StateFile stateFile;
  private final StateFile endFile;
  private final Surroundings surroundings;
  private final AgentLog log;
  private final Clock clock;
  private final BlockingQueue<Task> inbox = new LinkedBlockingQueue<>();

  private Service service;
  private ProbeLoop probeLoop;
  private Optional<ProbeWatch> probeWatch = Optional.empty();
  private Optional<Ending> ending = Optional.empty();

  private interface Task {
    void run() throws IOException;
  }

  Agent(
      ContainerEnvironment environment,
      Supervision supervision,
      LaunchScript script,
      Processes processes,
      KeyValueStore store,
      Surroundings surroundings,
      AgentLog log,
      Clock clock)
      throws IOException {
    this.supervision = requireNonNull(supervision, "supervision is null");
    this.processes = requireNonNull(processes, "processes is null");
    this.stateFile = new StateFile(environment.stateDir().resolve("agent.json"));
    this.endFile = new StateFile(environment.stateDir().resolve("end.json"));
    this.surroundings = requireNonNull(surroundings, "surroundings is null");
    this.log = requireNonNull(log, "log is null");
    this.clock = requireNonNull(clock, "clock is null");
    this.service =
        stateFile.read().map(Service::fromJson).orElseGet(() -> Service.initial(clock.instant()));
    this.publication = new Publication(environment, script, store, surroundings, service);
  }

  AgentStatus status() {
    return publication.status();
  }

  @Override
  public void serviceChanged() {
    inbox.add(this::readServiceRun);
  }

  @Override
  public void terminated() {
    log.say("YARN ends this container");
    surroundings.lastCall(() -> inbox.add(() -> ending = Optional.of(Ending.ABANDONED)));
  }

  /** The service's files are in place. */
  void restored() {
    inbox.add(
        () -> {
          if (service.run() == 0 && service.phase() == Phase.STARTING) {
            processes.start(1);
          }
        });
  }

  /** Acts at once, on the reading thread: the inbox may be waiting for a service that hangs. */
  @Override
  public void scriptDied() {
    log.say("the launch script is gone: ending every process of this container");
    try {
      processes.killAll();
    } catch (IOException e) {
      log.say("the processes cannot be listed", e);
    }
    surroundings.abandoned("the launch script of its container was killed");
    surroundings.lastCall(() -> inbox.add(() -> ending = Optional.of(Ending.ABANDONED)));
  }

  @Override
  public void looked(int run, ServiceProbe.Finding finding) {
    inbox.add(() -> onLook(run, finding));
  }

  @Override
  public void asked(int run, Verdict verdict, Optional<String> fault) {
    inbox.add(() -> onVerdict(run, verdict, fault));
  }

  void shutdown(ShutdownRequest request) {
    inbox.add(
        () -> {
          log.say("asked to stop: " + request.diagnostics());
          on(new ServiceEvent.StopAsked(request));
          endIfItWaitsForFiles();
        });
  }

  /** What waits for its files has nothing to end by itself. */
  private void endIfItWaitsForFiles() throws IOException {
    if (service.run() == 0 && surroundings.isRestoring()) {
      surroundings.giveUpRestoring();
      processes.killAll();
    }
  }

  /** The end is on record with whom it may concern. */
  void ended(FinalStatus finalStatus) {
    inbox.add(
        () ->
            ending = Optional.of(finalStatus == FinalStatus.FAILED ? Ending.FAILED : Ending.DONE));
  }

  ResourceManagerLink.Listener yarnListener() {
    return new ResourceManagerLink.Listener() {
      @Override
      public void finished(FinalStatus finalStatus) {
        ended(finalStatus);
      }

      @Override
      public void disowned() {
        inbox.add(
            () -> {
              processes.killAll();
              ending = Optional.of(Ending.ABANDONED);
            });
      }
    };
  }

  /** Runs until the end is on record or does not matter any more. */
  Ending run(ProbeLoop loop, Optional<ProbeWatch> watch) throws IOException, InterruptedException {
    this.probeLoop = loop;
    this.probeWatch = watch;
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
    if (service.phase() == Phase.STOPPING || !service.cause().isEmpty()) {
      perform(new ServiceAction.AskToStop());
      endIfItWaitsForFiles();
    }
    readServiceRun();
    if (service.pid() != 0) {
      watch();
    }
  }

  private void watch() {
    int run = service.pid() == 0 ? 0 : service.run();
    probeLoop.watch(run);
    probeWatch.ifPresent(
        w ->
            w.watch(
                new ProbeWatch.Target(
                    run, service.pid(), service.startedAt(), service.readyAt().isPresent())));
  }

  private boolean exitedWell() {
    return service.lastExit().filter(exit -> exit.code() == 0 && exit.ready()).isPresent();
  }

  private void readServiceRun() throws IOException {
    Optional<ServiceRun> run = processes.newestRun();
    if (run.isPresent()) {
      int number = run.get().run();
      switch (run.get().state()) {
        case PREPARING -> {
          publication.unanswered("its preStart command runs");
          publication.update(service);
        }
        case RUNNING -> on(new ServiceEvent.Started(number, run.get().value()));
        case EXITED ->
            on(new ServiceEvent.Exited(number, run.get().value(), processes.refusal(number)));
      }
    }
  }

  private void onLook(int run, ServiceProbe.Finding finding) throws IOException {
    if (run != service.run() || service.pid() == 0) {
      return;
    }
    log.detail(() -> "run " + run + " was looked at: " + finding.detail());
    if (!finding.answered()) {
      if (!supervision.gated() && publication.unanswered(finding.detail())) {
        log.say("run " + run + ": " + finding.detail());
      }
      publication.update(service);
      return;
    }
    publication.answered(finding, clock.instant());
    if (!supervision.gated()) {
      on(new ServiceEvent.Answered(run));
    }
    publication.announce(service);
    publication.update(service);
  }

  private void onVerdict(int run, Verdict verdict, Optional<String> fault) throws IOException {
    if (run != service.run() || service.pid() == 0) {
      return;
    }
    if (fault.isPresent()) {
      if (publication.unanswered(fault.get())) {
        log.say("run " + run + ": " + fault.get());
      }
    } else {
      publication.healthy(clock.instant());
    }
    if (verdict instanceof Verdict.Ready) {
      on(new ServiceEvent.Answered(run));
    } else if (verdict instanceof Verdict.Unready unready) {
      on(new ServiceEvent.Unready(run, unready.why()));
    } else if (verdict instanceof Verdict.Unfit unfit) {
      log.say("run " + run + ": it " + unfit.why());
      on(new ServiceEvent.Unhealthy(run, unfit.why()));
    }
    publication.update(service);
  }

  private void on(ServiceEvent event) throws IOException {
    Service before = service;
    Step step = supervision.next(service, event, clock.instant());
    service = step.service();
    if (service.restarts() > before.restarts()) {
      service = service.withLog(surroundings.lastLogLines(LINES_OF_A_FAILURE));
    }
    if (!service.equals(before)) {
      stateFile.write(service.toJson());
      if (service.phase() != before.phase() || service.run() != before.run()) {
        log.say("run " + service.run() + ": " + service.phase() + ": " + service.message());
      }
      if (service.pid() != before.pid()) {
        watch();
      }
    }
    for (ServiceAction action : step.actions()) {
      perform(action);
    }
    publication.update(service);
  }

  private void perform(ServiceAction action) throws IOException {
    if (action instanceof ServiceAction.Start start) {
      surroundings.starting();
      processes.start(start.run());
    } else if (action instanceof ServiceAction.Announce) {
      publication.announce(service);
    } else if (action instanceof ServiceAction.Retract) {
      publication.retract();
    } else if (action instanceof ServiceAction.Withdraw) {
      publication.withdraw();
    } else if (action instanceof ServiceAction.AskToStop) {
      surroundings.stopping();
      processes.askToStop(service);
    } else if (action instanceof ServiceAction.KillAll) {
      processes.killAll();
    } else if (action instanceof ServiceAction.Finish finish) {
      String diagnostics =
          finish.withLog()
              ? finish.diagnostics() + surroundings.lastLogLines(LINES_OF_AN_END)
              : finish.diagnostics();
      endFile.write(new ShutdownRequest(finish.status(), diagnostics, Optional.empty()).toJson());
      surroundings.finish(finish.status(), diagnostics);
    }
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
}
