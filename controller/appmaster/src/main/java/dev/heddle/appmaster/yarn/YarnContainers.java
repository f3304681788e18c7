package dev.heddle.appmaster.yarn;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.container.AgentLog;
import dev.heddle.appmaster.container.StateFile;
import dev.heddle.appmaster.master.Cluster;
import dev.heddle.appmaster.master.ContainerNews;
import dev.heddle.appmaster.master.Grant;
import dev.heddle.appmaster.master.Master;
import dev.heddle.appmaster.protocol.AgentLaunch;
import dev.heddle.appmaster.protocol.AgentSpec;
import dev.heddle.appmaster.protocol.ContainerNeeds;
import dev.heddle.appmaster.protocol.FinalStatus;
import dev.heddle.appmaster.protocol.ReportToken;
import dev.heddle.appmaster.protocol.Role;
import dev.heddle.appmaster.protocol.ServiceSpec;
import dev.heddle.appmaster.protocol.SkeinFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import org.apache.hadoop.io.DataOutputBuffer;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.security.Credentials;
import org.apache.hadoop.yarn.api.records.ResourceTypeInfo;
import org.apache.hadoop.yarn.util.resource.ResourceUtils;

/** YARN for the application master of an application with services. */
public final class YarnContainers implements Cluster {
  /** Longer than YARN waits for an application master that went silent, by default. */
  private static final Duration ORPHAN_AFTER = Duration.ofMinutes(15);

  private final HadoopSession session;
  private final ResourceManagerLink link;
  private final NodeTokens tokens;
  private final NodeManagers nodeManagers;
  private final ContainerNews news;
  private final Map<String, String> settings;
  private final Map<String, String> acls;
  private final String host;
  private final int port;
  private final Optional<String> skein;
  private final boolean announces;

  /**
   * @param settings Hadoop's settings, which containers get too
   * @param acls access lists by YARN's name of the access
   * @param host where containers find this application master
   * @param skein where they find Skein's protocol, if it is served
   * @param announces whether the services are what the application is opened at
   * @param master hears of containers
   * @param threads for calls to nodes
   */
  public YarnContainers(
      HadoopSession session,
      ResourceManagerLink link,
      StateFile tokenFile,
      Map<String, String> settings,
      Map<String, String> acls,
      String host,
      int port,
      Optional<String> skein,
      boolean announces,
      Master master,
      Executor threads,
      AgentLog log)
      throws IOException {
    this.session = requireNonNull(session, "session is null");
    this.link = requireNonNull(link, "link is null");
    this.tokens = new NodeTokens(tokenFile);
    this.nodeManagers = new NodeManagers(session, tokens, threads, log, master::launchFailed);
    this.news = requireNonNull(master, "master is null");
    this.settings = Map.copyOf(settings);
    this.acls = Map.copyOf(acls);
    this.host = requireNonNull(host, "host is null");
    this.port = port;
    this.skein = requireNonNull(skein, "skein is null");
    this.announces = announces;
  }

  NodeTokens tokens() {
    return tokens;
  }

  ContainerNews news() {
    return news;
  }

  /**
   * Makes Hadoop's client accept countable resources by name. It learns them from XML elsewhere,
   * and an agent reads none.
   */
  public static void know(Set<String> resources) {
    if (resources.isEmpty()) {
      return;
    }
    List<ResourceTypeInfo> types = new ArrayList<>(ResourceUtils.getResourcesTypeInfo());
    for (String name : resources) {
      types.add(ResourceTypeInfo.newInstance(name));
    }
    ResourceUtils.reinitializeResources(types);
  }

  @Override
  public void ask(long request, int priority, ContainerNeeds needs) {
    link.ask(request, priority, needs, true);
  }

  @Override
  public void withdraw(long request, int priority, ContainerNeeds needs) {
    link.ask(request, priority, needs, false);
  }

  @Override
  public void release(String containerId) {
    link.release(containerId);
  }

  @Override
  public void hurry(boolean moving) {
    link.hurry(moving);
  }

  @Override
  public void announce(String trackingUrl, boolean ready) {
    if (announces) {
      link.announce(trackingUrl, ready);
    }
  }

  @Override
  public void finish(FinalStatus status, String diagnostics) {
    link.finish(status, diagnostics);
  }

  @Override
  public void launch(Grant grant, int instance, ServiceSpec service) {
    AgentSpec agent =
        service
            .agent()
            .inContainer(
                new Role.Container(service.name(), instance, host, port, ORPHAN_AFTER), settings);
    Map<String, String> environment = new HashMap<>(service.environment());
    environment.put(
        "HEDDLE_SPEC", Base64.getEncoder().encodeToString(agent.toJson().getBytes(UTF_8)));
    environment.put("HEDDLE_INSTANCE", service.name() + "_" + instance);
    environment.put("HEDDLE_APPMASTER_ADDRESS", host + ":" + port);
    skein.ifPresent(address -> environment.put(AgentLaunch.SKEIN_ADDRESS_VARIABLE, address));
    try {
      nodeManagers.start(
          new NodeManagers.Start(
              grant, environment, service.files(), credentials(grant.containerId()), acls));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The tokens for file systems and the lesser certificate: with the application master's own a
   * container could scale and end the application.
   */
  private ByteBuffer credentials(String containerId) throws IOException {
    Credentials credentials = session.tokensForContainers();
    move(credentials, AgentLaunch.CONTAINER_KEYSTORE_SECRET, AgentLaunch.KEYSTORE_SECRET);
    move(
        credentials,
        AgentLaunch.CONTAINER_KEYSTORE_PASSWORD_SECRET,
        AgentLaunch.KEYSTORE_PASSWORD_SECRET);
    move(credentials, AgentLaunch.TOKEN_SECRET, AgentLaunch.TOKEN_SECRET);
    session
        .secret(AgentLaunch.SKEIN_CONTAINER_FILES_SECRET)
        .ifPresent(
            hidden ->
                credentials.addSecretKey(
                    new Text(AgentLaunch.SKEIN_FILES_SECRET), SkeinFiles.revealed(hidden)));
    byte[] key =
        session
            .original(AgentLaunch.KEYSTORE_PASSWORD_SECRET)
            .orElseThrow(() -> new IOException("the application has no key store"));
    credentials.addSecretKey(
        new Text(AgentLaunch.REPORT_SECRET), ReportToken.of(key, containerId).getBytes(UTF_8));
    try (DataOutputBuffer buffer = new DataOutputBuffer()) {
      credentials.writeTokenStorageToStream(buffer);
      return ByteBuffer.wrap(buffer.getData(), 0, buffer.getLength());
    }
  }

  private void move(Credentials to, String from, String name) {
    session.secret(from).ifPresent(secret -> to.addSecretKey(new Text(name), secret));
  }
}
