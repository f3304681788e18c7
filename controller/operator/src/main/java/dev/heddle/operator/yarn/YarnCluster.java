package dev.heddle.operator.yarn;

import dev.heddle.crd.application.Terms;
import java.util.List;

/**
 * A YARN cluster as Heddle uses it. Calls block; each may throw {@link YarnUnavailableException}
 * when the outcome is unknown, or {@link YarnRejectedException} when YARN said no.
 */
public interface YarnCluster {

  /** Every application that carries this installation's tag, in any state YARN still remembers. */
  List<ApplicationReport> applications();

  /**
   * The applications of one resource, live or ended, read now: what a decision to submit or to kill
   * must rest on (I1, I2). An id that was submitted and is not among them is unknown to YARN.
   */
  List<ApplicationReport> applicationsOf(String uid);

  /** All nodes, in any state. */
  List<ClusterNode> nodes();

  /** All queues, each after its parent. */
  List<ClusterQueue> queues();

  /** Reserves an application id: to be written to status before {@link #submit} (I1). */
  String reserve();

  /** Submits under the reserved id. Repeating it with the same id is harmless (I1). */
  void submit(String applicationId, Launch launch);

  /**
   * Asks anew for what is present in {@code terms}, unless the application is over or does not
   * carry {@code uid} (I2). Asking twice for the same is harmless.
   */
  void adjust(String applicationId, String uid, Terms terms);

  /**
   * Kills, unless the application does not carry this installation's tag and {@code uid} (I2).
   * Killing what is already over or unknown is no error.
   */
  void kill(String applicationId, String uid, String reason);
}
