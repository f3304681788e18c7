package dev.heddle.appmaster.master;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * Hears of containers from YARN. When a call returns, what it said is on file: only then is the
 * ResourceManager told that it has been heard.
 */
public interface ContainerNews {
  /** This attempt is registered for the first time, and these containers of earlier ones live. */
  void inherited(List<Grant> grants);

  /** This attempt goes on with a registration that an agent before it made. */
  void reattached();

  /** One heartbeat's news, all of it. */
  void heard(List<Grant> granted, List<End> ended);

  /** A container's end in YARN's words. */
  record End(String containerId, int exitStatus, String diagnostics) {
    public End {
      requireNonNull(containerId, "containerId is null");
      requireNonNull(diagnostics, "diagnostics is null");
    }
  }
}
