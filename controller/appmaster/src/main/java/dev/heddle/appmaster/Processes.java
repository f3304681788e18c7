package dev.heddle.appmaster;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.container.AgentLog;
import dev.heddle.appmaster.container.LaunchScript;
import dev.heddle.appmaster.container.ProcessTable;
import dev.heddle.appmaster.container.ServiceRun;
import dev.heddle.appmaster.jupyter.ServiceProbe;
import dev.heddle.appmaster.service.Service;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/** The processes of this container: how they are started, asked to stop, and killed. */
final class Processes {
  private final LaunchScript script;
  private final long scriptPid;
  private final ServiceProbe probe;
  private final Optional<PreStop> preStop;
  private final ProcessTable table;
  private final AgentLog log;

  Processes(
      LaunchScript script,
      long scriptPid,
      ServiceProbe probe,
      Optional<PreStop> preStop,
      ProcessTable table,
      AgentLog log) {
    this.script = requireNonNull(script, "script is null");
    this.scriptPid = scriptPid;
    this.probe = requireNonNull(probe, "probe is null");
    this.preStop = requireNonNull(preStop, "preStop is null");
    this.table = requireNonNull(table, "table is null");
    this.log = requireNonNull(log, "log is null");
  }

  /** The service's newest run, as the launch script tells it. */
  Optional<ServiceRun> newestRun() throws IOException {
    return script.serviceRun();
  }

  /** What kept a run's process from being started; empty when nothing did. */
  String refusal(int run) throws IOException {
    return script.refusal(run).orElse("");
  }

  void start(int run) throws IOException {
    script.start(run);
  }

  /** After its preStop command, which takes its time on a thread of its own. */
  void askToStop(Service service) throws IOException {
    if (service.pid() == 0) {
      // What comes before the process may be running.
      script
          .serviceRun()
          .filter(run -> run.state() == ServiceRun.State.PREPARING)
          .ifPresent(run -> terminate(run.value()));
    } else if (preStop.isPresent()) {
      preStop.get().before(service.pid(), () -> end(service.pid()));
    } else {
      end(service.pid());
    }
  }

  /** By the service's own interface when it has one, else by TERM to it and what it started. */
  private void end(long pid) {
    if (!probe.askToStop()) {
      terminate(pid);
    }
  }

  private static void terminate(long pid) {
    ProcessHandle.of(pid)
        .ifPresent(
            process -> {
              process.descendants().forEach(ProcessHandle::destroy);
              process.destroy();
            });
  }

  void killAll() throws IOException {
    Set<Long> kept = Set.of(ProcessHandle.current().pid());
    log.say("killed " + table.killMembers(scriptPid, kept));
  }
}
