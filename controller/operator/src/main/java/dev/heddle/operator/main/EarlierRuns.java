package dev.heddle.operator.main;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.application.Application;
import dev.heddle.crd.application.Run;
import dev.heddle.operator.yarn.ApplicationReport;
import dev.heddle.operator.yarn.YarnCluster;
import java.util.Comparator;
import java.util.List;

/** What YARN still knows of an application's runs. */
final class EarlierRuns {

  private final YarnCluster cluster;

  EarlierRuns(YarnCluster cluster) {
    this.cluster = requireNonNull(cluster, "cluster is null");
  }

  /** The newest that ran something before this one. */
  ApplicationReport before(Application application, Run run) {
    return of(application).stream()
        .filter(r -> r.run() < run.number() && !r.isLive() && r.attempt() > 0)
        .max(Comparator.comparingInt(ApplicationReport::run))
        .orElseThrow(
            () ->
                ApplicationLogs.nothing(
                    "YARN knows no run of " + application.key() + " before this one"));
  }

  ApplicationReport named(Application application, String applicationId) {
    return of(application).stream()
        .filter(r -> r.applicationId().equals(applicationId))
        .findFirst()
        .orElseThrow(
            () ->
                ApplicationLogs.nothing(
                    application.key() + " has no run " + applicationId + " in YARN"));
  }

  private List<ApplicationReport> of(Application application) {
    return cluster.applicationsOf(application.metadata().uid());
  }
}
