package dev.heddle.operator.yarn;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.protocol.AgentLaunch;
import dev.heddle.appmaster.protocol.AgentSpec;
import dev.heddle.appmaster.protocol.Probe;
import dev.heddle.appmaster.protocol.RestartLimits;
import dev.heddle.appmaster.protocol.Role;
import dev.heddle.appmaster.protocol.WorkspaceSpec;
import dev.heddle.crd.application.LogLevel;
import dev.heddle.crd.application.Readiness;
import dev.heddle.crd.application.Resources;
import dev.heddle.crd.application.RestartBackoff;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What a launch's agents are told, and the environments of their containers. Pure. */
final class AgentLaunches {

  private static final Duration PROBE_INTERVAL = Duration.ofSeconds(10);

  /** The end of a Jupyter server's status address, whatever its base URL. */
  private static final String JUPYTER_STATUS = "/api/status";

  private final YarnOptions options;
  private final Map<String, String> hadoopConf;

  AgentLaunches(YarnOptions options, Map<String, String> hadoopConf) {
    this.options = requireNonNull(options, "options is null");
    this.hadoopConf = Map.copyOf(hadoopConf);
  }

  /**
   * The application master's, with the process beside it.
   *
   * @param emptyWorkspace whether the workspace was seen to hold nothing that must be restored
   */
  AgentLaunch ofMaster(Launch launch, Optional<String> stagingDir, boolean emptyWorkspace) {
    if (launch.process().isPresent()) {
      LaunchProcess process = launch.process().get();
      Role role = launch.services().isEmpty() ? new Role.Alone() : new Role.Master(true);
      return of(
          agentSpec(
              launch,
              process,
              role,
              stagingDir,
              workspace(launch, process, emptyWorkspace),
              hadoopConf),
          process,
          launch,
          launch.token(),
          AgentLaunch.SKEIN_SERVE);
    }
    LaunchProcess none =
        new LaunchProcess(
            "master",
            new Resources(options.agentMemory(), 1),
            "",
            Map.of(),
            Map.of(),
            launch.masterRuntime(),
            0,
            Submissions.ATTEMPT_WINDOW,
            Optional.empty(),
            Optional.empty(),
            launch.stopGrace(),
            AgentSpec.USUAL_ACTIVITY_INTERVAL);
    return of(
        agentSpec(launch, none, new Role.Master(false), stagingDir, Optional.empty(), hadoopConf),
        none,
        launch,
        Optional.empty(),
        AgentLaunch.SKEIN_SERVE);
  }

  /** That of a service's containers, before the application master gives it its role. */
  AgentLaunch ofService(Launch launch, LaunchService service, Optional<String> stagingDir) {
    return of(
        agentSpec(
            launch,
            service.process(),
            new Role.Alone(),
            stagingDir,
            // Whether it is empty says nothing of the second container.
            workspace(launch, service.process(), false),
            Map.of()),
        service.process(),
        launch,
        launch.token(),
        AgentLaunch.SKEIN_USE);
  }

  /**
   * @param skein what to do about Skein's protocol when the launch asks for it
   */
  private AgentLaunch of(
      AgentSpec spec, LaunchProcess process, Launch launch, Optional<String> token, String skein) {
    Map<String, String> variables = variables(process, launch.logs());
    if (launch.skein().isPresent()) {
      variables.put(AgentLaunch.SKEIN_VARIABLE, skein);
    }
    try {
      return new AgentLaunch(
          spec, process.script(), options.ports(), true, token, variables, process.env());
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

  /** For the process, under the names that Skein gave them; for the NodeManager; for the agent. */
  private static Map<String, String> variables(LaunchProcess process, LaunchLogs logs) {
    Map<String, String> variables = new HashMap<>();
    variables.put(
        "SKEIN_RESOURCE_MEMORY", Long.toString(process.resources().memory().toMebibytes()));
    variables.put("SKEIN_RESOURCE_VCORES", Integer.toString(process.resources().vcores()));
    process.runtime().map(RuntimeVariables::of).ifPresent(variables::putAll);
    if (logs.level() != LogLevel.INFO) {
      variables.put(AgentLaunch.LOG_LEVEL_VARIABLE, logs.level().word());
    }
    if (logs.config().isPresent()) {
      variables.put(AgentLaunch.LOG_CONFIG_VARIABLE, AgentLaunch.LOG_CONFIG_LINK);
    }
    return variables;
  }

  private static AgentSpec agentSpec(
      Launch launch,
      LaunchProcess process,
      Role role,
      Optional<String> stagingDir,
      Optional<WorkspaceSpec> workspace,
      Map<String, String> hadoopConf) {
    Optional<Readiness> readiness = process.upkeep().readiness();
    String base = readiness.flatMap(Readiness::path).map(AgentLaunches::base).orElse("/");
    RestartBackoff backoff = process.upkeep().restartBackoff();
    return new AgentSpec(
        launch.namespace(),
        launch.resourceName(),
        launch.uid(),
        launch.user(),
        process.name(),
        base,
        readiness
            .filter(r -> r.path().isPresent())
            .map(
                r ->
                    new Probe(
                        below(base, r.path().orElseThrow()),
                        Optional.of(r.tokenEnv()).filter(v -> !v.isEmpty()),
                        PROBE_INTERVAL)),
        readiness.flatMap(Readiness::shutdownPath).map(p -> below(base, p)),
        new RestartLimits(
            process.maxRestarts(), process.restartWindow(), backoff.initial(), backoff.max()),
        process.stopGrace(),
        Upkeeps.of(process.upkeep()),
        stagingDir,
        workspace,
        AgentSpec.JUPYTER_INFO_KEY,
        process.activityInterval(),
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
}
