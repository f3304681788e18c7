package dev.heddle.appmaster.master;

/** How YARN says that a container ended, read for what it means. */
enum ContainerEnd {
  /** The process ended well. */
  SUCCEEDED,
  /** The process, or its use of memory, is at fault. */
  FAILED,
  /** The node, the queue or the framework is: no fault of the user's. */
  LOST;

  // org.apache.hadoop.yarn.api.records.ContainerExitStatus
  private static final int ABORTED = -100;
  private static final int DISKS_FAILED = -101;
  private static final int PREEMPTED = -102;
  private static final int KILLED_EXCEEDED_VMEM = -103;
  private static final int KILLED_EXCEEDED_PMEM = -104;
  private static final int KILLED_BY_APPMASTER = -105;
  private static final int KILLED_BY_RESOURCEMANAGER = -106;
  private static final int KILLED_AFTER_APP_COMPLETION = -107;
  private static final int KILLED_BY_CONTAINER_SCHEDULER = -108;
  private static final int KILLED_FOR_EXCESS_LOGS = -109;

  static ContainerEnd of(int exitStatus) {
    return switch (exitStatus) {
      case 0 -> SUCCEEDED;
      case ABORTED,
          DISKS_FAILED,
          PREEMPTED,
          KILLED_BY_APPMASTER,
          KILLED_BY_RESOURCEMANAGER,
          KILLED_AFTER_APP_COMPLETION,
          KILLED_BY_CONTAINER_SCHEDULER ->
          LOST;
      default -> FAILED;
    };
  }

  /** In words, for people. */
  static String describe(int exitStatus, String diagnostics) {
    String what =
        switch (exitStatus) {
          case ABORTED -> "the node of its container was lost";
          case DISKS_FAILED -> "the disks of its node failed";
          case PREEMPTED -> "its container was preempted for another queue";
          case KILLED_EXCEEDED_VMEM, KILLED_EXCEEDED_PMEM ->
              "its container used more memory than it had reserved";
          case KILLED_FOR_EXCESS_LOGS -> "its container wrote more logs than it may";
          case KILLED_BY_RESOURCEMANAGER -> "the ResourceManager ended its container";
          default -> "its container ended with exit status " + exitStatus;
        };
    int end = diagnostics.strip().indexOf('\n');
    String words = end < 0 ? diagnostics.strip() : diagnostics.strip().substring(0, end);
    return words.isEmpty() ? what : what + ": " + words;
  }
}
