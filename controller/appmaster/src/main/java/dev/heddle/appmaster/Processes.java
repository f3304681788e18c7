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
  private final ProcessTable table;
  private final AgentLog log;

  Processes(
      LaunchScript script, long scriptPid, ServiceProbe probe, ProcessTable table, AgentLog log) {
    this.script = requireNonNull(script, "script is null");
    this.scriptPid = scriptPid;
    this.probe = requireNonNull(probe, "probe is null");
    this.table = requireNonNull(table, "table is null");
    this.log = requireNonNull(log, "log is null");
  }

  /** The service's newest run, as the launch script tells it. */
  Optional<ServiceRun> newestRun() throws IOException {
    return script.serviceRun();
  }

  void start(int run) throws IOException {
    script.start(run);
  }

  /** By the service's own interface when it has one, else by TERM to it and what it started. */
  void askToStop(Service service) {
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

  void killAll() throws IOException {
    Set<Long> kept = Set.of(ProcessHandle.current().pid());
    log.say("killed " + table.killMembers(scriptPid, kept));
  }
}
