package dev.heddle.appmaster.https;

import static java.util.Objects.requireNonNull;

import com.sun.net.httpserver.HttpHandler;
import dev.heddle.appmaster.protocol.AgentApi;
import java.util.ArrayList;
import java.util.List;

/** What an agent serves, and to whom: the operator's certificate may call everything. */
public final class Routes {
  private static final String OPERATOR = AgentApi.OPERATOR_NAME;

  /** One path and what is below it. */
  record Route(String path, HttpHandler handler, List<String> callers) {
    Route {
      requireNonNull(path, "path is null");
      requireNonNull(handler, "handler is null");
      callers = List.copyOf(callers);
    }
  }

  private final List<Route> list;

  private Routes(List<Route> list) {
    this.list = List.copyOf(list);
  }

  List<Route> list() {
    return list;
  }

  /** Of an application master without services in containers. */
  public static Routes alone(AgentRoutes agent, String applicationId) {
    String containers = AgentApi.containersName(applicationId);
    return new Routes(
        List.of(
            new Route("/", agent::notFound, List.of(OPERATOR)),
            new Route(AgentApi.STATUS, agent::status, List.of(OPERATOR, containers)),
            new Route(AgentApi.KEY_VALUES, agent::keyValues, List.of(OPERATOR, containers)),
            new Route(AgentApi.WATCH, agent::watch, List.of(OPERATOR, containers)),
            new Route(AgentApi.LOGS, agent::logs, List.of(OPERATOR)),
            new Route(AgentApi.SHUTDOWN, agent::shutdown, List.of(OPERATOR))));
  }

  /** Of an application master with services, whose containers may use a part of it. */
  public static Routes master(AgentRoutes agent, MasterRoutes master, String applicationId) {
    String containers = AgentApi.containersName(applicationId);
    return new Routes(
        List.of(
            new Route("/", agent::notFound, List.of(OPERATOR)),
            new Route(AgentApi.STATUS, agent::status, List.of(OPERATOR, containers)),
            new Route(AgentApi.KEY_VALUES, agent::keyValues, List.of(OPERATOR, containers)),
            new Route(AgentApi.WATCH, agent::watch, List.of(OPERATOR, containers)),
            new Route(AgentApi.LOGS, agent::logs, List.of(OPERATOR)),
            new Route(AgentApi.SHUTDOWN, agent::shutdown, List.of(OPERATOR)),
            new Route(AgentApi.SCALE, master::scale, List.of(OPERATOR)),
            new Route(AgentApi.CONTAINERS, master::kill, List.of(OPERATOR)),
            new Route(AgentApi.REPORTS, master::report, List.of(containers))));
  }

  /** And certificates that can be renewed. */
  public Routes with(IdentityRoutes identity, String applicationId) {
    String containers = AgentApi.containersName(applicationId);
    List<Route> more = new ArrayList<>(list);
    more.add(new Route(AgentApi.IDENTITY, identity::renew, List.of(OPERATOR)));
    more.add(
        new Route(
            AgentApi.CONTAINERS_IDENTITY, identity::ofContainers, List.of(OPERATOR, containers)));
    return new Routes(more);
  }

  /** The same, and where Skein's protocol is served. */
  public Routes with(SkeinRoute skein) {
    List<Route> all = new ArrayList<>(list);
    all.add(new Route(AgentApi.SKEIN, skein::handle, List.of(OPERATOR)));
    return new Routes(all);
  }

  /** The same, and streams into the container. */
  public Routes with(StreamRoute streams) {
    List<Route> all = new ArrayList<>(list);
    all.add(new Route(AgentApi.STREAMS, streams::handle, List.of(OPERATOR)));
    return new Routes(all);
  }

  /** Of the agent in a service container. */
  public static Routes container(AgentRoutes agent, String applicationId) {
    return new Routes(
        List.of(
            new Route("/", agent::notFound, List.of(OPERATOR)),
            new Route(AgentApi.STATUS, agent::status, List.of(OPERATOR, applicationId)),
            new Route(AgentApi.LOGS, agent::logs, List.of(OPERATOR)),
            new Route(AgentApi.SHUTDOWN, agent::shutdown, List.of(OPERATOR, applicationId))));
  }
}
