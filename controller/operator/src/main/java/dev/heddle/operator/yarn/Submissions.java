package dev.heddle.operator.yarn;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.protocol.AgentLaunch;
import dev.heddle.appmaster.protocol.ContainerNeeds;
import dev.heddle.appmaster.protocol.LocalFile;
import dev.heddle.appmaster.protocol.PlacementNeed;
import dev.heddle.appmaster.protocol.ServiceSpec;
import dev.heddle.appmaster.protocol.ServicesSpec;
import dev.heddle.crd.application.Acls;
import dev.heddle.crd.application.LogPatterns;
import dev.heddle.crd.application.PlacementRule;
import dev.heddle.crd.application.Resources;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.hadoop.yarn.api.records.ApplicationAccessType;
import org.apache.hadoop.yarn.api.records.ApplicationSubmissionContext;
import org.apache.hadoop.yarn.api.records.ApplicationTimeoutType;
import org.apache.hadoop.yarn.api.records.ContainerLaunchContext;
import org.apache.hadoop.yarn.api.records.LocalResource;
import org.apache.hadoop.yarn.api.records.LogAggregationContext;
import org.apache.hadoop.yarn.api.records.Priority;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.exceptions.ResourceNotFoundException;
import org.apache.hadoop.yarn.util.Records;

/** A launch in YARN's terms. Pure: files, tokens and settings have been read before. */
final class Submissions {

  private static final String TYPE = "HEDDLE";

  /** What speaking Skein's protocol takes besides. */
  private static final long SKEIN_MEBIBYTES = 64;

  /** Only attempts that failed within it count against the limit, so that a long life is none. */
  static final Duration ATTEMPT_WINDOW = Duration.ofMinutes(10);

  private final YarnOptions options;
  private final String operatorUser;
  private final AgentLaunches agents;

  Submissions(YarnOptions options, String operatorUser, Map<String, String> hadoopConf) {
    this.options = requireNonNull(options, "options is null");
    this.operatorUser = requireNonNull(operatorUser, "operatorUser is null");
    this.agents = new AgentLaunches(options, hadoopConf);
  }

  /**
   * What YARN is asked for at first: the process's needs and the agent's. An application master
   * alone fits into what was given to it, if that is enough for an agent.
   */
  Resource resource(Launch launch) {
    long skein = launch.skein().isPresent() ? SKEIN_MEBIBYTES : 0;
    if (launch.process().isPresent()) {
      Resource resource = resource(launch.process().get());
      resource.setMemorySize(Math.addExact(resource.getMemorySize(), skein));
      return resource;
    }
    long own = options.agentMemory().toMebibytes() + skein;
    return Resource.newInstance(
        Math.max(own, launch.masterResources().map(r -> r.memory().toMebibytes()).orElse(own)),
        launch.masterResources().map(Resources::vcores).orElse(1));
  }

  /** What a process and the agent beside it need. */
  Resource resource(LaunchProcess process) {
    Resource resource =
        Resource.newInstance(
            Math.addExact(
                process.resources().memory().toMebibytes(), options.agentMemory().toMebibytes()),
            process.resources().vcores());
    process.resources().countable().forEach((name, count) -> set(resource, name, count));
    return resource;
  }

  private static void set(Resource resource, String name, long count) {
    try {
      resource.setResourceValue(name, count);
    } catch (ResourceNotFoundException e) {
      throw new YarnRejectedException(
          YarnRejectedException.Reason.INVALID_LAUNCH,
          "resource '"
              + name
              + "' is not among those in the operator's resource-types.xml, and so perhaps not among"
              + " the cluster's",
          e);
    }
  }

  /**
   * @param emptyWorkspace whether the workspace was seen to hold nothing that must be restored
   */
  ApplicationSubmissionContext context(
      String applicationId,
      Launch launch,
      Map<String, LocalResource> files,
      ByteBuffer credentials,
      Optional<String> stagingDir,
      boolean emptyWorkspace) {
    AgentLaunch agent = agents.ofMaster(launch, stagingDir, emptyWorkspace);
    ContainerLaunchContext container =
        ContainerLaunchContext.newInstance(
            files,
            agent.environment(),
            List.of(AgentLaunch.command()),
            null,
            credentials,
            acls(launch));
    ApplicationSubmissionContext context = Records.newRecord(ApplicationSubmissionContext.class);
    context.setApplicationId(Reports.id(applicationId));
    context.setApplicationName(launch.displayName());
    context.setApplicationType(TYPE);
    context.setQueue(launch.queue());
    context.setMaxAppAttempts(launch.maxAttempts());
    context.setAttemptFailuresValidityInterval(ATTEMPT_WINDOW.toMillis());
    context.setKeepContainersAcrossApplicationAttempts(!launch.services().isEmpty());
    context.setResource(resource(launch));
    context.setApplicationTags(
        new Tags(launch.uid(), launch.run(), launch.launchHash())
            .with(options.installation(), launch.tags()));
    context.setAMContainerSpec(container);
    launch
        .terms()
        .priority()
        .ifPresent(priority -> context.setPriority(Priority.newInstance(priority)));
    launch
        .terms()
        .maxLifetime()
        .ifPresent(
            lifetime ->
                context.setApplicationTimeouts(
                    Map.of(ApplicationTimeoutType.LIFETIME, Math.max(1, lifetime.toSeconds()))));
    launch
        .logs()
        .collected()
        .map(Submissions::collected)
        .ifPresent(context::setLogAggregationContext);
    if (!launch.nodeLabel().isEmpty()) {
      context.setNodeLabelExpression(launch.nodeLabel());
    }
    return context;
  }

