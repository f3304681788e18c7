package dev.heddle.appmaster;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.container.AgentLog;
import dev.heddle.appmaster.container.CommandRunner;
import dev.heddle.appmaster.protocol.Hook;
import java.io.IOException;

/** The command that is declared to run before the process is asked to end. */
final class PreStop {
  private static final long STACK_BYTES = 256 * 1024;

  private final Hook hook;
  private final CommandRunner commands;
  private final AgentLog log;
  private long begunFor;

  PreStop(Hook hook, CommandRunner commands, AgentLog log) {
    this.hook = requireNonNull(hook, "hook is null");
    this.commands = requireNonNull(commands, "commands is null");
    this.log = requireNonNull(log, "log is null");
  }

  /** Runs it once for a process, then goes on whatever has come of it. */
  void before(long pid, Runnable then) {
    if (begunFor == pid) {
      return;
    }
    begunFor = pid;
    Thread thread = new Thread(null, () -> run(pid, then), "pre-stop", STACK_BYTES);
    thread.setDaemon(true);
    thread.start();
  }

  private void run(long pid, Runnable then) {
    try {
      commands
          .run(pid, hook.command(), hook.timeout())
          .fault()
          .ifPresent(fault -> log.say("preStop: " + fault + "; stopping all the same"));
    } catch (IOException e) {
      log.say("preStop could not be run, stopping all the same", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    then.run();
  }
}
