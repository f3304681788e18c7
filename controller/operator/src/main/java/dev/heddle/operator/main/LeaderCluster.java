package dev.heddle.operator.main;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.application.Terms;
import dev.heddle.operator.yarn.ApplicationReport;
import dev.heddle.operator.yarn.ClusterNode;
import dev.heddle.operator.yarn.ClusterQueue;
import dev.heddle.operator.yarn.Launch;
import dev.heddle.operator.yarn.YarnCluster;
import dev.heddle.operator.yarn.YarnUnavailableException;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * YARN as controllers see it: looked at by anybody, changed only by the process that leads now. A
 * process that slept past its term finds out here, before it acts (I7).
 */
final class LeaderCluster implements YarnCluster {

  private final YarnCluster cluster;
  private final BooleanSupplier leads;

  LeaderCluster(YarnCluster cluster, BooleanSupplier leads) {
    this.cluster = requireNonNull(cluster, "cluster is null");
    this.leads = requireNonNull(leads, "leads is null");
  }

  private YarnCluster led() {
    if (!leads.getAsBoolean()) {
      throw new YarnUnavailableException(
          "this operator does not lead any more; nothing was asked of YARN",
          new IllegalStateException("the term is over"));
    }
    return cluster;
  }

  @Override
  public List<ApplicationReport> applications() {
    return cluster.applications();
  }

  @Override
  public List<ApplicationReport> applicationsOf(String uid) {
    return cluster.applicationsOf(uid);
  }

  @Override
  public List<ClusterNode> nodes() {
    return cluster.nodes();
  }

  @Override
  public List<ClusterQueue> queues() {
    return cluster.queues();
  }

  @Override
  public String reserve() {
    return led().reserve();
  }

  @Override
  public void submit(String applicationId, Launch launch) {
    led().submit(applicationId, launch);
  }

  @Override
  public void adjust(String applicationId, String uid, Terms terms) {
    led().adjust(applicationId, uid, terms);
  }

  @Override
  public void kill(String applicationId, String uid, String reason) {
    led().kill(applicationId, uid, reason);
  }
}
