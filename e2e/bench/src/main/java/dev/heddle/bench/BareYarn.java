package dev.heddle.bench;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ApplicationSubmissionContext;
import org.apache.hadoop.yarn.api.records.ContainerLaunchContext;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;
import org.apache.hadoop.yarn.client.api.YarnClient;
import org.apache.hadoop.yarn.client.api.YarnClientApplication;
import org.apache.hadoop.yarn.exceptions.YarnException;

/**
 * The floor: a YARN application whose master's command is Jupyter itself, without any agent,
 * supervision or registration.
 */
final class BareYarn implements AutoCloseable {

  private static final int MEMORY_MIB = 512;
  private static final EnumSet<YarnApplicationState> LIVE =
      EnumSet.of(
          YarnApplicationState.NEW,
          YarnApplicationState.NEW_SAVING,
          YarnApplicationState.SUBMITTED,
          YarnApplicationState.ACCEPTED,
          YarnApplicationState.RUNNING);

  private final YarnClient yarn;
  private final String queue;
  private final List<ApplicationId> submitted = new ArrayList<>();

  BareYarn(Path conf, String queue) {
    this.queue = requireNonNull(queue, "queue is null");
    Configuration configuration = new Configuration();
    for (String file : List.of("core-site.xml", "hdfs-site.xml", "yarn-site.xml")) {
      configuration.addResource(new org.apache.hadoop.fs.Path(conf.resolve(file).toUri()));
    }
    yarn = YarnClient.createYarnClient();
    yarn.init(configuration);
    yarn.start();
  }

  /** An id, obtained before the clock starts: Heddle reserves its ids within its own time. */
  YarnClientApplication reserve() throws IOException {
    try {
      return yarn.createApplication();
    } catch (YarnException e) {
      throw new IOException(e);
    }
  }

  /** Submits Jupyter on that port. */
  void submit(YarnClientApplication application, int port) throws IOException {
    ApplicationId unused = submit(application, port, 1);
  }

  /** Submits Jupyter on that port, which YARN starts anew while there are attempts left. */
  ApplicationId submit(YarnClientApplication application, int port, int attempts)
      throws IOException {
    ApplicationSubmissionContext context = application.getApplicationSubmissionContext();
    context.setApplicationName("bare");
    context.setQueue(queue);
    context.setMaxAppAttempts(attempts);
    context.setResource(Resource.newInstance(MEMORY_MIB, 1));
    String command =
        "exec /usr/bin/python3 -m notebook --NotebookApp.ip=127.0.0.1 --NotebookApp.port="
            + port
            + " --NotebookApp.port_retries=0 --NotebookApp.open_browser=False --allow-root"
            + " --NotebookApp.notebook_dir=. 1><LOG_DIR>/out 2>&1";
    Map<String, String> environment =
        Map.of(
            "JUPYTER_TOKEN", "bare",
            "JUPYTER_RUNTIME_DIR", "runtime",
            "JUPYTER_CONFIG_DIR", "config",
            "IPYTHONDIR", "ipython");
    context.setAMContainerSpec(
        ContainerLaunchContext.newInstance(
            Map.of(), environment, List.of(command), Map.of(), null, Map.of()));
    try {
      ApplicationId id = yarn.submitApplication(context);
      submitted.add(id);
      return id;
    } catch (YarnException e) {
      throw new IOException(e);
    }
  }

  /** Kills what this submitted, without waiting for its end. */
  void killAll() throws IOException {
    try {
      for (ApplicationId id : submitted) {
        yarn.killApplication(id);
      }
      submitted.clear();
    } catch (YarnException e) {
      throw new IOException(e);
    }
  }

  /** Waits until nothing runs any more, so that the next sample starts on a quiet cluster. */
  void awaitNone(Clock clock, Duration limit) throws IOException {
    Instant deadline = clock.instant().plus(limit);
    try {
      while (!yarn.getApplications(LIVE).isEmpty()) {
        if (clock.instant().isAfter(deadline)) {
          throw new IOException("applications still run: " + yarn.getApplications(LIVE));
        }
        LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
      }
    } catch (YarnException e) {
      throw new IOException(e);
    }
  }

  @Override
  public void close() {
    yarn.stop();
  }
}
