package dev.heddle.appmaster.yarn;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.container.AgentLog;
import dev.heddle.appmaster.master.Grant;
import dev.heddle.appmaster.protocol.AgentLaunch;
import dev.heddle.appmaster.protocol.LocalFile;
import java.io.IOException;
import java.lang.reflect.UndeclaredThrowableException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.ipc.RPC;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.security.token.Token;
import org.apache.hadoop.yarn.api.ContainerManagementProtocol;
import org.apache.hadoop.yarn.api.protocolrecords.StartContainerRequest;
import org.apache.hadoop.yarn.api.protocolrecords.StartContainersRequest;
import org.apache.hadoop.yarn.api.protocolrecords.StartContainersResponse;
import org.apache.hadoop.yarn.api.records.ApplicationAccessType;
import org.apache.hadoop.yarn.api.records.ContainerId;
import org.apache.hadoop.yarn.api.records.ContainerLaunchContext;
import org.apache.hadoop.yarn.api.records.LocalResource;
import org.apache.hadoop.yarn.api.records.LocalResourceType;
import org.apache.hadoop.yarn.api.records.LocalResourceVisibility;
import org.apache.hadoop.yarn.api.records.SerializedException;
import org.apache.hadoop.yarn.api.records.URL;
import org.apache.hadoop.yarn.client.NMProxy;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.apache.hadoop.yarn.ipc.YarnRPC;
import org.apache.hadoop.yarn.security.NMTokenIdentifier;

/**
 * Starts service containers on their nodes, on other threads than the caller's: a node that is away
 * makes the call hang. They are ended by their agents, or by being given back to the
 * ResourceManager, which needs no token of the node.
 */
final class NodeManagers {

  /**
   * All that a container is started with.
   *
   * @param credentials tokens and secrets in Hadoop's form
   * @param acls access lists by YARN's name of the access
   */
  record Start(
      Grant grant,
      Map<String, String> environment,
      List<LocalFile> files,
      ByteBuffer credentials,
      Map<String, String> acls) {
    Start {
      requireNonNull(grant, "grant is null");
      environment = Map.copyOf(environment);
      files = List.copyOf(files);
      requireNonNull(credentials, "credentials is null");
      acls = Map.copyOf(acls);
    }
  }

  private final HadoopSession session;
  private final NodeTokens tokens;
  private final AgentLog log;
  private final BiConsumer<String, String> failed;
  private final Executor threads;

  /**
   * @param failed hears the id of a container that could not be started, and why
   */
  NodeManagers(
      HadoopSession session,
      NodeTokens tokens,
      Executor threads,
      AgentLog log,
      BiConsumer<String, String> failed) {
    this.session = requireNonNull(session, "session is null");
    this.tokens = requireNonNull(tokens, "tokens is null");
    this.log = requireNonNull(log, "log is null");
    this.failed = requireNonNull(failed, "failed is null");
    this.threads = requireNonNull(threads, "threads is null");
  }

  void start(Start start) {
    threads.execute(
        () -> {
          String containerId = start.grant().containerId();
          try {
            call(start);
            log.say("started " + containerId + " on " + start.grant().node());
          } catch (YarnException | IOException | UndeclaredThrowableException e) {
            log.say(containerId + " could not be started on " + start.grant().node(), e);
            failed.accept(containerId, firstLine(e));
          }
        });
  }

  private void call(Start start) throws YarnException, IOException {
    String node = start.grant().node();
    Token<NMTokenIdentifier> token =
        tokens
            .of(node)
            .orElseThrow(() -> new IOException("the ResourceManager sent no token for " + node));
    int colon = node.lastIndexOf(':');
    InetSocketAddress address =
        new InetSocketAddress(
            node.substring(0, colon), Integer.parseInt(node.substring(colon + 1)));
    org.apache.hadoop.security.SecurityUtil.setTokenService(token, address);
    ContainerId id = ContainerId.fromString(start.grant().containerId());
    UserGroupInformation caller =
        UserGroupInformation.createRemoteUser(id.getApplicationAttemptId().toString());
    caller.addToken(token);
    YarnRPC rpc = YarnRPC.create(session.configuration());
    ContainerManagementProtocol nodeManager =
        NMProxy.createNMProxy(
            session.configuration(), ContainerManagementProtocol.class, caller, rpc, address);
    try {
      StartContainersResponse response =
          nodeManager.startContainers(
              StartContainersRequest.newInstance(
                  List.of(
                      StartContainerRequest.newInstance(
                          context(start), NodeTokens.decode(start.grant().ticket())))));
      SerializedException refusal = response.getFailedRequests().get(id);
      if (refusal != null && !isRepeat(String.valueOf(refusal.getMessage()))) {
        throw new IOException(refusal.getMessage());
      }
    } finally {
      RPC.stopProxy(nodeManager);
    }
  }

  /** An agent that was killed may have started it already. */
  private static boolean isRepeat(String refusal) {
    return refusal.contains("already is running") || refusal.contains("already started");
  }

  private static ContainerLaunchContext context(Start start) {
    Map<String, LocalResource> files = new HashMap<>();
    for (LocalFile file : start.files()) {
      files.put(
          file.name(),
          LocalResource.newInstance(
              URL.fromPath(new Path(URI.create(file.url()))),
              file.archive() ? LocalResourceType.ARCHIVE : LocalResourceType.FILE,
              switch (file.visibility()) {
                case APPLICATION -> LocalResourceVisibility.APPLICATION;
                case PRIVATE -> LocalResourceVisibility.PRIVATE;
                case PUBLIC -> LocalResourceVisibility.PUBLIC;
              },
              file.size(),
              file.timestamp()));
    }
    Map<ApplicationAccessType, String> acls = new EnumMap<>(ApplicationAccessType.class);
    start.acls().forEach((access, who) -> acls.put(ApplicationAccessType.valueOf(access), who));
    return ContainerLaunchContext.newInstance(
        files,
        start.environment(),
        List.of(AgentLaunch.command()),
        null,
        start.credentials().duplicate(),
        acls);
  }

  private static String firstLine(Throwable failure) {
    Throwable cause =
        failure instanceof UndeclaredThrowableException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    String text = String.valueOf(cause.getMessage());
    int end = text.indexOf('\n');
    byte[] line = (end < 0 ? text : text.substring(0, end)).getBytes(UTF_8);
    return new String(line, 0, Math.min(line.length, 500), UTF_8);
  }
}