  /**
   * The services of a launch, for the credentials of its application master.
   *
   * @param files of each service
   * @param racks of hosts that services name
   */
  ServicesSpec services(
      Launch launch,
      Map<String, List<LocalFile>> files,
      Map<String, String> racks,
      Optional<String> stagingDir) {
    List<ServiceSpec> services = new ArrayList<>();
    Set<String> tagged = tagged(launch.services());
    for (LaunchService service : launch.services()) {
      AgentLaunch agent = agents.ofService(launch, service, stagingDir);
      Map<String, String> environment = new HashMap<>(agent.environment());
      environment.remove("HEDDLE_SPEC"); // the application master adds the role
      services.add(
          new ServiceSpec(
              service.instances(),
              service.depends(),
              agent.spec().restart(),
              service.allowFailures(),
              needs(service, racks, tagged.contains(service.name())),
              environment,
              files.getOrDefault(service.name(), List.of()),
              agent.spec()));
    }
    Map<String, String> acls = new TreeMap<>();
    acls(launch).forEach((access, who) -> acls.put(access.name(), who));
    return new ServicesSpec(services, launch.generation(), acls);
  }

  /** The services that must be known by name where they are: placed ones, and those looked at. */
  private static Set<String> tagged(List<LaunchService> services) {
    Set<String> tagged = new TreeSet<>();
    for (LaunchService service : services) {
      service.placement().forEach(rule -> tagged.addAll(rule.services()));
      if (!service.placement().isEmpty()) {
        tagged.add(service.name());
      }
    }
    return tagged;
  }

  private ContainerNeeds needs(LaunchService service, Map<String, String> racks, boolean tagged) {
    Resource resource = resource(service.process());
    Set<String> places = new TreeSet<>(service.racks());
    for (String node : service.nodes()) {
      Optional.ofNullable(racks.get(node)).ifPresent(places::add);
    }
    boolean anywhere = service.nodes().isEmpty() && service.racks().isEmpty();
    return new ContainerNeeds(
        resource.getMemorySize(),
        resource.getVirtualCores(),
        service.process().resources().countable(),
        service.nodeLabel(),
        service.nodes(),
        List.copyOf(places),
        anywhere || service.relaxLocality(),
        tagged ? service.name() : "",
        service.placement().stream().map(rule -> rule(service.name(), rule)).toList());
  }

  /** YARN counts what is at a place before a container comes there. */
  private static PlacementNeed rule(String service, PlacementRule rule) {
    int itself = rule.services().contains(service) ? 1 : 0;
    return new PlacementNeed(
        rule.services(),
        rule.scope() == PlacementRule.Scope.RACK,
        switch (rule.relation()) {
          case AFFINITY -> 1;
          case ANTI_AFFINITY -> 0;
          case CARDINALITY -> rule.min().orElse(0);
        },
        switch (rule.relation()) {
          case AFFINITY -> Integer.MAX_VALUE;
          case ANTI_AFFINITY -> 0;
          case CARDINALITY -> rule.max().map(max -> max - itself).orElse(Integer.MAX_VALUE);
        });
  }

  /** What is absent YARN has a default for; while it runs, that is to collect nothing. */
  private static LogAggregationContext collected(LogPatterns patterns) {
    return LogAggregationContext.newInstance(
        patterns.include().orElse(null),
        patterns.exclude().orElse(null),
        patterns.rolledInclude().orElse(null),
        patterns.rolledExclude().or(() -> patterns.rolledInclude().map(all -> "")).orElse(null));
  }

  /** The operator must see its applications, and be able to end them, whoever submitted them. */
  private Map<ApplicationAccessType, String> acls(Launch launch) {
    Optional<Acls> wanted = launch.acls().filter(Acls::enable);
    Map<ApplicationAccessType, String> acls = new EnumMap<>(ApplicationAccessType.class);
    acls.put(
        ApplicationAccessType.VIEW_APP,
        acl(
            wanted.map(Acls::viewUsers).orElse(List.of()),
            wanted.map(Acls::viewGroups).orElse(List.of())));
    acls.put(
        ApplicationAccessType.MODIFY_APP,
        acl(
            wanted.map(Acls::modifyUsers).orElse(List.of()),
            wanted.map(Acls::modifyGroups).orElse(List.of())));
    return acls;
  }

  private String acl(List<String> users, List<String> groups) {
    if (users.contains("*") || groups.contains("*")) {
      return "*";
    }
    String all = users.isEmpty() ? operatorUser : operatorUser + "," + String.join(",", users);
    return all + " " + String.join(",", groups);
  }
}
