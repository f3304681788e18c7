package dev.heddle.operator.main;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.heddle.crd.application.Application;
import dev.heddle.crd.application.ServiceStatus.Instance;
import dev.heddle.crd.application.ServiceStatus.State;
import dev.heddle.operator.agent.AgentAddress;
import dev.heddle.operator.agent.Agents;
import dev.heddle.operator.api.ApplicationAccess.LogPage;
import dev.heddle.operator.api.ApplicationAccess.LogSource;
import dev.heddle.operator.api.ApplicationAccess.LogStart;
import dev.heddle.operator.api.ApplicationAccessException;
import dev.heddle.operator.api.ApplicationAccessException.Reason;
import dev.heddle.operator.api.Bytes;
import dev.heddle.operator.yarn.CollectedLogs;
import dev.heddle.operator.yarn.CollectedLogs.Listing;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The logs of services' containers: each from the agent in the container while it lives, and of
 * what YARN has collected when the application has ended.
 */
final class ServiceLogs {

  private static final Set<State> UNSTARTED = EnumSet.of(State.WAITING, State.REQUESTED);
  private static final Set<State> OVER = EnumSet.of(State.SUCCEEDED, State.FAILED, State.KILLED);

  private final Agents agents;
  private final CollectedLogs collected;

  ServiceLogs(Agents agents, CollectedLogs collected) {
    this.agents = requireNonNull(agents, "agents is null");
    this.collected = requireNonNull(collected, "collected is null");
  }

  /** One container's life, and the service it is of. */
  private record Found(String service, Instance instance) {}

  /**
   * A page of it.
   *
   * @param applicationId of the newest run
   * @param wanted an instance, a service, or YARN's id of a container; where a page before ended
   *     counts more
   */
  LogPage read(Application application, String applicationId, String wanted, LogStart start) {
    Optional<String> before =
        start instanceof LogStart.After after && after.source().container().isPresent()
            ? after.source().container()
            : Optional.empty();
    Optional<Found> found = find(application, before.orElse(wanted));
    if (found.isPresent()) {
      return ofInstance(application, applicationId, found.get(), wanted, start);
    }
    String container = before.orElse(wanted);
    Optional<String> service = serviceOf(application, container);
    if (service.isPresent() && application.status().finishedAt().isPresent()) {
      return ofUnseen(application, applicationId, service.get(), container, start);
    }
    if (!container.startsWith("container_")) {
      throw ApplicationLogs.nothing(
          application.key() + " has no container '" + wanted + "'; it has " + names(application));
    }
    return ofForgotten(application, applicationId, container, start);
  }

  /** One that the application master told of. */
  private LogPage ofInstance(
      Application application, String applicationId, Found found, String wanted, LogStart start) {
    Instance instance = found.instance();
    if (UNSTARTED.contains(instance.state()) || instance.containerId().isEmpty()) {
      if (application.status().finishedAt().isPresent()) {
        return ofUnseen(application, applicationId, found.service(), instance.id(), start);
      }
      throw new ApplicationAccessException(
          Reason.NOT_YET, instance.id() + " prints nothing yet (" + instance.state() + ")");
    }
    LogSource source = LogSource.ofContainer(applicationId, instance.containerId().get());
    if (application.status().finishedAt().isPresent()) {
      ApplicationLogs.refuseSince(start, instance.id());
      return ApplicationLogs.collected(
          collected,
          source,
          ApplicationLogs.user(application),
          found.service() + ".log",
          ApplicationLogs.part(start));
    }
    if (OVER.contains(instance.state())) {
      return lastLines(application, found, wanted, source, start);
    }
    if (instance.host().isEmpty() || instance.agentPort() == 0) {
      throw new ApplicationAccessException(
          Reason.NOT_YET, instance.id() + " prints nothing yet (" + instance.state() + ")");
    }
    AgentAddress agent =
        new AgentAddress(
            applicationId, instance.host().get(), instance.agentPort(), instance.containerId());
    return ApplicationLogs.live(agents, agent, source, start);
  }

  /**
   * YARN collects what a container has printed when the application has ended, not before. Who
   * follows a service goes on with the container that takes this one's place.
   */
  private static LogPage lastLines(
      Application application, Found found, String wanted, LogSource source, LogStart start) {
    Instance instance = found.instance();
    String why =
        "%s has ended (%s); YARN collects the rest of its log when %s has ended, not before"
            .formatted(instance.id(), instance.state(), source.applicationId());
    if (all(application).allMatch(each -> OVER.contains(each.instance().state()))) {
      // So the application is about to end.
      throw new ApplicationAccessException(Reason.NOT_YET, why);
    }
    if (!(start instanceof LogStart.After after)) {
      throw ApplicationLogs.nothing(why);
    }
    LogSource next = source;
    if (wanted.equals(found.service()) && !after.only()) {
      Optional<Instance> successor = live(application, found.service());
      if (successor.filter(each -> each.containerId().isEmpty()).isPresent()) {
        throw new ApplicationAccessException(
            Reason.NOT_YET, successor.get().id() + " prints nothing yet");
      }
      next =
          successor
              .flatMap(Instance::containerId)
              .map(id -> LogSource.ofContainer(source.applicationId(), id))
              .orElse(source);
    }
    byte[] line = ("heddle: " + why + "\n").getBytes(UTF_8);
    boolean last = next.equals(source);
    return new LogPage(Bytes.of(line), next, last ? after.bytes() : 0, last);
  }

