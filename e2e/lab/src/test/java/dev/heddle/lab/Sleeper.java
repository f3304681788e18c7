package dev.heddle.lab;

import static java.util.Objects.requireNonNull;

import dev.heddle.lab.process.Leftovers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.ApplicationSubmissionContext;
import org.apache.hadoop.yarn.api.records.ContainerLaunchContext;
import org.apache.hadoop.yarn.api.records.NodeReport;
import org.apache.hadoop.yarn.api.records.NodeState;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.client.api.YarnClient;
import org.apache.hadoop.yarn.client.api.YarnClientApplication;
import org.apache.hadoop.yarn.exceptions.YarnException;

/** The smallest YARN application: its master's container sleeps. */
final class Sleeper implements AutoCloseable {
  private final Lab lab;
  private final YarnClient yarn;

  Sleeper(Lab lab) {
    this.lab = requireNonNull(lab, "lab is null");
    Configuration configuration = new Configuration();
    for (String file : List.of("core-site.xml", "hdfs-site.xml", "yarn-site.xml")) {
      Path path = lab.conf().resolve(file);
      configuration.addResource(new org.apache.hadoop.fs.Path(path.toUri()));
    }
    this.yarn = YarnClient.createYarnClient();
    yarn.init(configuration);
    yarn.start();
  }

  ApplicationId submit() throws IOException, YarnException {
    YarnClientApplication application = yarn.createApplication();
    ApplicationSubmissionContext context = application.getApplicationSubmissionContext();
    context.setApplicationName("sleeper");
    context.setQueue("notebooks");
    context.setResource(Resource.newInstance(64, 1));
    context.setAMContainerSpec(
        ContainerLaunchContext.newInstance(
            Map.of(), Map.of(), List.of("exec sleep 600"), Map.of(), null, Map.of()));
    return yarn.submitApplication(context);
  }

  ApplicationReport report(ApplicationId application) throws IOException, YarnException {
    return yarn.getApplicationReport(application);
  }

  List<NodeReport> nodes() throws IOException, YarnException {
    return yarn.getNodeReports(NodeState.RUNNING);
  }

  /** Processes of the containers that live now. */
  List<Long> processes() {
    return new Leftovers(lab.home()).find().stream().map(ProcessHandle::pid).sorted().toList();
  }

  /** Whether the launch is over: before, its script runs other commands for a moment. */
  boolean sleeps() {
    return new Leftovers(lab.home())
        .find().stream().anyMatch(p -> p.info().command().orElse("").endsWith("/sleep"));
  }

  @Override
  public void close() {
    yarn.stop();
  }
}
