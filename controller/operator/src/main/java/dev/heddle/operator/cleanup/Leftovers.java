package dev.heddle.operator.cleanup;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.application.Application;
import dev.heddle.crd.application.ApplicationStatus;
import dev.heddle.crd.application.Run;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.policy.CleanupPolicy;
import dev.heddle.crd.policy.CleanupPolicyStatus.Target;
import dev.heddle.crd.policy.CleanupRule;
import dev.heddle.operator.yarn.ApplicationReport;
import dev.heddle.operator.yarn.LaunchRemains;
import dev.heddle.operator.yarn.LaunchRemains.AgentPackage;
import dev.heddle.operator.yarn.LaunchRemains.Launched;
import dev.heddle.operator.yarn.YarnCluster;
import dev.heddle.reconciler.store.ResourceStore;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Tells what of this installation's launches is left and needed by nothing, and removes it.
 *
 * <p>The record of launches is read first, YARN's listing after it and the store last: a launch is
 * in the store before it is on record, and on record before YARN has it, so that what is under way
 * is always seen. Whichever can't be read throws, and nothing is left over then (I3).
 */
final class Leftovers {

  private final LaunchRemains remains;
  private final YarnCluster cluster;
  private final OrphanWatch seen;

  Leftovers(LaunchRemains remains, YarnCluster cluster, OrphanWatch seen) {
    this.remains = requireNonNull(remains, "remains is null");
    this.cluster = requireNonNull(cluster, "cluster is null");
    this.seen = requireNonNull(seen, "seen is null");
  }

  /** Which sorts policies speak of. */
  static Set<CleanupRule.Remain> asked(Collection<CleanupPolicy> policies) {
    Set<CleanupRule.Remain> asked = EnumSet.noneOf(CleanupRule.Remain.class);
    policies.stream()
        .flatMap(policy -> policy.spec().rules().stream())
        .flatMap(rule -> rule.remains().stream())
        .forEach(rule -> asked.addAll(rule.of()));
    return asked;
  }

  /** What there is of these sorts, as it is now. */
  List<Remain> look(Set<CleanupRule.Remain> sorts, ResourceStore store) {
    if (sorts.isEmpty()) {
      return List.of();
    }
    Map<String, Launched> open = new TreeMap<>();
    remains.open().forEach(launch -> open.put(launch.applicationId(), launch));
    List<Launched> over = sorts.contains(CleanupRule.Remain.LOGS) ? remains.over() : List.of();
    List<AgentPackage> packages =
        sorts.contains(CleanupRule.Remain.AGENT_PACKAGES) ? remains.packages() : List.of();
    Set<String> live =
        cluster.applications().stream()
            .filter(ApplicationReport::isLive)
            .map(ApplicationReport::applicationId)
            .collect(Collectors.toSet());
    List<ApplicationStatus> statuses =
        store.list(Kinds.APPLICATION, "").items().stream().map(Application::status).toList();

    List<Remain> all = new ArrayList<>();
    if (sorts.contains(CleanupRule.Remain.STAGING_DIRECTORIES)) {
      all.addAll(staging(open, live, statuses));
    }
    packages.forEach(file -> all.add(of(file, live, open.keySet())));
    Set<String> last = runs(statuses);
    over.stream()
        .filter(launch -> !live.contains(launch.applicationId()))
        .filter(launch -> !last.contains(launch.applicationId()))
        .forEach(launch -> all.add(logs(launch)));
    return all;
  }

  /** What has ended is gone already when its end is on record; what is left, YARN has forgotten. */
  private List<Remain> staging(
      Map<String, Launched> open, Set<String> live, List<ApplicationStatus> statuses) {
    Map<String, Launched> lost = new TreeMap<>(open);
    lost.keySet().removeAll(live);
    lost.keySet().removeAll(runs(statuses.stream().filter(s -> s.finishedAt().isEmpty()).toList()));
    Map<String, OrphanWatch.Since> since = seen.noteLaunches(lost.keySet());
    return lost.values().stream()
        .map(
            launch ->
                new Remain(
                    CleanupRule.Remain.STAGING_DIRECTORIES,
                    launch.applicationId(),
                    launch.user(),
                    since.get(launch.applicationId()).at(),
                    Optional.of(since.get(launch.applicationId()).seenFor()),
                    "its application of user "
                        + launch.user()
                        + " does not run any more, seen since "
                        + since.get(launch.applicationId()).at(),
                    Optional.empty()))
        .toList();
  }

  private static Remain of(AgentPackage file, Set<String> live, Set<String> recorded) {
    Optional<String> user = file.usedBy().stream().findFirst().map(id -> id + " runs with it");
    Optional<String> unknown =
        live.stream()
            .filter(id -> !recorded.contains(id))
            .sorted()
            .findFirst()
            .map(id -> id + " is not on record, and may run with it");
    return new Remain(
        CleanupRule.Remain.AGENT_PACKAGES,
        file.name(),
        "",
        file.writtenAt().truncatedTo(ChronoUnit.SECONDS),
        Optional.empty(),
        "this version of Heddle launches with another one",
        user.or(() -> unknown));
  }

  private static Remain logs(Launched launch) {
    return new Remain(
        CleanupRule.Remain.LOGS,
        launch.applicationId(),
        launch.user(),
        launch.at().truncatedTo(ChronoUnit.SECONDS),
        Optional.empty(),
        "its application of user "
            + launch.user()
            + " is over since "
            + launch.at().truncatedTo(ChronoUnit.SECONDS),
        Optional.empty());
  }

  /** The newest run of each resource. */
  private static Set<String> runs(List<ApplicationStatus> statuses) {
    return statuses.stream()
        .flatMap(status -> status.run().stream())
        .map(Run::applicationId)
        .collect(Collectors.toSet());
  }

  /**
   * Removes it, if a look made now says the same (I2). It stays on record until it is gone, so that
   * it is safe to repeat from any point.
   *
   * @return whether it is gone
   */
  boolean remove(Target target, ResourceStore store) {
    Optional<Remain> fresh =
        sort(target).stream()
            .flatMap(sort -> look(Set.of(sort), store).stream())
            .filter(remain -> remain.target().equals(target) && remain.blockedBy().isEmpty())
            .findFirst();
    if (fresh.isEmpty()) {
      return false;
    }
    String name = target.name();
    return switch (fresh.get().sort()) {
      case AGENT_PACKAGES -> remains.removePackage(name);
      case STAGING_DIRECTORIES -> {
        boolean removed = !remains.isLive(name);
        if (removed) {
          remains.removeStaging(launch(fresh.get()));
        }
        yield removed;
      }
      case LOGS -> {
        boolean removed = !remains.isLive(name);
        if (removed) {
          remains.removeLogs(launch(fresh.get()));
        }
        yield removed;
      }
    };
  }

  private static Launched launch(Remain remain) {
    return new Launched(remain.name(), remain.user(), Set.of(), remain.since());
  }

  /** Empty for what is no such thing. */
  static Optional<CleanupRule.Remain> sort(Target target) {
    return EnumSet.allOf(CleanupRule.Remain.class).stream()
        .filter(sort -> sort.kind().equals(target.kind()))
        .findFirst();
  }
}
