package dev.heddle.appmaster.master;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.protocol.ContainerReport;
import dev.heddle.appmaster.protocol.InstanceState;
import dev.heddle.appmaster.protocol.InstanceStatus;
import dev.heddle.appmaster.protocol.JsonObject;
import dev.heddle.appmaster.protocol.Ports;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What the application master knows of one instance.
 *
 * @param since when it came into its state
 * @param grant its container, once it has one
 * @param agentPort port of the container's agent, 0 while it is unknown
 * @param url where its process answers, empty when it does not or nobody can know
 * @param restarts of the process in this container
 * @param killAt when a stop ends by force
 * @param startedAt when its process was first seen to run
 * @param env variables of this instance alone, which pass on to the one that replaces it
 * @param yarnDone whether YARN has told the container's end, or never knew of it
 * @param message one sentence for people
 * @param ports those its process was given by name
 */
record Instance(
    InstanceId id,
    InstanceState state,
    Instant since,
    Optional<Grant> grant,
    int agentPort,
    String url,
    int restarts,
    Optional<Instant> killAt,
    Optional<Instant> startedAt,
    Map<String, String> env,
    boolean yarnDone,
    String message,
    Map<String, Integer> ports) {
  Instance {
    requireNonNull(id, "id is null");
    requireNonNull(state, "state is null");
    requireNonNull(since, "since is null");
    requireNonNull(grant, "grant is null");
    requireNonNull(url, "url is null");
    requireNonNull(killAt, "killAt is null");
    requireNonNull(startedAt, "startedAt is null");
    env = Map.copyOf(env);
    requireNonNull(message, "message is null");
    ports = Map.copyOf(ports);
  }

  static Instance waiting(InstanceId id, Instant now) {
    return new Instance(
        id,
        InstanceState.WAITING,
        now,
        Optional.empty(),
        0,
        "",
        0,
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        true,
        "",
        Map.of());
  }

  Instance withEnv(Map<String, String> variables) {
    return new Instance(
        id, state, since, grant, agentPort, url, restarts, killAt, startedAt, variables, yarnDone,
        message, ports);
  }

  boolean isLive() {
    return state.isLive();
  }

  boolean is(InstanceState wanted) {
    return state == wanted;
  }

  boolean holds(String containerId) {
    return grant.isPresent() && grant.get().containerId().equals(containerId);
  }

  Instance to(InstanceState next, Instant now, String newMessage) {
    boolean same = next == state;
    return new Instance(
        id,
        next,
        same ? since : now,
        grant,
        agentPort,
        next == InstanceState.READY ? url : "",
        restarts,
        next == InstanceState.STOPPING ? killAt : Optional.empty(),
        startedAt.isEmpty() && runs(next) ? Optional.of(now) : startedAt,
        env,
        yarnDone,
        newMessage,
        ports);
  }

  private static boolean runs(InstanceState state) {
    return state == InstanceState.RUNNING || state == InstanceState.READY;
  }

  Instance given(Grant newGrant, Instant now) {
    return new Instance(
        id,
        InstanceState.LAUNCHING,
        now,
        Optional.of(newGrant),
        0,
        "",
        restarts,
        Optional.empty(),
        startedAt,
        env,
        false,
        "",
        Map.of());
  }

  /** Who reports has been started: the ticket has done its service. */
  Instance reported(ContainerReport report) {
    return new Instance(
        id,
        state,
        since,
        grant.map(given -> new Grant(given.containerId(), given.node(), given.instance(), "")),
        report.agentPort(),
        report.status().url(),
        Math.max(restarts, report.status().process().restarts()),
        killAt,
        startedAt,
        env,
        yarnDone,
        message,
        report.status().process().ports());
  }

  Instance killedAt(Instant at) {
    return new Instance(
        id,
        state,
        since,
        grant,
        agentPort,
        url,
        restarts,
        Optional.of(at),
        startedAt,
        env,
        yarnDone,
        message,
        ports);
  }

  Instance doneWithYarn() {
    return new Instance(
        id, state, since, grant, agentPort, url, restarts, killAt, startedAt, env, true, message,
        ports);
  }

  InstanceStatus status() {
    return new InstanceStatus(
        id.toString(),
        state,
        grant.map(Grant::containerId),
        grant.map(Grant::host),
        agentPort,
        restarts,
        since,
        startedAt,
        message,
        ports);
  }

  /** As it is kept; the ticket only where nobody else can read it. */
  JsonObject toJson(boolean withTicket) {
    JsonObject json =
        JsonObject.create()
            .put("service", id.service())
            .put("number", id.number())
            .put("state", state.toString())
            .put("since", since)
            .put("agentPort", agentPort)
            .put("url", url)
            .put("restarts", restarts)
            .put("killAt", killAt)
            .put("startedAt", startedAt)
            .put("env", env)
            .put("yarnDone", yarnDone)
            .put("message", message)
            .put("ports", Ports.toJson(ports));
    grant.ifPresent(
        given ->
            json.put("containerId", given.containerId())
                .put("node", given.node())
                .put("request", given.instance())
                .put("ticket", withTicket ? given.ticket() : ""));
    return json;
  }

  static Instance fromJson(JsonObject json) {
    return new Instance(
        new InstanceId(json.string("service"), Math.toIntExact(json.integer("number"))),
        json.constant("state", InstanceState.class),
        json.instant("since"),
        json.optionalString("containerId")
            .map(
                id ->
                    new Grant(
                        id, json.string("node"), json.integer("request"), json.string("ticket"))),
        Math.toIntExact(json.integer("agentPort")),
        json.string("url"),
        Math.toIntExact(json.integer("restarts")),
        json.optionalInstant("killAt"),
        json.optionalInstant("startedAt"),
        json.stringMap("env"),
        json.bool("yarnDone", true),
        json.string("message"),
        Ports.fromJson(json));
  }
}
