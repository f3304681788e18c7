package dev.heddle.operator.cleanup;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.application.ActivityStatus;
import dev.heddle.crd.application.Application;
import dev.heddle.crd.application.ApplicationStatus;
import dev.heddle.crd.application.Phase;
import dev.heddle.crd.application.Run;
import dev.heddle.crd.application.Terms;
import dev.heddle.crd.json.Json;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.Annotations;
import dev.heddle.crd.meta.ObjectMeta;
import dev.heddle.crd.meta.OwnerReference;
import dev.heddle.crd.notebook.Notebook;
import dev.heddle.crd.policy.CleanupPolicy;
import dev.heddle.crd.policy.CleanupPolicyStatus;
import dev.heddle.operator.agent.AgentException;
import dev.heddle.operator.yarn.ApplicationReport;
import dev.heddle.operator.yarn.ClusterNode;
import dev.heddle.operator.yarn.ClusterQueue;
import dev.heddle.operator.yarn.InMemoryLaunchRemains;
import dev.heddle.operator.yarn.Launch;
import dev.heddle.operator.yarn.WorkspaceRemains;
import dev.heddle.operator.yarn.YarnCluster;
import dev.heddle.operator.yarn.YarnUnavailableException;
import dev.heddle.reconciler.store.ResourceStore.Preconditions;
import dev.heddle.reconciler.testing.EngineHarness;
import dev.heddle.reconciler.testing.InMemoryStore;
import dev.heddle.reconciler.testing.Replica;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * An operator that does nothing but clean up, in virtual time, with a store, a listing of YARN and
 * files that a test fills. What a policy wants stopped is stopped by the test.
 */
final class CleanupWorld implements YarnCluster, WorkspaceRemains {

  static final String FINALIZER = "heddle.dev/notebook";

  private final EngineHarness harness = new EngineHarness(5);
  private final Map<String, ApplicationReport> reports = new LinkedHashMap<>();
  private final Set<String> kept = new HashSet<>();
  private final Set<String> mute = new HashSet<>();
  private final Set<String> endedUnseen = new HashSet<>();
  private final List<String> kills = new ArrayList<>();
  private final List<String> removed = new ArrayList<>();
  private final List<String> history = new ArrayList<>();
  private final InMemoryLaunchRemains left = new InMemoryLaunchRemains();
  private Replica operator;
  private boolean outage;

  CleanupWorld start() {
    operator =
        harness.lead(
            (replica, engine) ->
                engine.controller(
                    new CleanupReconciler(
                            this,
                            this::livesOn,
                            this,
                            left,
                            new OrphanWatch(replica.process()),
                            (about, kind, reason, message) ->
                                history.add(about.key() + " " + reason + ": " + message),
                            replica.meters())
                        .controller()
                        .build()));
    return this;
  }

  CleanupWorld restart() {
    operator.kill();
    return start();
  }

  Replica operator() {
    return operator;
  }

  InMemoryStore store() {
    return harness.store();
  }

  Instant now() {
    return harness.time().now();
  }

  /** A dead operator is followed by another a second later. */
  void advance(Duration by) {
    Instant end = now().plus(by);
    while (now().isBefore(end)) {
      harness.advanceUntil(() -> operator.process().isKilled(), Duration.between(now(), end));
      if (operator.process().isKilled()) {
        harness.advance(Duration.ofSeconds(1));
        start();
      }
    }
  }

  // What is there.

  void policy(String name, String spec) {
    store().create(Kinds.CLEANUP_POLICY, Things.policy(name, spec));
  }

  CleanupPolicy policy(String name) {
    return store().get(Kinds.CLEANUP_POLICY, "", name).orElseThrow();
  }

  CleanupPolicyStatus status(String name) {
    return policy(name).status();
  }

  void annotate(String policy, String key, String value) {
    CleanupPolicy before = policy(policy);
    store()
        .updateMetadata(
            Kinds.CLEANUP_POLICY,
            before.withMetadata(before.metadata().withAnnotation(key, value)));
  }

  /** A notebook with what it is. */
  void notebook(String name, String spec, String status) {
    Notebook given = Things.notebook(name, spec);
    Notebook notebook =
        store()
            .create(
                Kinds.NOTEBOOK,
                given.withMetadata(given.metadata().withFinalizers(List.of(FINALIZER))));
    Application shape = Things.notebook(name, spec, status).application().orElseThrow();
    ObjectMeta metadata =
        ObjectMeta.named("team-a", name).withOwner(OwnerReference.controllerOf(notebook));
    Application created =
        store().create(Kinds.APPLICATION, shape.withMetadata(metadata).withStatus(null));
    store().updateStatus(Kinds.APPLICATION, created.withStatus(shape.status()));
  }

  boolean has(String name) {
    return store().get(Kinds.NOTEBOOK, "team-a", name).isPresent();
  }

  Application application(String name) {
    return store().get(Kinds.APPLICATION, "team-a", name).orElseThrow();
  }

  /** Its application has another status from now on. */
  void status(String name, ApplicationStatus status) {
    store().updateStatus(Kinds.APPLICATION, application(name).withStatus(status));
  }

