package dev.heddle.lab;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** What a lab is doing now. */
public record LabStatus(
    LabHome home, LabSettings settings, List<ProcessStatus> processes, Health health) {
  public LabStatus {
    requireNonNull(home, "home is null");
    requireNonNull(settings, "settings is null");
    processes = List.copyOf(processes);
    requireNonNull(health, "health is null");
  }

  /** Every process runs and every service answers. */
  public boolean isUp() {
    return processes.stream().allMatch(process -> process.pid().isPresent())
        && health.isReady(settings.shape());
  }

  /**
   * @param pid absent when it does not run
   * @param residentMegabytes memory in use
   */
  public record ProcessStatus(
      LabProcess process, OptionalLong pid, OptionalInt residentMegabytes) {}

  /** What the daemons say of themselves. */
  public record Health(
      boolean nameNode, boolean dataNode, boolean directories, boolean resourceManager, int nodes) {
    /** When nothing answers. */
    public static final Health NONE = new Health(false, false, false, false, 0);

    public boolean isHdfsReady() {
      return nameNode && dataNode && directories;
    }

    boolean isReady(LabShape shape) {
      return isHdfsReady() && resourceManager && nodes >= shape.nodes();
    }
  }
}
