package dev.heddle.operator.cleanup;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.Resource;
import dev.heddle.operator.agent.AgentException;
import dev.heddle.operator.yarn.ApplicationReport;
import dev.heddle.operator.yarn.WorkspaceRemains;
import dev.heddle.operator.yarn.YarnCluster;
import dev.heddle.reconciler.Context.EventKind;
import dev.heddle.reconciler.runtime.EventSink;
import dev.heddle.reconciler.store.ResourceStore;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What passes are made with.
 *
 * @param cluster ends applications that have no resource
 * @param onPurpose says whether an application is to live on without its resource
 * @param files removes what is left in workspaces
 * @param seen since when applications have no resource
 * @param leftovers what launches have left
 * @param view what policies are about
 * @param events the history of the resources that are cleaned up
 */
record CleanupParts(
    YarnCluster cluster,
    OnPurpose onPurpose,
    WorkspaceRemains files,
    OrphanWatch seen,
    Leftovers leftovers,
    CleanupView view,
    EventSink events,
    CleanupMetrics metrics) {

  private static final Logger LOG = LoggerFactory.getLogger(CleanupParts.class);

  /** So many agents that don't answer delay a pass at most. */
  private static final int MOST_ASKED = 10;

  CleanupParts {
    requireNonNull(cluster, "cluster is null");
    requireNonNull(onPurpose, "onPurpose is null");
    requireNonNull(files, "files is null");
    requireNonNull(seen, "seen is null");
    requireNonNull(leftovers, "leftovers is null");
    requireNonNull(view, "view is null");
    requireNonNull(events, "events is null");
    requireNonNull(metrics, "metrics is null");
  }

  /** Live applications that no resource owns, by a listing and a later complete read (I2). */
  List<Orphan> orphans(ResourceStore store) {
    List<ApplicationReport> listing = cluster.applications();
    Set<String> uids = uids(store);
    seen.note(listing, uids).stream()
        .filter(orphan -> !orphan.asked())
        .limit(MOST_ASKED)
        .forEach(this::ask);
    return seen.note(listing, uids);
  }

  /** Whoever deleted its resource may have said so; one that can't be asked is left alone. */
  private void ask(Orphan orphan) {
    String id = orphan.report().applicationId();
    try {
      seen.told(id, onPurpose.livesOn(orphan.report()));
    } catch (AgentException e) {
      LOG.info("{} is asked again: {}", id, e.getMessage());
    }
  }

  static List<Orphan> orphans(YarnCluster cluster, OrphanWatch seen, ResourceStore store) {
    List<ApplicationReport> listing = cluster.applications();
    return seen.note(listing, uids(store));
  }

  private static Set<String> uids(ResourceStore store) {
    return store.list(Kinds.APPLICATION, "").items().stream()
        .map(application -> application.metadata().uid())
        .collect(Collectors.toSet());
  }

  /** History never stops the work. */
  void event(Resource about, String reason, String message) {
    try {
      events.record(about, EventKind.NORMAL, reason, message);
    } catch (RuntimeException e) {
      LOG.debug("{}: the event {} is lost: {}", about.key(), reason, e.toString());
    }
  }
}
