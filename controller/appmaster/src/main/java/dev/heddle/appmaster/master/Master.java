package dev.heddle.appmaster.master;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.container.AgentLog;
import dev.heddle.appmaster.container.StateFile;
import dev.heddle.appmaster.kv.KeyValueStore;
import dev.heddle.appmaster.protocol.ActivityReport;
import dev.heddle.appmaster.protocol.ContainerReport;
import dev.heddle.appmaster.protocol.InstanceState;
import dev.heddle.appmaster.protocol.InstanceStatus;
import dev.heddle.appmaster.protocol.ScaleRequest;
import dev.heddle.appmaster.protocol.ServicesSpec;
import dev.heddle.appmaster.protocol.ShutdownRequest;
import dev.heddle.appmaster.protocol.WorkspaceReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Carries events to the plan and has what it says performed, on one thread. What is known is on
 * file before anything is done about it; whoever brings news of YARN waits for that.
 */
public final class Master implements Runnable, ContainerNews {
  private static final Duration IDLE = Duration.ofSeconds(30);

  /** What a container that reports is answered. */
  public enum Answer {
    /** It is known and goes on. */
    KNOWN,
    /** It is not wanted any more and should end. */
    GONE,
    /** This application master has not heard from YARN yet. */
    NOT_YET
  }

  private record Task(List<MasterEvent> events, CountDownLatch done) {}

  /** What a change of the number of instances brought about. */
  public record Resized(List<InstanceStatus> begun, List<InstanceStatus> stopped) {
    public Resized {
      begun = List.copyOf(begun);
      stopped = List.copyOf(stopped);
    }
  }

  private final ServicesSpec spec;
  private final StateFile file;
  private final Runnable changed;
  private final KeyValueStore store;
  private final AgentLog log;
  private final Clock clock;
  private final BlockingQueue<Task> inbox = new LinkedBlockingQueue<>();
  private final WorkspaceNews workspaces = new WorkspaceNews();
  private final ActivityNews activities;
  private volatile Fleet fleet;
  private volatile boolean registered;
  private Cluster cluster;
  private ContainerAgents agents;
  private String announcedUrl = "";
  private boolean announcedReady;
  private boolean moving;

  /**
   * @param saved what an earlier attempt knew; what an agent of this container knew goes before it
   * @param script whether a process runs beside the application master
   * @param changed called after each change, from the master's thread
   * @param millis a monotonic clock
   */
  public Master(
      ServicesSpec spec,
      StateFile file,
      Optional<String> saved,
      boolean script,
      Runnable changed,
      KeyValueStore store,
      AgentLog log,
      Clock clock,
      LongSupplier millis)
      throws IOException {
    this.spec = requireNonNull(spec, "spec is null");
    this.file = requireNonNull(file, "file is null");
    this.changed = requireNonNull(changed, "changed is null");
    this.store = requireNonNull(store, "store is null");
    this.log = requireNonNull(log, "log is null");
    this.clock = requireNonNull(clock, "clock is null");
    this.activities = new ActivityNews(millis);
    Optional<String> own = file.read();
    this.registered = own.isPresent();
    this.fleet =
        own.or(() -> saved.filter(text -> !text.isEmpty()))
            .map(Fleet::fromJson)
            .orElseGet(() -> Fleet.initial(spec, script));
  }

  /** To be called before the thread is started. */
  public void connect(Cluster newCluster, ContainerAgents newAgents) {
    this.cluster = requireNonNull(newCluster, "newCluster is null");
    this.agents = requireNonNull(newAgents, "newAgents is null");
  }

  /** What is known, as it is left for the next attempt. */
  public String record() {
    return fleet.toJson(false);
  }

  /** What is shown of the services. */
  public MasterView view() {
    return MasterView.of(spec, fleet);
  }

  /** How the files of the containers are kept, where any are. */
  public Optional<WorkspaceReport> workspace() {
    return workspaces.worst(fleet);
  }

  /** Whether the containers are used; empty while there are none. */
  public Optional<ActivityReport> activity() {
    return activities.together(fleet);
  }

