package dev.heddle.appmaster;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.container.AgentLog;
import dev.heddle.appmaster.https.PeerClient;
import dev.heddle.appmaster.master.ContainerAgents;
import dev.heddle.appmaster.master.Grant;
import dev.heddle.appmaster.protocol.AgentApi;
import dev.heddle.appmaster.protocol.FinalStatus;
import dev.heddle.appmaster.protocol.ShutdownRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;

/** Asks the agents of containers to end, on other threads than the caller's: a node may be away. */
final class ContainerStops implements ContainerAgents {

  private final PeerClient client;
  private final AgentLog log;
  private final Executor threads;

  ContainerStops(PeerClient client, Executor threads, AgentLog log) {
    this.client = requireNonNull(client, "client is null");
    this.log = requireNonNull(log, "log is null");
    this.threads = requireNonNull(threads, "threads is null");
  }

  @Override
  public void askToStop(Grant grant, int port, Duration grace) {
    ShutdownRequest request =
        new ShutdownRequest(
            FinalStatus.KILLED, "stopped by the application master", Optional.of(grace));
    threads.execute(
        () -> {
          try {
            int status =
                client.post(grant.host(), port, AgentApi.SHUTDOWN, Map.of(), request.toJson());
            if (status >= 300) {
              log.say(grant.containerId() + " answered the request to stop with " + status);
            }
          } catch (IOException e) {
            // YARN ends it when its time is over.
            log.say(grant.containerId() + " could not be asked to stop", e);
          }
        });
  }
}
