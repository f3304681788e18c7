package dev.heddle.scenarios.harness;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.ContainerId;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;
import org.apache.hadoop.yarn.client.api.YarnClient;
import org.apache.hadoop.yarn.exceptions.YarnException;

/** What the ResourceManager says, asked without the operator. */
public final class Yarn implements AutoCloseable {

  private static final EnumSet<YarnApplicationState> LIVE =
      EnumSet.of(
          YarnApplicationState.NEW,
          YarnApplicationState.NEW_SAVING,
          YarnApplicationState.SUBMITTED,
          YarnApplicationState.ACCEPTED,
          YarnApplicationState.RUNNING);

  private final YarnClient client;

  Yarn(Path conf) {
    requireNonNull(conf, "conf is null");
    Configuration configuration = new Configuration();
    for (String file : List.of("core-site.xml", "yarn-site.xml")) {
      configuration.addResource(new org.apache.hadoop.fs.Path(conf.resolve(file).toUri()));
    }
    client = YarnClient.createYarnClient();
    client.init(configuration);
    client.start();
  }

  /** Every application that was ever made for this notebook or application object, oldest first. */
  public List<ApplicationReport> all(String namespace, String name) {
    return call(() -> client.getApplications()).stream()
        .filter(report -> report.getName().equals(namespace + "/" + name))
        .sorted((a, b) -> a.getApplicationId().compareTo(b.getApplicationId()))
        .toList();
  }

  /** Those of them that are not over. */
  public List<ApplicationReport> live(String namespace, String name) {
    return all(namespace, name).stream()
        .filter(report -> LIVE.contains(report.getYarnApplicationState()))
        .toList();
  }

  public ApplicationReport report(String applicationId) {
    return call(() -> client.getApplicationReport(ApplicationId.fromString(applicationId)));
  }

  /** How many attempts an application has had. */
  public int attempts(String applicationId) {
    return call(() -> client.getApplicationAttempts(ApplicationId.fromString(applicationId)))
        .size();
  }

  /** The container of an application's newest attempt. */
  public String masterContainer(String applicationId) {
    return call(() -> client.getApplicationAttempts(ApplicationId.fromString(applicationId)))
        .stream()
        .max((a, b) -> a.getApplicationAttemptId().compareTo(b.getApplicationAttemptId()))
        .orElseThrow()
        .getAMContainerId()
        .toString();
  }

  /** The node that a container is on, as HOST:PORT. */
  public String node(String containerId) {
    return call(() -> client.getContainerReport(ContainerId.fromString(containerId)))
        .getAssignedNode()
        .toString();
  }

  /** How many containers of an application YARN counts as running, its master's among them. */
  public int containers(String applicationId) {
    return report(applicationId).getApplicationResourceUsageReport().getNumUsedContainers();
  }

  private interface Call<T> {
    T call() throws IOException, YarnException;
  }

  private static <T> T call(Call<T> call) {
    try {
      return call.call();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (YarnException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    client.stop();
  }
}
