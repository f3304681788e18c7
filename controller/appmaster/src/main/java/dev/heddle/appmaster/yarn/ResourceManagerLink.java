package dev.heddle.appmaster.yarn;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.container.AgentLog;
import dev.heddle.appmaster.container.StateFile;
import dev.heddle.appmaster.master.ContainerNews;
import dev.heddle.appmaster.protocol.ContainerNeeds;
import dev.heddle.appmaster.protocol.FinalStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.apache.hadoop.yarn.exceptions.ApplicationAttemptNotFoundException;
import org.apache.hadoop.yarn.exceptions.YarnException;

/**
 * Keeps this attempt registered, from one thread of its own: calls to a ResourceManager that is
 * away may hang, and supervision must not hang with them. Heartbeats are quick until the service is
 * ready and slow from then on; what changes is told at once.
 */
public final class ResourceManagerLink {
  private static final Duration PENDING_INTERVAL = Duration.ofSeconds(1);

  private static final Duration IDLE_INTERVAL = Duration.ofSeconds(5);
  private static final Duration FINISH_INTERVAL = Duration.ofMillis(5);
  private static final Duration LONGEST_RETRY = Duration.ofSeconds(2);

  /** The ResourceManager's words when it has no handler for placement constraints. */
  private static final String NO_PLACEMENT = "cannot handle placement constraints";

  private static final String PLACEMENT_WORDS =
      "a service asks for placement, and this cluster has no handler for placement constraints:"
          + " set yarn.resourcemanager.placement-constraints.handler to scheduler in its"
          + " yarn-site.xml, or leave placement out";

  /** Hears what the ResourceManager makes of this attempt, on the link's thread. */
  public interface Listener {
    /** The end is on record; nothing more is said to the ResourceManager. */
    void finished(FinalStatus status);

    /** The ResourceManager has given this attempt up; another may already run. */
    void disowned();
  }

  private sealed interface Command {}

  private record Announce(String trackingUrl, boolean ready) implements Command {}

  private record Finish(FinalStatus status, String diagnostics) implements Command {}

  private record Progress(float reached) implements Command {}

  private record Hurry(boolean moving) implements Command {}

  private record Ask(long request, int priority, ContainerNeeds needs, boolean wanted)
      implements Command {}

  private record Release(String containerId) implements Command {}

  private final AgentLog log;
  private final Listener listener;
  private final BlockingQueue<Command> commands = new LinkedBlockingQueue<>();
  private Optional<Announce> announced = Optional.empty();
  private Optional<Finish> finish = Optional.empty();
  private final Asks asks = new Asks();
  private float progress;
  private Optional<ContainerNews> news = Optional.empty();
  private final Pace pace = new Pace();

  public ResourceManagerLink(AgentLog log, Listener listener) {
    this.log = requireNonNull(log, "log is null");
    this.listener = requireNonNull(listener, "listener is null");
  }

  /** Asks for one container under the request's id, or takes that back. */
  public void ask(long request, int priority, ContainerNeeds needs, boolean wanted) {
    commands.add(new Ask(request, priority, needs, wanted));
  }

  /** Gives a container back. */
  public void release(String containerId) {
    commands.add(new Release(containerId));
  }

  /** Whether containers are asked for or ending. */
  public void hurry(boolean newMoving) {
    commands.add(new Hurry(newMoving));
  }

  /** How far the application is, from 0 to 1. */
  public void progress(float reached) {
    commands.add(new Progress(reached));
  }

  /** Sets the tracking URL; empty when there is nothing to open. */
  public void announce(String trackingUrl, boolean ready) {
    commands.add(new Announce(trackingUrl, ready));
  }

  /** Ends the application. Repeated until the ResourceManager has it on record. */
  public void finish(FinalStatus status, String diagnostics) {
    commands.add(new Finish(status, diagnostics));
  }

