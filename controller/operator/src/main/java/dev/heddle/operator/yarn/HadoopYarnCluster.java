package dev.heddle.operator.yarn;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.protocol.ServicesSpec;
import dev.heddle.crd.application.Terms;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.HdfsConfiguration;
import org.apache.hadoop.yarn.api.ApplicationClientProtocol;
import org.apache.hadoop.yarn.api.protocolrecords.ApplicationsRequestScope;
import org.apache.hadoop.yarn.api.protocolrecords.GetApplicationReportRequest;
import org.apache.hadoop.yarn.api.protocolrecords.GetApplicationsRequest;
import org.apache.hadoop.yarn.api.protocolrecords.GetNewApplicationRequest;
import org.apache.hadoop.yarn.api.protocolrecords.GetNewApplicationResponse;
import org.apache.hadoop.yarn.api.protocolrecords.KillApplicationRequest;
import org.apache.hadoop.yarn.api.protocolrecords.MoveApplicationAcrossQueuesRequest;
import org.apache.hadoop.yarn.api.protocolrecords.SubmitApplicationRequest;
import org.apache.hadoop.yarn.api.protocolrecords.UpdateApplicationPriorityRequest;
import org.apache.hadoop.yarn.api.protocolrecords.UpdateApplicationTimeoutsRequest;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ApplicationSubmissionContext;
import org.apache.hadoop.yarn.api.records.ApplicationTimeoutType;
import org.apache.hadoop.yarn.api.records.LocalResource;
import org.apache.hadoop.yarn.api.records.Priority;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.exceptions.ApplicationNotFoundException;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The real cluster, over YARN's client protocol itself: the client library waits in steps for a
 * submission to be accepted, where the poller sees it anyway.
 */
