package dev.heddle.operator.yarn;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.yarn.api.ApplicationClientProtocol;
import org.apache.hadoop.yarn.api.protocolrecords.GetApplicationReportRequest;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;
import org.apache.hadoop.yarn.exceptions.ApplicationNotFoundException;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.apache.hadoop.yarn.logaggregation.filecontroller.LogAggregationFileController;
import org.apache.hadoop.yarn.logaggregation.filecontroller.LogAggregationFileControllerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** By the ledger; what is users' is removed as them, what is Heddle's as the operator. */
final class HadoopLaunchRemains implements LaunchRemains {

  private static final Logger LOG = LoggerFactory.getLogger(HadoopLaunchRemains.class);

  private final LaunchLedger ledger;
  private final LocalFiles local;
  private final StagingDirectories staging;
  private final UserSessions sessions;
  private final Configuration conf;

  HadoopLaunchRemains(
      LaunchLedger ledger,
      LocalFiles local,
      StagingDirectories staging,
      UserSessions sessions,
      Configuration conf) {
    this.ledger = requireNonNull(ledger, "ledger is null");
    this.local = requireNonNull(local, "local is null");
    this.staging = requireNonNull(staging, "staging is null");
    this.sessions = requireNonNull(sessions, "sessions is null");
    this.conf = requireNonNull(conf, "conf is null");
  }

  @Override
  public List<Launched> open() {
    return attempt("reading what was launched", rm -> ledger.openLaunches());
  }

  @Override
  public List<Launched> over() {
    return attempt("reading what was launched", rm -> ledger.overLaunches());
  }

  @Override
  public List<AgentPackage> packages() {
    return attempt(
        "looking for older packages of the agent",
        rm -> ledger.olderPackages(local.packagesOfNow()));
  }

  @Override
  public boolean isLive(String applicationId) {
    GetApplicationReportRequest request =
        GetApplicationReportRequest.newInstance(Reports.id(applicationId));
    return attempt("reading " + applicationId, rm -> isLive(rm, request));
  }

  private static boolean isLive(ApplicationClientProtocol rm, GetApplicationReportRequest request)
      throws YarnException, IOException {
    try {
      YarnApplicationState state =
          rm.getApplicationReport(request).getApplicationReport().getYarnApplicationState();
      return switch (state) {
        case NEW, NEW_SAVING, SUBMITTED, ACCEPTED, RUNNING -> true;
        case FINISHED, FAILED, KILLED -> false;
      };
    } catch (ApplicationNotFoundException e) {
      return false;
    }
  }

  @Override
  public void removeStaging(Launched launch) {
    Set<String> id = Set.of(launch.applicationId());
    staging.remove(launch.user(), id);
    staging.over(id);
  }

  @Override
  public void removeLogs(Launched launch) {
    ApplicationId id = Reports.id(launch.applicationId());
    String what = "removing the logs of " + id + " of user '" + launch.user() + "'";
    try {
      sessions.call(launch.user(), rm -> removed(id, launch.user()));
    } catch (YarnException | IOException e) {
      throw Failures.of(what, e);
    }
    attempt(
        what,
        rm -> {
          ledger.forget(launch);
          return launch;
        });
  }

  /** Wherever the layouts that the cluster is set to put them, now or in earlier versions. */
  private Set<Path> removed(ApplicationId id, String user) throws IOException {
    Set<Path> places = new TreeSet<>();
    for (LogAggregationFileController files :
        new LogAggregationFileControllerFactory(conf)
            .getConfiguredLogAggregationFileControllerList()) {
      places.add(files.getRemoteAppLogDir(id, user));
      places.add(files.getOlderRemoteAppLogDir(id, user));
    }
    for (Path place : places) {
      if (place.getName().equals(id.toString()) && place.getFileSystem(conf).delete(place, true)) {
        LOG.info("removed {}: it was kept long enough", place);
      }
    }
    return places;
  }

  @Override
  public boolean removePackage(String name) {
    return attempt(
        "removing the agent's package " + name,
        rm -> {
          boolean free =
              ledger.olderPackages(local.packagesOfNow()).stream()
                  .filter(p -> p.name().equals(name))
                  .anyMatch(p -> p.usedBy().isEmpty());
          if (free) {
            ledger.giveUp(name);
            LOG.info("gave up the agent's package {}: nothing runs with it", name);
          }
          return free;
        });
  }

  private <T> T attempt(String what, UserSessions.Call<T> call) {
    try {
      return sessions.call(call);
    } catch (YarnException | IOException e) {
      throw Failures.of(what, e);
    }
  }
}
