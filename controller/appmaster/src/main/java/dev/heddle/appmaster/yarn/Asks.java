package dev.heddle.appmaster.yarn;

import dev.heddle.appmaster.protocol.ContainerNeeds;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.yarn.api.records.Container;
import org.apache.hadoop.yarn.api.records.ContainerId;
import org.apache.hadoop.yarn.api.records.ExecutionTypeRequest;
import org.apache.hadoop.yarn.api.records.Priority;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.api.records.ResourceRequest;
import org.apache.hadoop.yarn.api.records.ResourceSizing;
import org.apache.hadoop.yarn.api.records.SchedulingRequest;

/**
 * What this attempt wants of the ResourceManager. A request for containers is a number for a
 * request id, not a difference: to say it again does no harm, and after a restart of the
 * ResourceManager all of them must be. Used by one thread.
 */
final class Asks {
  private record Wish(long request, int priority, ContainerNeeds needs) {}

  private final Map<Long, Wish> outstanding = new LinkedHashMap<>();
  private final Set<Long> unsaid = new LinkedHashSet<>();
  private final Map<Long, Wish> withdrawn = new LinkedHashMap<>();
  private final Set<String> releases = new LinkedHashSet<>();

  void ask(long request, int priority, ContainerNeeds needs) {
    outstanding.put(request, new Wish(request, priority, needs));
    unsaid.add(request);
    withdrawn.remove(request);
  }

  void withdraw(long request, int priority, ContainerNeeds needs) {
    outstanding.remove(request);
    unsaid.remove(request);
    withdrawn.put(request, new Wish(request, priority, needs));
  }

  void release(String containerId) {
    releases.add(containerId);
  }

  /** The ResourceManager may have forgotten everything. */
  void sayAllAgain() {
    unsaid.addAll(outstanding.keySet());
  }

  List<ResourceRequest> requests() {
    List<ResourceRequest> requests = new ArrayList<>();
    for (long request : unsaid) {
      add(requests, outstanding.get(request), 1);
    }
    for (Wish wish : withdrawn.values()) {
      add(requests, wish, 0);
    }
    return requests;
  }

  /** What is known by a tag is asked for in another way, which is the only one that knows tags. */
  List<SchedulingRequest> placed() {
    List<SchedulingRequest> requests = new ArrayList<>();
    for (long request : unsaid) {
      addPlaced(requests, outstanding.get(request), 1);
    }
    for (Wish wish : withdrawn.values()) {
      addPlaced(requests, wish, 0);
    }
    return requests;
  }

  /** What the ResourceManager could not place is asked for again. */
  void rejected(List<Long> requests) {
    for (long request : requests) {
      if (outstanding.containsKey(request)) {
        unsaid.add(request);
      }
    }
  }

  List<ContainerId> releases() {
    List<ContainerId> ids = new ArrayList<>();
    for (String containerId : releases) {
      ids.add(ContainerId.fromString(containerId));
    }
    return ids;
  }

  /** The ResourceManager has heard all that was to be said. */
  void heard(List<Container> allocated) {
    unsaid.clear();
    withdrawn.clear();
    releases.clear();
    for (Container container : allocated) {
      outstanding.remove(container.getAllocationRequestId());
    }
  }

  private static void add(List<ResourceRequest> requests, Wish wish, int count) {
    ContainerNeeds needs = wish.needs();
    if (!needs.tag().isEmpty()) {
      return;
    }
    boolean anywhere = needs.nodes().isEmpty() && needs.racks().isEmpty();
    for (String node : needs.nodes()) {
      requests.add(request(wish, node, count, true));
    }
    for (String rack : needs.racks()) {
      // A rack that is only there because of its hosts is no place to go to by itself.
      requests.add(request(wish, rack, count, needs.nodes().isEmpty() || needs.relaxLocality()));
    }
    requests.add(request(wish, ResourceRequest.ANY, count, anywhere || needs.relaxLocality()));
  }

  private static void addPlaced(List<SchedulingRequest> requests, Wish wish, int count) {
    ContainerNeeds needs = wish.needs();
    if (!needs.tag().isEmpty()) {
      requests.add(
          SchedulingRequest.newInstance(
              wish.request(),
              Priority.newInstance(wish.priority()),
              ExecutionTypeRequest.newInstance(),
              Set.of(needs.tag()),
              ResourceSizing.newInstance(count, capability(needs)),
              Placements.of(needs.placement()).orElse(null)));
    }
  }

  private static Resource capability(ContainerNeeds needs) {
    Resource capability = Resource.newInstance(needs.memoryMib(), needs.vcores());
    needs.resources().forEach(capability::setResourceValue);
    return capability;
  }

  private static ResourceRequest request(Wish wish, String place, int count, boolean relax) {
    ContainerNeeds needs = wish.needs();
    ResourceRequest request =
        ResourceRequest.newInstance(
            Priority.newInstance(wish.priority()), place, capability(needs), count, relax);
    request.setAllocationRequestId(wish.request());
    if (place.equals(ResourceRequest.ANY) && !needs.nodeLabel().isEmpty()) {
      request.setNodeLabelExpression(needs.nodeLabel());
    }
    return request;
  }
}
