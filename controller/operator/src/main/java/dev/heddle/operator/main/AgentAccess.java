package dev.heddle.operator.main;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.protocol.FinalStatus;
import dev.heddle.appmaster.protocol.ShutdownRequest;
import dev.heddle.crd.application.Application;
import dev.heddle.crd.application.ApplicationStatus;
import dev.heddle.crd.application.Run;
import dev.heddle.operator.agent.AgentAddress;
import dev.heddle.operator.agent.AgentException;
import dev.heddle.operator.agent.Agents;
import dev.heddle.operator.api.ApplicationAccess;
import dev.heddle.operator.api.ApplicationAccessException;
import dev.heddle.operator.api.ApplicationAccessException.Reason;
import dev.heddle.operator.api.Bytes;
import dev.heddle.operator.yarn.YarnCluster;
import dev.heddle.operator.yarn.YarnRejectedException;
import dev.heddle.operator.yarn.YarnUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The API's way to running applications: through their agents, and through YARN for the rest. */
final class AgentAccess implements ApplicationAccess {

  private static final int PAGE_BYTES = 256 << 10;

  private final Agents agents;
  private final YarnCluster cluster;

  AgentAccess(Agents agents, YarnCluster cluster) {
    this.agents = requireNonNull(agents, "agents is null");
    this.cluster = requireNonNull(cluster, "cluster is null");
  }

  @Override
  public List<String> keys(Application application, String prefix) {
    return ask(application, agent -> agents.keys(agent, prefix));
  }

  @Override
  public Optional<Bytes> get(Application application, String key, Duration wait) {
    return ask(application, agent -> agents.get(agent, key, wait)).map(Bytes::of);
  }

  @Override
  public void put(Application application, String key, Bytes value) {
    ask(
        application,
        agent -> {
          agents.put(agent, key, value.toArray());
          return true;
        });
  }

  @Override
  public boolean delete(Application application, String key) {
    return ask(application, agent -> agents.delete(agent, key));
  }

  @Override
  public LogPage log(Application application, LogStart start) {
    Agents.From from;
    if (start instanceof LogStart.Tail tail) {
      from = new Agents.From.Tail(tail.lines());
    } else if (start instanceof LogStart.Offset offset) {
      from = new Agents.From.Offset(offset.bytes(), PAGE_BYTES);
    } else {
      throw new IllegalArgumentException("unknown start " + start);
    }
    Agents.LogPart part = ask(application, agent -> agents.log(agent, Agents.Log.SERVICE, from));
    return new LogPage(Bytes.of(part.bytes()), part.next(), false);
  }

  @Override
  public void shutdown(Application application, FinalStatus status, String diagnostics) {
    ask(
        application,
        agent -> {
          agents.shutdown(
              agent,
              new ShutdownRequest(
                  status, diagnostics, Optional.of(application.spec().stopGrace())));
          return true;
        });
  }

  @Override
  public void kill(Application application) {
    Run run = run(application);
    try {
      cluster.kill(
          run.applicationId(), application.metadata().uid(), "killed through Heddle's API");
    } catch (YarnRejectedException e) {
      throw new ApplicationAccessException(Reason.REFUSED, e.getMessage(), e);
    } catch (YarnUnavailableException e) {
      throw new ApplicationAccessException(Reason.UNREACHABLE, e.getMessage(), e);
    }
  }

  private <T> T ask(Application application, Function<AgentAddress, T> question) {
    AgentAddress agent = address(application);
    try {
      return question.apply(agent);
    } catch (AgentException e) {
      throw new ApplicationAccessException(
          switch (e.reason()) {
            case UNREACHABLE -> Reason.UNREACHABLE;
            case WRONG_APPLICATION -> Reason.NOT_RUNNING;
            case REFUSED -> Reason.REFUSED;
          },
          e.getMessage(),
          e);
    }
  }

  private static AgentAddress address(Application application) {
    ApplicationStatus status = application.status();
    Run run = run(application);
    if (status.host().isEmpty() || status.agentPort() == 0 || status.finishedAt().isPresent()) {
      throw new ApplicationAccessException(
          Reason.NOT_RUNNING,
          run.applicationId()
              + " has no running agent (phase "
              + status.phase()
              + "); once YARN has collected its logs, read them with: yarn logs -applicationId "
              + run.applicationId());
    }
    return new AgentAddress(run.applicationId(), status.host().get(), status.agentPort());
  }

  private static Run run(Application application) {
    return application
        .status()
        .run()
        .orElseThrow(
            () ->
                new ApplicationAccessException(
                    Reason.NOT_RUNNING, application.key() + " has not been submitted to YARN yet"));
  }
}
