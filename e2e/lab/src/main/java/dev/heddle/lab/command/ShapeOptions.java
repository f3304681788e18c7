package dev.heddle.lab.command;

import com.sun.management.OperatingSystemMXBean;
import dev.heddle.lab.Lab;
import dev.heddle.lab.LabSettings;
import dev.heddle.lab.LabShape;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which daemons to start; what is not said stays as it was at the last start. */
final class ShapeOptions {
  private static final int DEFAULT_VCORES = 32;

  @Option(
      names = "--one-jvm",
      negatable = true,
      description = "All of Hadoop in one process: fast to start, small; a crash takes all of it.")
  private Optional<Boolean> oneJvm = Optional.empty();

  @Option(names = "--nodes", paramLabel = "N", description = "NodeManagers (default: 1).")
  private Optional<Integer> nodes = Optional.empty();

  @Option(names = "--zookeeper", negatable = true, description = "A ZooKeeper beside Hadoop.")
  private Optional<Boolean> zooKeeper = Optional.empty();

  @Option(
      names = "--memory",
      paramLabel = "MB",
      description =
          "Memory that each node offers (default: three quarters of the machine's, at most 8192).")
  private Optional<Integer> megabytes = Optional.empty();

  @Option(
      names = "--vcores",
      paramLabel = "N",
      description = "Virtual cores that each node offers (default: " + DEFAULT_VCORES + ").")
  private Optional<Integer> vcores = Optional.empty();

  @Option(
      names = "--heartbeat",
      paramLabel = "MS",
      description = "Milliseconds between two reports of a node (default: 1000).")
  private Optional<Integer> heartbeatMillis = Optional.empty();

  LabShape shape(Lab lab) {
    LabShape before =
        LabSettings.read(lab.home())
            .map(LabSettings::shape)
            .orElseGet(() -> LabShape.separate(1, LabShape.nodeMegabytesFor(machineBytes())));
    boolean one = oneJvm.orElse(before.oneJvm());
    // What one JVM cannot have is not carried over from a lab of several.
    return new LabShape(
        one,
        nodes.orElse(one ? 1 : before.nodes()),
        zooKeeper.orElse(!one && before.zooKeeper()),
        megabytes.orElse(before.nodeMegabytes()),
        vcores.orElse(before.nodeVcores()),
        heartbeatMillis.map(Duration::ofMillis).orElse(before.heartbeat()));
  }

  private static long machineBytes() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
  }
}