public final class HadoopYarnCluster implements YarnCluster, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(HadoopYarnCluster.class);

  private final YarnOptions options;
  private final Configuration conf;
  private final UserSessions sessions;
  private final LaunchLedger ledger;
  private final LocalFiles local;
  private final LaunchFiles files;
  private final LaunchCredentials credentials;
  private final UserDirectories directories;
  private final ContainerLimits limits;
  private final Optional<QueueCheck> queues;
  private final Submissions submissions;
  private final ClusterReports cluster;

  private HadoopYarnCluster(
      YarnOptions options,
      Configuration conf,
      Map<String, String> agentConf,
      ApplicationKeys keys,
      UserSessions sessions) {
    this.options = options;
    this.conf = conf;
    this.sessions = sessions;
    this.ledger = new LaunchLedger(options.rootDir(), options.installation(), conf);
    this.local =
        new LocalFiles(
            sessions,
            conf,
            new AgentArchive(options.agentTar(), options.rootDir(), conf, ledger),
            new AgentArchive(options.skeinLibrary(), options.rootDir(), conf, ledger));
    this.files = new LaunchFiles(local);
    this.credentials = new LaunchCredentials(sessions, conf, keys);
    this.directories = new UserDirectories(sessions, conf);
    this.limits = new ContainerLimits(options.agentMemory());
    this.queues =
        conf.get(YarnConfiguration.RM_SCHEDULER, YarnConfiguration.DEFAULT_RM_SCHEDULER)
                .endsWith(".CapacityScheduler")
            ? Optional.of(new QueueCheck(sessions))
            : Optional.empty();
    this.cluster = new ClusterReports(sessions);
    this.submissions = new Submissions(options, sessions.operatorUser(), agentConf);
  }

  /** Logs in; nothing is asked of the cluster yet. */
  public static HadoopYarnCluster open(
      YarnOptions options, Configuration cluster, ApplicationKeys keys) throws IOException {
    requireNonNull(options, "options is null");
    HdfsConfiguration.init(); // brings hdfs-site.xml into every configuration
    Configuration conf = new YarnConfiguration(cluster);
    Map<String, String> agentConf = ClientSettings.forAgents(conf);
    ClientSettings.patience(conf);
    return new HadoopYarnCluster(
        options, conf, agentConf, keys, new UserSessions(conf, options.operatorUser()));
  }

  /** The user that YARN sees where a resource names none. */
  public String operatorUser() {
    return sessions.operatorUser();
  }

  /**
   * What agents keep beside their applications.
   *
   * @param logsGo whether logs are to be removed by Heddle after a time, and so their applications
   *     are to be kept on record
   */
  public StagingDirectories staging(BooleanSupplier logsGo) {
    return new HadoopStagingDirectories(sessions, conf, ledger, logsGo);
  }

  /** What launches leave on the cluster. */
  public LaunchRemains launchRemains(StagingDirectories staging) {
    return new HadoopLaunchRemains(ledger, local, staging, sessions, conf);
  }

  /** What resources that are gone leave in their workspaces. */
  public WorkspaceRemains remains() {
    return new HadoopWorkspaceRemains(sessions, conf);
  }

  /** What YARN has collected of ended applications' logs, read as the users they belong to. */
  public CollectedLogs logs() {
    return new HadoopCollectedLogs(sessions, conf);
  }

  /**
   * Makes sure that the agent's package is on the cluster, before the first submission needs it.
   */
  public void prepare() {
    credentials.warm();
    attempt("writing the agent's package", local::agent);
  }

  @Override
  public List<ApplicationReport> applications() {
    return list(Tags.installation(options.installation()));
  }

  @Override
  public List<ApplicationReport> applicationsOf(String uid) {
    return list(Tags.ofUid(uid)).stream().filter(r -> r.uid().equals(uid)).toList();
  }

  private List<ApplicationReport> list(String tag) {
    GetApplicationsRequest request =
        GetApplicationsRequest.newInstance(ApplicationsRequestScope.ALL);
    request.setApplicationTags(Set.of(tag));
    return attempt(
        "listing applications",
        () ->
            sessions.call(rm -> rm.getApplications(request)).getApplicationList().stream()
                .flatMap(r -> Reports.read(options.installation(), r).stream())
                .toList());
  }

  @Override
  public List<ClusterNode> nodes() {
    return attempt("listing nodes", cluster::nodes);
  }

  @Override
  public List<ClusterQueue> queues() {
    return attempt("listing queues", cluster::queues);
  }

  @Override
  public String reserve() {
    GetNewApplicationResponse response =
        attempt(
            "reserving an application id",
            () ->
                sessions.call(rm -> rm.getNewApplication(GetNewApplicationRequest.newInstance())));
    limits.heard(response.getMaximumResourceCapability());
    return response.getApplicationId().toString();
  }

  @Override
  public void submit(String applicationId, Launch launch) {
    limits.requireFits(launch, submissions);
    String what = "submitting " + applicationId + " for user '" + launch.user() + "'";
    attempt(
        what,
        () -> {
          if (queues.isPresent()) {
            queues.get().requireOpen(launch.queue());
          }
          Optional<String> staging = directories.staging(launch.user(), applicationId);
          Map<String, LocalResource> ofMaster = files.ofMaster(launch);
          ApplicationSubmissionContext context =
              submissions.context(
                  applicationId,
                  launch,
                  ofMaster,
                  credentials.of(applicationId, launch, services(launch, staging)),
                  staging,
                  directories.isEmpty(launch.user(), launch.workspace()));
          note(applicationId, launch.user(), ofMaster);
          return sessions.call(
              launch.user(),
              rm -> rm.submitApplication(SubmitApplicationRequest.newInstance(context)));
        });
    LOG.info("submitted {} as {} for {}", applicationId, launch.user(), launch);
  }

  /** Without it, what the application leaves is never taken for ours; that stops no launch. */
  private void note(String applicationId, String user, Map<String, LocalResource> ofMaster)
      throws YarnException {
    try {
      Set<String> packages = LaunchFiles.agents(ofMaster);
      sessions.call(
          rm -> {
            ledger.launches(applicationId, user, packages);
            return packages;
          });
    } catch (IOException e) {
      LOG.warn("{} is not on record: {}", applicationId, Failures.firstLine(e));
    }
  }

  /** What the application master is told of its services. */
  private Optional<ServicesSpec> services(Launch launch, Optional<String> staging)
      throws YarnException, IOException {
    if (launch.services().isEmpty()) {
      return Optional.empty();
    }
    boolean named = launch.services().stream().anyMatch(service -> !service.nodes().isEmpty());
    return Optional.of(
        submissions.services(
            launch, files.ofServices(launch), named ? cluster.racks() : Map.of(), staging));
  }

  @Override
  public void adjust(String applicationId, String uid, Terms terms) {
    Optional<ApplicationReport> report = report(applicationId);
    if (report.isEmpty() || !report.get().uid().equals(uid) || !report.get().isLive()) {
      return;
    }
    ApplicationId id = Reports.id(applicationId);
    attempt(
        "changing the terms of " + applicationId,
        () ->
            sessions.call(
                report.get().user(),
                rm -> {
                  if (terms.queue().isPresent()) {
                    move(rm, id, terms.queue().get());
                  }
                  if (terms.priority().isPresent()) {
                    rm.updateApplicationPriority(
                        UpdateApplicationPriorityRequest.newInstance(
                            id, Priority.newInstance(terms.priority().get())));
                  }
                  if (terms.maxLifetime().isPresent()) {
                    Instant end = report.get().startedAt().plus(terms.maxLifetime().get());
                    rm.updateApplicationTimeouts(
                        UpdateApplicationTimeoutsRequest.newInstance(
                            id, Map.of(ApplicationTimeoutType.LIFETIME, Reports.text(end))));
                  }
                  return id;
                }));
    LOG.info("changed the terms of {}: {}", applicationId, terms);
  }

  private void move(ApplicationClientProtocol rm, ApplicationId id, String queue)
      throws YarnException, IOException {
    if (queues.isPresent()) {
      queues.get().requireOpen(queue);
    }
    rm.moveApplicationAcrossQueues(MoveApplicationAcrossQueuesRequest.newInstance(id, queue));
  }

  @Override
  public void kill(String applicationId, String uid, String reason) {
    Optional<ApplicationReport> report = report(applicationId);
    if (report.isEmpty() || !report.get().uid().equals(uid) || !report.get().isLive()) {
      return;
    }
    KillApplicationRequest request = KillApplicationRequest.newInstance(Reports.id(applicationId));
    request.setDiagnostics(reason);
    attempt(
        "killing " + applicationId, () -> sessions.call(rm -> rm.forceKillApplication(request)));
    LOG.info("killed {}: {}", applicationId, reason);
  }

  private Optional<ApplicationReport> report(String applicationId) {
    return attempt(
        "reading " + applicationId,
        () -> {
          try {
            return Reports.read(
                options.installation(),
                sessions
                    .call(
                        rm ->
                            rm.getApplicationReport(
                                GetApplicationReportRequest.newInstance(Reports.id(applicationId))))
                    .getApplicationReport());
          } catch (ApplicationNotFoundException e) {
            return Optional.empty();
          }
        });
  }

  private static <T> T attempt(String what, Attempt<T> attempt) {
    try {
      return attempt.run();
    } catch (YarnException | IOException e) {
      throw Failures.of(what, e);
    }
  }

  @Override
  public void close() {
    sessions.close();
  }

  private interface Attempt<T> {
    T run() throws YarnException, IOException;
  }
}
