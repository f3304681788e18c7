package dev.heddle.operator.yarn;

import java.util.List;
import java.util.Optional;

/**
 * A YARN cluster as Heddle uses it. Calls block; each may throw {@link YarnUnavailableException}
 * when the outcome is unknown, or {@link YarnRejectedException} when YARN said no.
 */
public interface YarnCluster {

  /** Every application that carries this installation's tag, in any state YARN still remembers. */
  List<ApplicationReport> applications();

  /** One application, straight from the ResourceManager; empty when YARN does not know it. */
  Optional<ApplicationReport> application(String applicationId);

  /** Reserves an application id: to be written to status before {@link #submit} (I1). */
  String reserve();

  /** Submits under the reserved id. Repeating it with the same id and launch is harmless (I1). */
  void submit(String applicationId, Launch launch);

  /**
   * Kills, unless the application does not carry this installation's tag and {@code uid} (I2).
   * Killing what is already over or unknown is no error.
   */
  void kill(String applicationId, String uid, String user, String reason);
}
