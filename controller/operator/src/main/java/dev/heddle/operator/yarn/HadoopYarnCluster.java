package dev.heddle.operator.yarn;

import static java.util.Objects.requireNonNull;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.heddle.appmaster.protocol.AgentApi;
import dev.heddle.appmaster.protocol.AgentLaunch;
import dev.heddle.appmaster.protocol.HadoopKeys;
import dev.heddle.appmaster.protocol.LocalFile;
import dev.heddle.appmaster.protocol.ServicesSpec;
import dev.heddle.crd.application.FileResource;
import dev.heddle.crd.application.Workspace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.HdfsConfiguration;
import org.apache.hadoop.io.DataOutputBuffer;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.security.Credentials;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.yarn.api.protocolrecords.ApplicationsRequestScope;
import org.apache.hadoop.yarn.api.protocolrecords.GetApplicationReportRequest;
import org.apache.hadoop.yarn.api.protocolrecords.GetApplicationsRequest;
import org.apache.hadoop.yarn.api.protocolrecords.GetNewApplicationRequest;
import org.apache.hadoop.yarn.api.protocolrecords.GetNewApplicationResponse;
import org.apache.hadoop.yarn.api.protocolrecords.KillApplicationRequest;
import org.apache.hadoop.yarn.api.protocolrecords.SubmitApplicationRequest;
import org.apache.hadoop.yarn.api.records.ApplicationSubmissionContext;
import org.apache.hadoop.yarn.api.records.LocalResource;
import org.apache.hadoop.yarn.api.records.NodeReport;
import org.apache.hadoop.yarn.api.records.NodeState;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.client.util.YarnClientUtils;
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
  private static final Duration HOME_FRESH = Duration.ofMinutes(5);

  private final YarnOptions options;
  private final Configuration conf;
  private final ApplicationKeys keys;
  private final UserSessions sessions;
  private final LocalFiles files;
  private final Optional<QueueCheck> queues;
  private final Submissions submissions;
  private final ClusterReports cluster;
  private final Cache<String, Optional<String>> homes =
      Caffeine.newBuilder().expireAfterWrite(HOME_FRESH).maximumSize(10_000).build();

  private volatile Optional<Resource> largest = Optional.empty();

  private HadoopYarnCluster(
      YarnOptions options,
      Configuration conf,
      Map<String, String> agentConf,
      ApplicationKeys keys,
      UserSessions sessions) {
    this.options = options;
    this.conf = conf;
    this.keys = requireNonNull(keys, "keys is null");
    this.sessions = sessions;
    this.files =
        new LocalFiles(
            sessions, conf, new AgentArchive(options.agentTar(), options.rootDir(), conf));
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
    Map<String, String> agentConf = agentConf(conf);
    patience(conf);
    return new HadoopYarnCluster(
        options, conf, agentConf, keys, new UserSessions(conf, options.operatorUser()));
  }

  /** Callers try again by themselves, with a pause that grows: one call gives up soon. */
  private static void patience(Configuration conf) {
    conf.setLong(YarnConfiguration.RESOURCEMANAGER_CONNECT_MAX_WAIT_MS, 3_000);
    conf.setLong(YarnConfiguration.RESOURCEMANAGER_CONNECT_RETRY_INTERVAL_MS, 250);
    conf.setInt("ipc.client.connect.max.retries", 2);
    conf.setInt("ipc.client.connect.max.retries.on.timeouts", 1);
    conf.setInt("ipc.client.connect.retry.interval", 250);
    conf.setInt("ipc.client.connect.timeout", 5_000);
    conf.setInt("ipc.client.rpc-timeout.ms", 15_000);
    conf.setInt("dfs.client.block.write.locateFollowingBlock.initial.delay.ms", 10);
  }

  /** What differs from Hadoop's defaults and is of use to an agent. */
  private static Map<String, String> agentConf(Configuration conf) {
    Map<String, String> wanted = new TreeMap<>();
    for (Map.Entry<String, String> entry : conf) {
      String key = entry.getKey();
      if (HadoopKeys.wanted(key) && !isDefault(conf, key)) {
        wanted.put(key, conf.get(key));
      }
    }
    return wanted;
  }

  private static boolean isDefault(Configuration conf, String key) {
    String[] sources = conf.getPropertySources(key);
    return sources != null
        && sources.length > 0
        && sources[sources.length - 1].endsWith("-default.xml");
  }

  /** The user that YARN sees where a resource names none. */
  public String operatorUser() {
    return sessions.operatorUser();
  }

  /** What agents keep beside their applications. */
  public StagingDirectories staging() {
    return new HadoopStagingDirectories(sessions, conf);
  }

  /** What YARN has collected of ended applications' logs, read as the users they belong to. */
  public CollectedLogs logs() {
    return new HadoopCollectedLogs(sessions, conf);
  }

  /**
   * Makes sure that the agent's package is on the cluster, before the first submission needs it.
   */
  public void prepare() {
    keys.issue(
        "application_0_0000"); // the first one in a JVM takes long: nobody waits for this one
    attempt("writing the agent's package", files::agent);
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
    largest = Optional.ofNullable(response.getMaximumResourceCapability());
    return response.getApplicationId().toString();
  }

  @Override
  public void submit(String applicationId, Launch launch) {
    requireFits(launch);
    String what = "submitting " + applicationId + " for user '" + launch.user() + "'";
    attempt(
        what,
        () -> {
          if (queues.isPresent()) {
            queues.get().requireOpen(launch.queue());
          }
          Map<String, LocalResource> resources = new HashMap<>();
          for (LocalResourceOf file : masterFiles(launch)) {
            resources.put(file.name(), file.resource());
          }
          Optional<String> staging = stagingDir(launch, applicationId);
          ByteBuffer credentials = credentials(applicationId, launch, staging);
          ApplicationSubmissionContext context =
              submissions.context(
                  applicationId,
                  launch,
                  resources,
                  credentials,
                  staging,
                  hasEmptyWorkspace(launch));
          return sessions.call(
              launch.user(),
              rm -> rm.submitApplication(SubmitApplicationRequest.newInstance(context)));
        });
    LOG.info("submitted {} as {} for {}", applicationId, launch.user(), launch);
  }

  private void requireFits(Launch launch) {
    requireFits("", submissions.resource(launch));
    for (LaunchService service : launch.services()) {
      requireFits("service " + service.name() + ": ", submissions.resource(service.process()));
    }
  }

  private void requireFits(String what, Resource wanted) {
    if (largest.isEmpty()) {
      return;
    }
    Resource most = largest.get();
    if (wanted.getMemorySize() > most.getMemorySize()
        || wanted.getVirtualCores() > most.getVirtualCores()) {
      throw new YarnRejectedException(
          YarnRejectedException.Reason.RESOURCE_TOO_LARGE,
          String.format(
              "%s%d MiB (%s of them for the agent) and %d vcores are more than one container"
                  + " may have on this cluster: %d MiB and %d vcores",
              what,
              wanted.getMemorySize(),
              options.agentMemory(),
              wanted.getVirtualCores(),
              most.getMemorySize(),
              most.getVirtualCores()));
    }
  }

  private record LocalResourceOf(String name, LocalResource resource) {}

  private List<LocalResourceOf> masterFiles(Launch launch) throws YarnException, IOException {
    return files(launch.user(), launch.process().map(LaunchProcess::files).orElse(Map.of()));
  }

  private List<LocalResourceOf> files(String user, Map<String, FileResource> wanted)
      throws YarnException, IOException {
    if (wanted.containsKey(AgentLaunch.ARCHIVE_LINK)) {
      throw new YarnRejectedException(
          YarnRejectedException.Reason.INVALID_LAUNCH,
          "file name '" + AgentLaunch.ARCHIVE_LINK + "' is Heddle's: choose another");
    }
    List<LocalResourceOf> all = new ArrayList<>();
    for (Map.Entry<String, FileResource> file : wanted.entrySet()) {
      all.add(new LocalResourceOf(file.getKey(), files.of(user, file.getKey(), file.getValue())));
    }
    all.add(new LocalResourceOf(AgentLaunch.ARCHIVE_LINK, files.agent()));
    return all;
  }

  /** What the application master is told of its services. */
  private ServicesSpec services(Launch launch, Optional<String> staging)
      throws YarnException, IOException {
    Map<String, List<LocalFile>> all = new HashMap<>();
    for (LaunchService service : launch.services()) {
      List<LocalFile> ofService = new ArrayList<>();
      for (LocalResourceOf file : files(launch.user(), service.process().files())) {
        ofService.add(LocalFiles.portable(file.name(), file.resource()));
      }
      all.put(service.name(), ofService);
    }
    boolean named = launch.services().stream().anyMatch(service -> !service.nodes().isEmpty());
    return submissions.services(launch, all, named ? racks() : Map.of(), staging);
  }

  /** YARN wants a host's rack with the host. */
  private Map<String, String> racks() throws YarnException, IOException {
    Map<String, String> racks = new HashMap<>();
    for (NodeReport node : cluster.reports(EnumSet.of(NodeState.RUNNING))) {
      racks.put(node.getNodeId().getHost(), node.getRackName());
    }
    return racks;
  }

  private ByteBuffer credentials(String applicationId, Launch launch, Optional<String> staging)
      throws YarnException, IOException {
    Credentials credentials = new Credentials();
    addKeyStore(
        credentials,
        applicationId,
        AgentLaunch.KEYSTORE_SECRET,
        AgentLaunch.KEYSTORE_PASSWORD_SECRET);
    AgentLaunch.secrets(launch.token())
        .forEach((name, secret) -> credentials.addSecretKey(new Text(name), secret));
    addKeyStore(
        credentials,
        AgentApi.containersName(applicationId),
        AgentLaunch.CONTAINER_KEYSTORE_SECRET,
        AgentLaunch.CONTAINER_KEYSTORE_PASSWORD_SECRET);
    if (!launch.services().isEmpty()) {
      addServices(credentials, launch, staging);
    }
    if (UserGroupInformation.isSecurityEnabled()) {
      addTokens(credentials, launch);
    }
    try (DataOutputBuffer buffer = new DataOutputBuffer()) {
      credentials.writeTokenStorageToStream(buffer);
      return ByteBuffer.wrap(buffer.getData(), 0, buffer.getLength());
    }
  }

  private void addServices(Credentials credentials, Launch launch, Optional<String> staging)
      throws YarnException, IOException {
    byte[] services = services(launch, staging).toBytes();
    if (services.length > ServicesSpec.MAX_BYTES) {
      throw new YarnRejectedException(
          YarnRejectedException.Reason.INVALID_LAUNCH,
          String.format(
              "the services' scripts, environments and files have %d bytes in all; an application"
                  + " may have %d: move scripts into files",
              services.length, ServicesSpec.MAX_BYTES));
    }
    credentials.addSecretKey(new Text(ServicesSpec.SECRET), services);
  }

  private void addKeyStore(
      Credentials credentials, String name, String storeSecret, String passwordSecret) {
    ApplicationKeys.KeyStoreFile keyStore = keys.issue(name);
    credentials.addSecretKey(new Text(storeSecret), keyStore.pkcs12());
    credentials.addSecretKey(
        new Text(passwordSecret), keyStore.password().getBytes(StandardCharsets.UTF_8));
  }

  private void addTokens(Credentials credentials, Launch launch) throws YarnException, IOException {
    String renewer = YarnClientUtils.getRmPrincipal(conf);
    sessions.call(
        launch.user(),
        rm -> {
          List<FileSystem> all = new ArrayList<>(List.of(FileSystem.get(conf)));
          for (String uri : launch.fileSystems()) {
            all.add(new Path(uri).getFileSystem(conf));
          }
          if (workspace(launch).isPresent()) {
            all.add(new Path(workspace(launch).get().path()).getFileSystem(conf));
          }
          for (FileSystem fs : all) {
            fs.addDelegationTokens(renewer, credentials);
          }
          return credentials;
        });
  }

  /** A place in the user's own home; a user without one has none, and the agent keeps less. */
  private Optional<String> stagingDir(Launch launch, String applicationId)
      throws YarnException, IOException {
    Optional<String> home = homes.getIfPresent(launch.user());
    if (home == null) {
      home =
          sessions.call(
              launch.user(),
              rm -> {
                FileSystem fs = FileSystem.get(conf);
                Path path = fs.getHomeDirectory();
                return fs.exists(path) ? Optional.of(path.toString()) : Optional.<String>empty();
              });
      homes.put(launch.user(), home);
    }
    return home.map(h -> HadoopStagingDirectories.of(h, applicationId));
  }

  /**
   * Whether the process may start without waiting for files. When that can't be told, the agent
   * finds out, and says what is wrong.
   */
  private static Optional<Workspace> workspace(Launch launch) {
    return launch.process().flatMap(LaunchProcess::workspace);
  }

  private boolean hasEmptyWorkspace(Launch launch) throws YarnException {
    if (workspace(launch).isEmpty()) {
      return true;
    }
    Path workspace = new Path(workspace(launch).get().path());
    try {
      return sessions.call(
          launch.user(),
          rm -> {
            FileSystem fs = workspace.getFileSystem(conf);
            return !fs.exists(workspace) || !fs.listStatusIterator(workspace).hasNext();
          });
    } catch (IOException e) {
      LOG.info("whether {} is empty can't be told: {}", workspace, e.getMessage());
      return false;
    }
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