  public Answer report(String containerId, ContainerReport report) {
    if (!registered) {
      return Answer.NOT_YET;
    }
    if (fleet.holder(containerId).filter(Instance::isLive).isEmpty()) {
      return Answer.GONE;
    }
    workspaces.heard(report);
    activities.heard(report);
    tell(new MasterEvent.Reported(containerId, report));
    return Answer.KNOWN;
  }

  public void scale(ScaleRequest request) {
    for (String service : request.instances().keySet()) {
      if (fleet.service(service) == null) {
        throw new IllegalArgumentException(
            "there is no service " + service + "; there are " + String.join(", ", names()));
      }
    }
    for (Map.Entry<String, Integer> wish : request.instances().entrySet()) {
      boolean keepsFiles = spec.service(wish.getKey()).agent().workspace().isPresent();
      if (keepsFiles && wish.getValue() > 1) {
        throw new IllegalArgumentException(
            "service "
                + wish.getKey()
                + " has a workspace, whose files have one writer at a time: at most 1 instance");
      }
    }
    tell(new MasterEvent.Scaled(request));
  }

  /** Sets the number of a service's instances, and waits until that is on record. */
  public synchronized Resized resize(String service, int count) {
    return change(service, new MasterEvent.Scaled(new ScaleRequest(0, Map.of(service, count))));
  }

  /** Changes the number of a service's instances; it never goes below 0. */
  public synchronized Resized resizeBy(String service, int delta) {
    return change(service, new MasterEvent.Resized(service, delta));
  }

