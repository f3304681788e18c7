package dev.heddle.operator.yarn;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.protocol.AgentLaunch;
import dev.heddle.appmaster.protocol.AgentSpec;
import dev.heddle.appmaster.protocol.ContainerNeeds;
import dev.heddle.appmaster.protocol.LocalFile;
import dev.heddle.appmaster.protocol.Probe;
import dev.heddle.appmaster.protocol.RestartLimits;
import dev.heddle.appmaster.protocol.Role;
import dev.heddle.appmaster.protocol.ServiceSpec;
import dev.heddle.appmaster.protocol.ServicesSpec;
import dev.heddle.appmaster.protocol.WorkspaceSpec;
import dev.heddle.crd.application.Acls;
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
import org.apache.hadoop.yarn.api.records.ContainerLaunchContext;
import org.apache.hadoop.yarn.api.records.LocalResource;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.exceptions.ResourceNotFoundException;
import org.apache.hadoop.yarn.util.Records;

/** A launch in YARN's terms. Pure: files, tokens and settings have been read before. */
final class Submissions {

  private static final String TYPE = "HEDDLE";
  private static final Duration PROBE_INTERVAL = Duration.ofSeconds(10);

  /** Only attempts that failed within it count against the limit, so that a long life is none. */
  private static final Duration ATTEMPT_WINDOW = Duration.ofMinutes(10);

  /** The end of a Jupyter server's status address, whatever its base URL. */
  private static final String JUPYTER_STATUS = "/api/status";

  private final YarnOptions options;
  private final String operatorUser;
  private final Map<String, String> hadoopConf;

  Submissions(YarnOptions options, String operatorUser, Map<String, String> hadoopConf) {
    this.options = requireNonNull(options, "options is null");
    this.operatorUser = requireNonNull(operatorUser, "operatorUser is null");
    this.hadoopConf = Map.copyOf(hadoopConf);
  }

  /**
   * What YARN is asked for at first: the process's needs and the agent's. An application master
   * alone fits into what was given to it, if that is enough for an agent.
   */
  Resource resource(Launch launch) {
    if (launch.process().isPresent()) {
      return resource(launch.process().get());
    }
    long own = options.agentMemory().toMebibytes();
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
    AgentLaunch agent = agentLaunch(launch, stagingDir, emptyWorkspace);
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
    for (LaunchService service : launch.services()) {
      AgentLaunch agent =
          agentLaunch(
              agentSpec(
                  launch,
                  service.process(),
                  new Role.Alone(),
                  stagingDir,
                  Optional.empty(),
                  Map.of()),
              service.process(),
              launch.token());
      Map<String, String> environment = new HashMap<>(agent.environment());
      environment.remove("HEDDLE_SPEC"); // the application master adds the role
      services.add(
          new ServiceSpec(
              service.instances(),
              service.depends(),
              agent.spec().restart(),
              service.allowFailures(),
              needs(service, racks),
              environment,
              files.getOrDefault(service.name(), List.of()),
              agent.spec()));
    }
    Map<String, String> acls = new TreeMap<>();
    acls(launch).forEach((access, who) -> acls.put(access.name(), who));
    return new ServicesSpec(services, launch.generation(), acls);
  }

  private ContainerNeeds needs(LaunchService service, Map<String, String> racks) {
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
        anywhere || service.relaxLocality());
  }

  private AgentLaunch agentLaunch(
      Launch launch, Optional<String> stagingDir, boolean emptyWorkspace) {
    if (launch.process().isPresent()) {
      LaunchProcess process = launch.process().get();
      Role role = launch.services().isEmpty() ? new Role.Alone() : new Role.Master(true);
      return agentLaunch(
          agentSpec(
              launch,
              process,
              role,
              stagingDir,
              workspace(launch, process, emptyWorkspace),
              hadoopConf),
          process,
          launch.token());
    }
    LaunchProcess none =
        new LaunchProcess(
            "master",
            new Resources(options.agentMemory(), 1),
            "",
            Map.of(),
            Map.of(),
            0,
            ATTEMPT_WINDOW,
            Optional.empty(),
            Optional.empty(),
            launch.stopGrace());
    return agentLaunch(
        agentSpec(launch, none, new Role.Master(false), stagingDir, Optional.empty(), hadoopConf),
        none,
        Optional.empty());
  }

  private AgentLaunch agentLaunch(AgentSpec spec, LaunchProcess process, Optional<String> token) {
    try {
      return new AgentLaunch(
          spec, process.script(), options.ports(), true, token, size(process), process.env());
    } catch (IllegalArgumentException e) {
      throw new YarnRejectedException(
          YarnRejectedException.Reason.INVALID_LAUNCH, e.getMessage(), e);
    }
  }

  private static Optional<WorkspaceSpec> workspace(
      Launch launch, LaunchProcess process, boolean emptyWorkspace) {
    return process
        .workspace()
        .map(
            w ->
                new WorkspaceSpec(
                    w.path(),
                    launch.run(),
                    emptyWorkspace,
                    w.ignore(),
                    w.maxFileSize().bytes(),
                    w.trashRetention()));
  }

  /** What a process may count on, under the names that Skein gave it. */
  private static Map<String, String> size(LaunchProcess process) {
    return Map.of(
        "SKEIN_RESOURCE_MEMORY", Long.toString(process.resources().memory().toMebibytes()),
        "SKEIN_RESOURCE_VCORES", Integer.toString(process.resources().vcores()));
  }

  private static AgentSpec agentSpec(
      Launch launch,
      LaunchProcess process,
      Role role,
      Optional<String> stagingDir,
      Optional<WorkspaceSpec> workspace,
      Map<String, String> hadoopConf) {
    String base = process.readiness().map(p -> base(p.path())).orElse("/");
    RestartLimits usual = RestartLimits.defaults();
    return new AgentSpec(
        launch.namespace(),
        launch.resourceName(),
        launch.uid(),
        launch.user(),
        process.name(),
        base,
        process
            .readiness()
            .map(
                p ->
                    new Probe(
                        below(base, p.path()),
                        Optional.of(p.tokenEnv()).filter(v -> !v.isEmpty()),
                        PROBE_INTERVAL)),
        process.readiness().flatMap(p -> p.shutdownPath()).map(p -> below(base, p)),
        new RestartLimits(
            process.maxRestarts(),
            process.restartWindow(),
            usual.initialBackoff(),
            usual.maxBackoff()),
        process.stopGrace(),
        stagingDir,
        workspace,
        AgentSpec.JUPYTER_INFO_KEY,
        role,
        hadoopConf);
  }

  /** A probe names a whole path; the agent wants the server's base URL and what is below it. */
  private static String base(String path) {
    return path.endsWith(JUPYTER_STATUS)
        ? path.substring(0, path.length() - JUPYTER_STATUS.length() + 1)
        : "/";
  }

  private static String below(String base, String path) {
    return path.startsWith(base) ? path.substring(base.length() - 1) : path;
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
