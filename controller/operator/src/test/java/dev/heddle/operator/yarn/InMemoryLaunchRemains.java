package dev.heddle.operator.yarn;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What launches have left, in memory; a test fills it, and hears of each removal. */
public final class InMemoryLaunchRemains implements LaunchRemains {

  private final Map<String, Launched> open = new TreeMap<>();
  private final Map<String, Launched> over = new TreeMap<>();
  private final Map<String, Instant> packages = new TreeMap<>();
  private final Set<String> live = new TreeSet<>();
  private final List<String> removed = new ArrayList<>();
  private Boundary boundary = after -> {};
  private boolean outage;

  /** Hears right before and right after a removal. */
  @FunctionalInterface
  public interface Boundary {
    void reached(boolean after);
  }

  public void at(Boundary listener) {
    boundary = listener;
  }

  public void outage(boolean on) {
    outage = on;
  }

  /** YARN has these, whatever its listings say. */
  public void live(String applicationId) {
    live.add(applicationId);
  }

  public void ended(String applicationId) {
    live.remove(applicationId);
  }

  public void launched(String id, String user, Instant at, String... withPackages) {
    open.put(id, new Launched(id, user, Set.of(withPackages), at));
  }

  public void over(String id, String user, Instant at) {
    over.put(id, new Launched(id, user, Set.of(), at));
  }

  public void brought(String name, Instant at) {
    packages.put(name, at);
  }

  /** All removals that took effect, in order. */
  public List<String> removed() {
    return List.copyOf(removed);
  }

  private void reach() {
    if (outage) {
      throw new YarnUnavailableException("an outage", new IOException("planned"));
    }
  }

  @Override
  public List<Launched> open() {
    reach();
    return List.copyOf(open.values());
  }

  @Override
  public List<Launched> over() {
    reach();
    return List.copyOf(over.values());
  }

  @Override
  public List<AgentPackage> packages() {
    reach();
    return packages.entrySet().stream()
        .map(file -> new AgentPackage(file.getKey(), file.getValue(), users(file.getKey())))
        .toList();
  }

  private List<String> users(String name) {
    return open.values().stream()
        .filter(launch -> launch.packages().stream().anyMatch(name::startsWith))
        .map(Launched::applicationId)
        .toList();
  }

  @Override
  public boolean isLive(String applicationId) {
    reach();
    return live.contains(applicationId);
  }

  @Override
  public void removeStaging(Launched launch) {
    removal(
        "staging of " + launch.applicationId() + " as " + launch.user(),
        () -> open.remove(launch.applicationId()));
  }

  @Override
  public void removeLogs(Launched launch) {
    removal(
        "logs of " + launch.applicationId() + " as " + launch.user(),
        () -> over.remove(launch.applicationId()));
  }

  @Override
  public boolean removePackage(String name) {
    removal("package " + name, () -> packages.remove(name));
    return true;
  }

  private void removal(String what, Runnable effect) {
    reach();
    boundary.reached(false);
    effect.run();
    removed.add(what);
    boundary.reached(true);
  }
}