  /** One instance more, with variables of its own; whatever replaces it gets them too. */
  public synchronized InstanceStatus add(String service, Map<String, String> env) {
    if (fleet.service(service) != null) {
      var unused = spec.service(service).withVariables(env); // says what is wrong with them
    }
    return change(service, new MasterEvent.Added(service, env)).begun().stream()
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("service " + service + " got no instance"));
  }

  private Resized change(String service, MasterEvent event) {
    Fleet before = fleet;
    if (before.service(service) == null) {
      throw new IllegalArgumentException("Unknown service '" + service + "'");
    }
    if (before.stop().isPresent()) {
      throw new IllegalStateException("the application is about to end");
    }
    tellAndWait(List.of(event));
    List<InstanceStatus> begun = new ArrayList<>();
    List<InstanceStatus> stopped = new ArrayList<>();
    for (Instance instance : fleet.of(service)) {
      Optional<Instance> known = before.instance(instance.id());
      boolean leaves = instance.is(InstanceState.STOPPING) || instance.is(InstanceState.KILLED);
      if (known.isEmpty() && instance.isLive()) {
        begun.add(instance.status());
      } else if (leaves && known.filter(i -> i.state() != instance.state()).isPresent()) {
        stopped.add(instance.status());
      }
    }
    return new Resized(begun, stopped);
  }

  private Iterable<String> names() {
    return fleet.services().keySet();
  }

  /** False when there is no such live instance. */
  public boolean kill(String instance) {
    Optional<InstanceId> id = InstanceId.parse(instance);
    if (id.flatMap(fleet::instance).filter(Instance::isLive).isEmpty()) {
      return false;
    }
    tellAndWait(List.of(new MasterEvent.KillAsked(id.get())));
    return true;
  }

  /** Whether there is such a live instance. */
  public boolean runs(String instance) {
    return InstanceId.parse(instance).flatMap(fleet::instance).filter(Instance::isLive).isPresent();
  }

  public void shutdown(ShutdownRequest request) {
    tell(new MasterEvent.StopAsked(request));
  }

  public void scriptEnded(ShutdownRequest end) {
    tell(new MasterEvent.ScriptEnded(end));
  }

  public void launchFailed(String containerId, String why) {
    tell(new MasterEvent.LaunchFailed(containerId, why));
  }

  @Override
  public void reattached() {
    registered = true;
  }

  @Override
  public void inherited(List<Grant> grants) {
    tellAndWait(List.of(new MasterEvent.Inherited(grants)));
    registered = true;
  }

  @Override
  public void heard(List<Grant> granted, List<End> ended) {
    List<MasterEvent> events = new ArrayList<>();
    for (End end : ended) {
      events.add(new MasterEvent.Completed(end.containerId(), end.exitStatus(), end.diagnostics()));
    }
    for (Grant grant : granted) {
      events.add(new MasterEvent.Granted(grant));
    }
    tellAndWait(events);
  }

  private void tell(MasterEvent event) {
    inbox.add(new Task(List.of(event), new CountDownLatch(1)));
  }

  private void tellAndWait(List<MasterEvent> events) {
    Task task = new Task(events, new CountDownLatch(1));
    inbox.add(task);
    try {
      task.done().await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void run() {
    try {
      perform(MasterPlan.resumed(spec, fleet, clock.instant()).actions());
      handle(new MasterEvent.TimePassed());
      while (true) {
        Task task = inbox.poll(waitMillis(), TimeUnit.MILLISECONDS);
        if (task == null) {
          handle(new MasterEvent.TimePassed());
        } else {
          for (MasterEvent event : task.events()) {
            handle(event);
          }
          task.done().countDown();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private long waitMillis() {
    Instant now = clock.instant();
    Duration wait =
        MasterPlan.due(fleet)
            .map(due -> Duration.between(now, due))
            .filter(d -> d.compareTo(IDLE) < 0)
            .orElse(IDLE);
    return Math.max(1, wait.toMillis());
  }

  private void handle(MasterEvent event) throws IOException {
    Fleet before = fleet;
    MasterStep step = MasterPlan.next(spec, before, event, clock.instant());
    if (!step.fleet().equals(before)) {
      file.write(step.fleet().toJson(true));
      fleet = step.fleet();
      say(before, step.fleet());
      changed.run();
    }
    if (event instanceof MasterEvent.Reported reported) {
      publish(reported);
    }
    perform(step.actions());
    tellYarn();
  }

  private void perform(List<MasterAction> actions) throws IOException {
    for (MasterAction action : actions) {
      if (action instanceof MasterAction.Ask ask) {
        cluster.ask(ask.request(), ask.priority(), ask.service().needs());
      } else if (action instanceof MasterAction.Withdraw withdraw) {
        cluster.withdraw(withdraw.request(), withdraw.priority(), withdraw.service().needs());
      } else if (action instanceof MasterAction.Launch launch) {
        cluster.launch(launch.grant(), launch.instance().number(), launch.service());
      } else if (action instanceof MasterAction.AskToStop stop) {
        agents.askToStop(stop.grant(), stop.agentPort(), stop.grace());
      } else if (action instanceof MasterAction.Release release) {
        cluster.release(release.containerId());
      } else if (action instanceof MasterAction.Unpublish unpublish) {
        store.ownerEnded(unpublish.instance().toString());
      } else if (action instanceof MasterAction.Finish finish) {
        cluster.finish(finish.status(), finish.diagnostics());
      }
    }
  }

  /** The address of a server belongs to the instance that answers, and goes with it. */
  private void publish(MasterEvent.Reported event) throws IOException {
    Optional<Instance> holder = fleet.holder(event.containerId()).filter(Instance::isLive);
    if (holder.isPresent() && event.report().info().isPresent()) {
      store.publish(
          holder.get().id().toString(),
          infoKey(holder.get().id().service()),
          event.report().info().get().getBytes(UTF_8));
    }
  }

  private String infoKey(String service) {
    return spec.service(service).agent().infoKey();
  }

  private void tellYarn() {
    boolean nowMoving = fleet.isMoving();
    if (nowMoving != moving) {
      moving = nowMoving;
      cluster.hurry(moving);
    }
    MasterView view = MasterView.of(spec, fleet);
    if (view.ready() != announcedReady || !view.url().equals(announcedUrl)) {
      announcedReady = view.ready();
      announcedUrl = view.url();
      cluster.announce(announcedUrl, announcedReady);
    }
  }

  private void say(Fleet before, Fleet after) {
    for (Instance instance : after.instances()) {
      Optional<Instance> known = before.instance(instance.id());
      if (known.isEmpty() || known.get().state() != instance.state()) {
        log.say(
            instance.id()
                + ": "
                + instance.state()
                + instance.grant().map(g -> " in " + g.containerId()).orElse("")
                + (instance.message().isEmpty() ? "" : ": " + instance.message()));
      }
    }
  }
}
