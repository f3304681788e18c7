package dev.heddle.appmaster.yarn;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.master.ContainerNews;
import dev.heddle.appmaster.master.Grant;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.yarn.api.protocolrecords.AllocateResponse;
import org.apache.hadoop.yarn.api.protocolrecords.RegisterApplicationMasterResponse;
import org.apache.hadoop.yarn.api.records.Container;
import org.apache.hadoop.yarn.api.records.ContainerStatus;
import org.apache.hadoop.yarn.api.records.Token;

/** Reads the ResourceManager's answers: tokens for the session, containers for who wants them. */
final class Answers implements Registration.Listener {
  private final HadoopSession session;
  private final Optional<NodeTokens> tokens;
  private final Optional<ContainerNews> news;

  /** For an application without containers of its own. */
  Answers(HadoopSession session) {
    this.session = requireNonNull(session, "session is null");
    this.tokens = Optional.empty();
    this.news = Optional.empty();
  }

  Answers(HadoopSession session, NodeTokens tokens, ContainerNews news) {
    this.session = requireNonNull(session, "session is null");
    this.tokens = Optional.of(tokens);
    this.news = Optional.of(news);
  }

  @Override
  public void registered(RegisterApplicationMasterResponse response, boolean again)
      throws IOException {
    if (news.isEmpty()) {
      return;
    }
    tokens.get().add(response.getNMTokensFromPreviousAttempts());
    // A ResourceManager that has just restarted does not know the containers yet: they are not
    // gone.
    if (!again) {
      news.get().inherited(inherited(response.getContainersFromPreviousAttempts()));
    }
  }

  @Override
  public void answered(AllocateResponse response) throws IOException {
    if (news.isEmpty()) {
      return;
    }
    tokens.get().add(response.getNMTokens());
    List<Grant> granted = new ArrayList<>();
    for (Container container : response.getAllocatedContainers()) {
      granted.add(grant(container, NodeTokens.encode(container.getContainerToken())));
    }
    List<ContainerNews.End> ended = new ArrayList<>();
    for (ContainerStatus status : response.getCompletedContainersStatuses()) {
      ended.add(
          new ContainerNews.End(
              status.getContainerId().toString(),
              status.getExitStatus(),
              String.valueOf(status.getDiagnostics())));
    }
    if (!granted.isEmpty() || !ended.isEmpty()) {
      news.get().heard(granted, ended);
    }
  }

  @Override
  public void renewed(Token token) {
    session.renewToken(token);
  }

  private static List<Grant> inherited(List<Container> containers) {
    List<Grant> grants = new ArrayList<>();
    for (Container container : containers == null ? List.<Container>of() : containers) {
      grants.add(grant(container, ""));
    }
    return grants;
  }

  private static Grant grant(Container container, String ticket) {
    return new Grant(
        container.getId().toString(),
        container.getNodeId().toString(),
        container.getAllocationRequestId(),
        ticket);
  }
}