  /** The newest instance of a service that is not over. */
  private static Optional<Instance> live(Application application, String service) {
    return all(application)
        .filter(each -> each.service().equals(service))
        .map(Found::instance)
        .filter(each -> !OVER.contains(each.state()))
        .reduce((former, newer) -> newer);
  }

  /** One that came and went, with its application, before anybody was told of it. */
  private LogPage ofUnseen(
      Application application,
      String applicationId,
      String service,
      String wanted,
      LogStart start) {
    String file = service + ".log";
    Listing listing = collected.containers(applicationId, ApplicationLogs.user(application), file);
    if (listing instanceof Listing.NotYet notYet) {
      throw new ApplicationAccessException(Reason.NOT_YET, notYet.why());
    }
    Set<String> told =
        all(application)
            .flatMap(each -> each.instance().containerId().stream())
            .collect(Collectors.toSet());
    List<String> unseen =
        ((Listing.Known) listing)
            .containers().stream().filter(container -> !told.contains(container)).toList();
    if (unseen.isEmpty()) {
      throw ApplicationLogs.nothing(wanted + " never ran");
    }
    if (unseen.size() > 1) {
      throw new ApplicationAccessException(
          Reason.REFUSED,
          "which container was that of %s is not known any more: choose one of %s"
              .formatted(wanted, String.join(", ", unseen)));
    }
    ApplicationLogs.refuseSince(start, wanted);
    return ApplicationLogs.collected(
        collected,
        LogSource.ofContainer(applicationId, unseen.get(0)),
        ApplicationLogs.user(application),
        file,
        ApplicationLogs.part(start));
  }

  /** The service that is meant by its name, or by an instance's such as worker_3. */
  static Optional<String> serviceOf(Application application, String wanted) {
    Set<String> services = application.spec().services().keySet();
    return services.contains(wanted)
        ? Optional.of(wanted)
        : Optional.of(wanted.replaceFirst("_[0-9]+$", "")).filter(services::contains);
  }

  /** One that ended so long ago that the application master does not tell of it any more. */
  private LogPage ofForgotten(
      Application application, String applicationId, String container, LogStart start) {
    if (application.status().finishedAt().isEmpty()) {
      throw ApplicationLogs.nothing(
          "no running container of "
              + application.key()
              + " is "
              + container
              + "; of one that has ended, YARN collects the log when "
              + applicationId
              + " has ended");
    }
    ApplicationLogs.refuseSince(start, container);
    return firstFound(
        collected,
        LogSource.ofContainer(applicationId, container),
        ApplicationLogs.user(application),
        application.spec().services().keySet(),
        ApplicationLogs.part(start));
  }

  /** A container has the log of one of the services; which one's is seen there. */
  static LogPage firstFound(
      CollectedLogs collected,
      LogSource source,
      String user,
      Collection<String> services,
      CollectedLogs.Part part) {
    ApplicationAccessException last =
        ApplicationLogs.nothing(source.container().orElseThrow() + " has no log");
    for (String service : services) {
      try {
        return ApplicationLogs.collected(collected, source, user, service + ".log", part);
      } catch (ApplicationAccessException e) {
        last = e;
        if (e.reason() != Reason.NOTHING) {
          break;
        }
      }
    }
    throw last;
  }

  private static Optional<Found> find(Application application, String wanted) {
    Optional<Found> named =
        all(application)
            .filter(
                each ->
                    each.instance().id().equals(wanted)
                        || each.instance().containerId().filter(wanted::equals).isPresent())
            .findFirst();
    if (named.isPresent()) {
      return named;
    }
    List<Found> ofService = all(application).filter(each -> each.service().equals(wanted)).toList();
    List<Found> live =
        ofService.stream().filter(each -> !OVER.contains(each.instance().state())).toList();
    if (live.size() > 1) {
      throw new ApplicationAccessException(
          Reason.REFUSED,
          "the service " + wanted + " has several containers: choose one of " + names(live));
    }
    return live.isEmpty()
        ? ofService.stream().reduce((former, newer) -> newer)
        : Optional.of(live.get(0));
  }

  static boolean isOver(Instance instance) {
    return OVER.contains(instance.state());
  }

  private static Stream<Found> all(Application application) {
    return application.status().services().stream()
        .flatMap(
            service -> service.instances().stream().map(each -> new Found(service.name(), each)));
  }

  private static String names(Application application) {
    List<Found> all = all(application).toList();
    return all.isEmpty() ? "none" : names(all);
  }

  private static String names(List<Found> list) {
    return list.stream().map(each -> each.instance().id()).collect(Collectors.joining(", "));
  }

  /** The one service that there is, for those who name none. */
  static String onlyService(Application application) {
    List<String> services = application.spec().services().keySet().stream().sorted().toList();
    if (services.size() == 1) {
      return services.get(0);
    }
    throw new ApplicationAccessException(
        Reason.REFUSED,
        application.key()
            + " runs in several containers: choose one, of the services "
            + String.join(", ", services));
  }
}