  /** As its own controller does once the application has ended. */
  void letGo() {
    for (Notebook notebook : store().list(Kinds.NOTEBOOK, "").items()) {
      if (notebook.metadata().isBeingDeleted()) {
        store()
            .updateMetadata(
                Kinds.NOTEBOOK,
                notebook.withMetadata(notebook.metadata().withoutFinalizer(FINALIZER)));
      }
    }
  }

  static ApplicationStatus serving(String name, Instant since, ActivityStatus.State state) {
    Run run =
        new Run(
            "application_1_" + name + since.getEpochSecond(),
            "h" + since.getEpochSecond(),
            1,
            since,
            true,
            Optional.empty());
    ActivityStatus activity = new ActivityStatus(state, "seen", 1, 0, 0, 0);
    return status(
        Phase.READY, Optional.of(run), Optional.of(since), Optional.empty(), Optional.of(activity));
  }

  static ApplicationStatus over(Phase phase, Instant at) {
    return status(phase, Optional.empty(), Optional.empty(), Optional.of(at), Optional.empty());
  }

  private static ApplicationStatus status(
      Phase phase,
      Optional<Run> run,
      Optional<Instant> startedAt,
      Optional<Instant> finishedAt,
      Optional<ActivityStatus> activity) {
    ObjectNode tree = Json.mapper().valueToTree(ApplicationStatus.unobserved());
    tree.set("phase", Json.mapper().valueToTree(phase));
    tree.set("run", Json.mapper().valueToTree(run));
    tree.set("startedAt", Json.mapper().valueToTree(startedAt));
    tree.set("finishedAt", Json.mapper().valueToTree(finishedAt));
    tree.set("activity", Json.mapper().valueToTree(activity));
    return Json.mapper().convertValue(tree, ApplicationStatus.class);
  }

  void deletePolicy(String name) {
    store().delete(Kinds.CLEANUP_POLICY, "", name, Preconditions.none());
  }

  /** Takes the annotation of a policy off, as a start by its user does in effect. */
  void clear(String name) {
    Application application = application(name);
    Map<String, String> annotations = new TreeMap<>(application.metadata().annotations());
    annotations.remove(Annotations.STOPPED_BY_POLICY);
    store()
        .updateMetadata(
            Kinds.APPLICATION,
            application.withMetadata(application.metadata().withAnnotations(annotations)));
  }

  List<String> kills() {
    return kills;
  }

  List<String> removed() {
    return removed;
  }

  List<String> history() {
    return history;
  }

  // YARN and the file system.

  /** What launches have left. */
  InMemoryLaunchRemains left() {
    return left;
  }

  /** Agents of these say that they are to live on. */
  void kept(String id) {
    kept.add(id);
  }

  /** Agents of these don't answer. */
  void mute(String id, boolean on) {
    if (on) {
      mute.add(id);
    } else {
      mute.remove(id);
    }
  }

  private boolean livesOn(ApplicationReport report) {
    if (mute.contains(report.applicationId())) {
      throw new AgentException(AgentException.Reason.UNREACHABLE, "planned");
    }
    return kept.contains(report.applicationId());
  }

  void runs(String id, String uid) {
    reports.put(id, Things.report(id, uid, "alice"));
  }

  void ended(String id) {
    reports.remove(id);
  }

  /** It has ended, which the listing of all applications does not show yet. */
  void endedUnseen(String id) {
    endedUnseen.add(id);
  }

  void outage(boolean on) {
    outage = on;
    left.outage(on);
  }

  private void reach() {
    if (outage) {
      throw new YarnUnavailableException("an outage", new IOException("planned"));
    }
  }

  @Override
  public List<ApplicationReport> applications() {
    reach();
    return List.copyOf(reports.values());
  }

  @Override
  public List<ApplicationReport> applicationsOf(String uid) {
    return applications().stream()
        .filter(r -> r.uid().equals(uid))
        .filter(r -> !endedUnseen.contains(r.applicationId()))
        .toList();
  }

  @Override
  public void kill(String applicationId, String uid, String reason) {
    reach();
    assertThat(reports.get(applicationId).uid()).isEqualTo(uid);
    kills.add(applicationId);
    reports.remove(applicationId);
  }

  @Override
  public void emptyTrash(String user, String workspace) {
    reach();
    removed.add("trash of " + user + " in " + workspace);
  }

  @Override
  public void remove(String user, String workspace) {
    reach();
    removed.add(workspace + " of " + user);
  }

  @Override
  public List<ClusterNode> nodes() {
    return List.of();
  }

  @Override
  public List<ClusterQueue> queues() {
    return List.of();
  }

  @Override
  public String reserve() {
    throw new UnsupportedOperationException("nothing is submitted here");
  }

  @Override
  public void submit(String applicationId, Launch launch) {
    throw new UnsupportedOperationException("nothing is submitted here");
  }

  @Override
  public void adjust(String applicationId, String uid, Terms terms) {
    throw new UnsupportedOperationException("nothing is submitted here");
  }
}
