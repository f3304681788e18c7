package dev.heddle.operator.yarn;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.protocol.AgentLaunch;
import dev.heddle.appmaster.protocol.AgentSpec;
import dev.heddle.appmaster.protocol.Probe;
import dev.heddle.appmaster.protocol.RestartLimits;
import dev.heddle.appmaster.protocol.WorkspaceSpec;
import dev.heddle.crd.application.Acls;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.yarn.api.records.ApplicationAccessType;
import org.apache.hadoop.yarn.api.records.ApplicationSubmissionContext;
import org.apache.hadoop.yarn.api.records.ContainerLaunchContext;
import org.apache.hadoop.yarn.api.records.LocalResource;
import org.apache.hadoop.yarn.api.records.Resource;
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

  /** What YARN is asked for: the process's memory and the agent's. */
  Resource resource(Launch launch) {
    return Resource.newInstance(
        Math.addExact(
            launch.resources().memory().toMebibytes(), options.agentMemory().toMebibytes()),
        launch.resources().vcores());
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
    context.setKeepContainersAcrossApplicationAttempts(false);
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

  private AgentLaunch agentLaunch(
      Launch launch, Optional<String> stagingDir, boolean emptyWorkspace) {
    String base = launch.readiness().map(p -> base(p.path())).orElse("/");
    AgentSpec spec =
        new AgentSpec(
            launch.namespace(),
            launch.resourceName(),
            launch.uid(),
            launch.user(),
            launch.service(),
            base,
            launch
                .readiness()
                .map(
                    p ->
                        new Probe(
                            below(base, p.path()),
                            Optional.of(p.tokenEnv()).filter(v -> !v.isEmpty()),
                            PROBE_INTERVAL)),
            launch.readiness().flatMap(p -> p.shutdownPath()).map(p -> below(base, p)),
            restartLimits(launch.maxRestarts()),
            launch.stopGrace(),
            stagingDir,
            launch
                .workspace()
                .map(
                    w ->
                        new WorkspaceSpec(
                            w.path(),
                            launch.run(),
                            emptyWorkspace,
                            w.ignore(),
                            w.maxFileSize().bytes(),
                            w.trashRetention())),
            AgentSpec.JUPYTER_INFO_KEY,
            hadoopConf);
    try {
      return new AgentLaunch(
          spec, launch.script(), options.ports(), true, launch.token(), launch.env());
    } catch (IllegalArgumentException e) {
      throw new YarnRejectedException(
          YarnRejectedException.Reason.INVALID_LAUNCH, e.getMessage(), e);
    }
  }

  private static RestartLimits restartLimits(int maxRestarts) {
    RestartLimits usual = RestartLimits.defaults();
    return new RestartLimits(
        maxRestarts, usual.window(), usual.initialBackoff(), usual.maxBackoff());
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