  /**
   * Registers or re-attaches and stays until the end is on record.
   *
   * @param containers when the application has services in containers
   */
  public void serve(
      HadoopSession session,
      StateFile responseIdFile,
      String host,
      int rpcPort,
      Optional<YarnContainers> containers)
      throws IOException {
    news = containers.map(YarnContainers::news);
    Duration expiry =
        Duration.ofMillis(
            Long.parseLong(
                session.setting("yarn.am.liveness-monitor.expiry-interval-ms", "600000")));
    Duration tenth = expiry.dividedBy(10);
    serve(
        new Registration(
            session.resourceManager(),
            responseIdFile,
            host,
            rpcPort,
            asks,
            containers
                .map(known -> new Answers(session, known.tokens(), known.news()))
                .orElseGet(() -> new Answers(session))),
        tenth.compareTo(IDLE_INTERVAL) < 0 ? tenth : IDLE_INTERVAL);
  }

  void serve(Registration registration, Duration idleInterval) {
    boolean attached = false;
    int failures = 0;
    while (true) {
      Duration wait;
      try {
        if (finish.isPresent()) {
          if (registration.finish(
              yarn(finish.get().status()), finish.get().diagnostics(), trackingUrl().orElse(""))) {
            listener.finished(finish.get().status());
            return;
          }
          wait = FINISH_INTERVAL;
        } else {
          if (attached) {
            registration.progress(progress);
            registration.beat(trackingUrl());
            log.detail(() -> "the ResourceManager has heard of this attempt");
          } else {
            log.say(registration.attach(trackingUrl()));
            attached = true;
            news.ifPresent(ContainerNews::reattached);
          }
          wait = interval(idleInterval);
        }
        if (failures > 0) {
          log.say("the ResourceManager answers again");
        }
        failures = 0;
      } catch (ApplicationAttemptNotFoundException e) {
        log.say("the ResourceManager does not know this attempt any more");
        listener.disowned();
        return;
      } catch (YarnException | IOException e) {
        if (finish.isEmpty() && String.valueOf(e.getMessage()).contains(NO_PLACEMENT)) {
          log.giveUp("this cluster knows no placement", e);
          finish = Optional.of(new Finish(FinalStatus.FAILED, PLACEMENT_WORDS));
          continue;
        }
        if (failures == 0) {
          log.say("the ResourceManager cannot be reached, trying on", e);
        }
        failures++;
        wait = retryWait(failures);
      }
      try {
        takeCommands(wait);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private Duration interval(Duration idleInterval) {
    if (news.isPresent()) {
      return pace.next();
    }
    boolean ready = announced.filter(Announce::ready).isPresent();
    return ready ? idleInterval : PENDING_INTERVAL;
  }

  private void takeCommands(Duration wait) throws InterruptedException {
    Command command = commands.poll(wait.toMillis(), TimeUnit.MILLISECONDS);
    while (command != null) {
      take(command);
      command = commands.poll();
    }
  }

  private void take(Command command) {
    pace.changed();
    if (command instanceof Announce announce) {
      announced = Optional.of(announce);
    } else if (command instanceof Progress known) {
      progress = known.reached();
    } else if (command instanceof Hurry hurry) {
      pace.moving(hurry.moving());
    } else if (command instanceof Release release) {
      asks.release(release.containerId());
    } else if (command instanceof Ask ask) {
      if (ask.wanted()) {
        asks.ask(ask.request(), ask.priority(), ask.needs());
      } else {
        asks.withdraw(ask.request(), ask.priority(), ask.needs());
      }
    } else if (finish.isEmpty()) {
      finish = Optional.of((Finish) command);
    }
  }

  private Optional<String> trackingUrl() {
    return announced.map(Announce::trackingUrl);
  }

  private static Duration retryWait(int failures) {
    Duration doubled = Duration.ofMillis(100).multipliedBy(1L << Math.min(failures - 1, 10));
    return doubled.compareTo(LONGEST_RETRY) < 0 ? doubled : LONGEST_RETRY;
  }

  private static FinalApplicationStatus yarn(FinalStatus status) {
    return switch (status) {
      case SUCCEEDED -> FinalApplicationStatus.SUCCEEDED;
      case FAILED -> FinalApplicationStatus.FAILED;
      case KILLED -> FinalApplicationStatus.KILLED;
    };
  }
}
