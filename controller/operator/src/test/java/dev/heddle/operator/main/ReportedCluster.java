package dev.heddle.operator.main;

import dev.heddle.crd.application.Terms;
import dev.heddle.operator.yarn.ApplicationReport;
import dev.heddle.operator.yarn.ClusterNode;
import dev.heddle.operator.yarn.ClusterQueue;
import dev.heddle.operator.yarn.Launch;
import dev.heddle.operator.yarn.YarnCluster;
import java.util.ArrayList;
import java.util.List;

/** A cluster that remembers applications and takes none. */
final class ReportedCluster implements YarnCluster {

  private final List<ApplicationReport> reports = new ArrayList<>();

  void remember(ApplicationReport report) {
    reports.add(report);
  }

  void forgetAll() {
    reports.clear();
  }

  @Override
  public List<ApplicationReport> applications() {
    return List.copyOf(reports);
  }

  @Override
  public List<ApplicationReport> applicationsOf(String uid) {
    return reports.stream().filter(report -> report.uid().equals(uid)).toList();
  }

  @Override
  public List<ClusterNode> nodes() {
    return List.of();
  }

  @Override
  public List<ClusterQueue> queues() {
    return List.of();
  }

  @Override
  public String reserve() {
    throw new UnsupportedOperationException("takes no applications");
  }

  @Override
  public void submit(String applicationId, Launch launch) {
    throw new UnsupportedOperationException("takes no applications");
  }

  @Override
  public void adjust(String applicationId, String uid, Terms terms) {
    throw new UnsupportedOperationException("reading a log changes nothing");
  }

  @Override
  public void kill(String applicationId, String uid, String reason) {
    throw new UnsupportedOperationException("reading a log ends nothing");
  }
}
