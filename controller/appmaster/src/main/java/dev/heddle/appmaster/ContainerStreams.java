package dev.heddle.appmaster;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.container.CommandRunner;
import dev.heddle.appmaster.container.ContainerEnvironment;
import dev.heddle.appmaster.container.LaunchScript;
import dev.heddle.appmaster.container.ServiceRun;
import dev.heddle.appmaster.protocol.StreamRequest;
import dev.heddle.appmaster.stream.AgentStream;
import dev.heddle.appmaster.stream.ExecStream;
import dev.heddle.appmaster.stream.ForwardStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Opens streams into this container. */
final class ContainerStreams {
  private static final Path PROC = Path.of("/proc");

  private final ContainerEnvironment environment;

  ContainerStreams(ContainerEnvironment environment) {
    this.environment = requireNonNull(environment, "environment is null");
  }

  AgentStream open(StreamRequest request) throws IOException {
    if (request instanceof StreamRequest.Forward forward) {
      return new ForwardStream(forward.port(), environment.host());
    }
    long pid =
        new LaunchScript(environment.stateDir())
            .serviceRun()
            .filter(run -> run.state() == ServiceRun.State.RUNNING)
            .map(ServiceRun::value)
            .orElseThrow(
                () -> new IllegalStateException("no process of the service runs beside the agent"));
    Path directory = environment.stateDir().toAbsolutePath().getParent();
    Map<String, String> variables =
        CommandRunner.appending(PROC, directory, environment.serviceLog()).environment(pid);
    return new ExecStream((StreamRequest.Exec) request, variables, directory);
  }
}
