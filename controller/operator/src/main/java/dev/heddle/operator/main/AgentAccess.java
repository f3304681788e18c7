package dev.heddle.operator.main;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.protocol.FinalStatus;
import dev.heddle.appmaster.protocol.ShutdownRequest;
import dev.heddle.appmaster.protocol.SkeinEndpoint;
import dev.heddle.appmaster.protocol.SkeinFiles;
import dev.heddle.appmaster.protocol.StreamRequest;
import dev.heddle.crd.application.Application;
import dev.heddle.crd.application.ApplicationSpec;
import dev.heddle.crd.application.ApplicationStatus;
import dev.heddle.crd.application.Run;
import dev.heddle.operator.agent.AgentAddress;
import dev.heddle.operator.agent.AgentException;
import dev.heddle.operator.agent.AgentStream;
import dev.heddle.operator.agent.Agents;
import dev.heddle.operator.agent.KeyValueRequest;
import dev.heddle.operator.api.ApplicationAccess;
import dev.heddle.operator.api.ApplicationAccessException;
import dev.heddle.operator.api.ApplicationAccessException.Reason;
import dev.heddle.operator.api.Bytes;
import dev.heddle.operator.application.ServicePlaces;
import dev.heddle.operator.yarn.ApplicationKeys;
import dev.heddle.operator.yarn.CollectedLogs;
import dev.heddle.operator.yarn.YarnCluster;
import dev.heddle.operator.yarn.YarnRejectedException;
import dev.heddle.operator.yarn.YarnUnavailableException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Flow;
import java.util.function.Function;

/** The API's way to running applications: through their agents, and through YARN for the rest. */
final class AgentAccess implements ApplicationAccess {

  private static final String DRIVER = "master";

  private final Agents agents;
  private final YarnCluster cluster;
  private final ApplicationLogs logs;
  private final ServiceLogs serviceLogs;
  private final EarlierContainers earlierContainers;
  private final ApplicationKeys keys;

  AgentAccess(Agents agents, YarnCluster cluster, CollectedLogs collected, ApplicationKeys keys) {
    this.agents = requireNonNull(agents, "agents is null");
    this.cluster = requireNonNull(cluster, "cluster is null");
    EarlierRuns runs = new EarlierRuns(cluster);
    this.logs = new ApplicationLogs(agents, runs, collected);
    this.serviceLogs = new ServiceLogs(agents, collected);
    this.earlierContainers = new EarlierContainers(collected, runs);
    this.keys = requireNonNull(keys, "keys is null");
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
  public Bytes relay(Application application, KeyValueRequest request) {
    return Bytes.of(ask(application, agent -> agents.relay(agent, request)));
  }

  @Override
  public Flow.Publisher<List<ByteBuffer>> watch(Application application, KeyValueRequest request) {
    return ask(application, agent -> agents.watch(agent, request));
  }

  @Override
  public LogPage log(Application application, Optional<String> container, LogStart start) {
    Run run = run(application);
    boolean driver = application.spec().master().filter(m -> m.script().isPresent()).isPresent();
    String process = driver ? DRIVER : process(application.spec());
    // An application may end before anybody was told of its services.
    boolean services =
        !application.status().services().isEmpty()
            || ServicePlaces.areContainers(application.spec());
    boolean beside = services && container.map(name -> !name.equals(DRIVER)).orElse(!driver);
    try {
      if (beside || container.filter(name -> !name.equals(process)).isPresent()) {
        String wanted = container.orElseGet(() -> ServiceLogs.onlyService(application));
        return EarlierContainers.isMeant(start, run)
            ? earlierContainers.read(application, run, wanted, start)
            : serviceLogs.read(application, run.applicationId(), wanted, start);
      }
      return logs.read(application, run, process + ".log", start);
    } catch (AgentException e) {
      throw failure(e);
    } catch (YarnRejectedException e) {
      throw new ApplicationAccessException(Reason.REFUSED, e.getMessage(), e);
    } catch (YarnUnavailableException e) {
      throw new ApplicationAccessException(Reason.UNREACHABLE, e.getMessage(), e);
    }
  }

  /** The one beside the application master, which the launch script names the log after. */
  private static String process(ApplicationSpec spec) {
    return spec.services().keySet().stream().findFirst().orElse(DRIVER);
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
  public SkeinAccess skein(Application application) {
    AgentAddress agent = address(application);
    SkeinEndpoint endpoint =
        ask(application, agents::skein)
            .orElseThrow(
                () ->
                    new ApplicationAccessException(
                        Reason.REFUSED,
                        agent.applicationId()
                            + " does not speak Skein's protocol: it was started without"
                            + " skeinProtocol: true"));
    SkeinFiles files = keys.skeinClient(agent.applicationId(), endpoint.certificate());
    return new SkeinAccess(
        agent.applicationId(), endpoint.address(), files.certificates(), files.key());
  }

  @Override
  public AgentStream open(
      Application application, Optional<String> container, StreamRequest request) {
    AgentAddress agent =
        container.map(id -> address(application, id)).orElseGet(() -> address(application));
    try {
      return agents.open(agent, request);
    } catch (AgentException e) {
      throw failure(e);
    }
  }

  /** Of the agent in a service's container. */
  private static AgentAddress address(Application application, String instance) {
    Run run = run(application);
    return application.status().services().stream()
        .flatMap(service -> service.instances().stream())
        .filter(each -> each.id().equals(instance))
        .filter(each -> each.host().isPresent() && each.agentPort() > 0)
        .filter(each -> !ServiceLogs.isOver(each))
        .filter(each -> application.status().finishedAt().isEmpty())
        .findFirst()
        .map(
            each ->
                new AgentAddress(
                    run.applicationId(),
                    each.host().orElseThrow(),
                    each.agentPort(),
                    each.containerId()))
        .orElseThrow(
            () ->
                new ApplicationAccessException(
                    Reason.NOT_RUNNING, instance + " has no running agent"));
  }

  @Override
  public boolean killContainer(Application application, String instance) {
    return ask(application, agent -> agents.kill(agent, instance));
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
      throw failure(e);
    }
  }

  private static ApplicationAccessException failure(AgentException e) {
    return new ApplicationAccessException(
        switch (e.reason()) {
          case UNREACHABLE -> Reason.UNREACHABLE;
          case WRONG_APPLICATION -> Reason.NOT_RUNNING;
          case REFUSED -> Reason.REFUSED;
        },
        e.getMessage(),
        e);
  }

  private static AgentAddress address(Application application) {
    ApplicationStatus status = application.status();
    Run run = run(application);
    if (status.host().isEmpty() || status.agentPort() == 0 || status.finishedAt().isPresent()) {
      throw new ApplicationAccessException(
          Reason.NOT_RUNNING,
          run.applicationId() + " has no running agent (phase " + status.phase() + ")");
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
