package dev.heddle.lab.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The queues of the lab. */
final class QueueTree {
  static final String SCHEDULER =
      "org.apache.hadoop.yarn.server.resourcemanager.scheduler.capacity.CapacityScheduler";

  private static final String ROOT = "yarn.scheduler.capacity.root.";

  private QueueTree() {}

  private record Queue(String name, int capacity, String mayUse) {}

  private static final List<Queue> QUEUES =
      List.of(
          new Queue("default", 40, "*"),
          new Queue("notebooks", 40, "*"),
          new Queue("research", 20, "*"),
          // For seeing what a user meets who has no right to a queue.
          new Queue("closed", 0, " "));

  static Map<String, String> properties() {
    Map<String, String> p = new LinkedHashMap<>();
    p.put(ROOT + "queues", String.join(",", QUEUES.stream().map(Queue::name).toList()));
    // Rights are inherited, so the root must give none for a leaf to be able to refuse.
    p.put(ROOT + "acl_submit_applications", " ");
    p.put(ROOT + "acl_administer_queue", " ");
    for (Queue queue : QUEUES) {
      p.put(ROOT + queue.name() + ".capacity", Integer.toString(queue.capacity()));
      p.put(ROOT + queue.name() + ".maximum-capacity", "100");
      p.put(ROOT + queue.name() + ".user-limit-factor", "10");
      p.put(ROOT + queue.name() + ".state", "RUNNING");
      p.put(ROOT + queue.name() + ".acl_submit_applications", queue.mayUse());
    }
    // A notebook runs in its application master's container, so masters may take the whole queue.
    p.put("yarn.scheduler.capacity.maximum-am-resource-percent", "1.0");
    p.put("yarn.scheduler.capacity.maximum-applications", "10000");
    p.put(
        "yarn.scheduler.capacity.resource-calculator",
        "org.apache.hadoop.yarn.util.resource.DominantResourceCalculator");
    p.put("yarn.scheduler.capacity.node-locality-delay", "0");
    return p;
  }
}
