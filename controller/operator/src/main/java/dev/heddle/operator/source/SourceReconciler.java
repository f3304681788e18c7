package dev.heddle.operator.source;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.Annotations;
import dev.heddle.crd.meta.Condition;
import dev.heddle.crd.meta.Conditions;
import dev.heddle.crd.meta.Resource;
import dev.heddle.crd.meta.ResourceKey;
import dev.heddle.crd.source.Source;
import dev.heddle.crd.source.SourceStatus;
import dev.heddle.crd.source.SourceStatus.FileError;
import dev.heddle.operator.config.EngineConfig;
import dev.heddle.operator.config.OperatorConfig;
import dev.heddle.reconciler.Context;
import dev.heddle.reconciler.Outcome;
import dev.heddle.reconciler.Reconciler;
import dev.heddle.reconciler.runtime.Controller;
import dev.heddle.reconciler.store.ResourceStore;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows sources: reads, plans, applies, answers. */
public final class SourceReconciler implements Reconciler<Source> {

  private static final Logger LOG = LoggerFactory.getLogger(SourceReconciler.class);

  /** What is still moving is looked at again soon. */
  private static final Duration SOON = Duration.ofMillis(500);

  private final Following following;
  private final Rights rights;

  SourceReconciler(Following following, Rights rights) {
    this.following = requireNonNull(following, "following is null");
    this.rights = requireNonNull(rights, "rights is null");
  }

  /**
   * The controller of an operator.
   *
   * @param cluster Hadoop's configuration
   */
  public static Controller<Source> controller(OperatorConfig config, Configuration cluster) {
    return controller(
        new HadoopDirectories(cluster, config.hadoop().user(), ReadLimits.standard()),
        new Rights(config.administrators(), config.namespaces(), new HadoopGroups(cluster)),
        config.engine());
  }

  static Controller<Source> controller(
      SourceDirectories directories, Rights rights, EngineConfig engine) {
    Following following = new Following(directories, new HeddleManifests(), ReadLimits.standard());
    return Controller.of(Kinds.SOURCE, new SourceReconciler(following, rights))
        .source(following)
        .resync(engine.resyncInterval())
        .workers(engine.workers())
        .build();
  }

  @Override
  public Outcome reconcile(Source source, Context<Source> context) {
    if (source.spec().suspend()) {
      following.forget(source.key());
      return Outcome.done();
    }
    try {
      Followed followed = following.follow(source);
      return pass(source, followed, context);
    } catch (SourceReadException e) {
      SourceStatus status = SourceReport.unread(source, e, context.now());
      if (changesReason(source, status)) {
        context.event(Context.EventKind.WARNING, e.reason().conditionReason(), e.getMessage());
      }
      writeStatus(source, status, context.store());
      return Outcome.requeueAfter(source.spec().interval());
    }
  }

  private Outcome pass(Source source, Followed followed, Context<Source> context) {
    Duration interval = source.spec().interval();
    SourceSnapshot snapshot = followed.directory().snapshot(interval);
    // Before the objects are looked at: a change meanwhile must not be forgotten.
    long changes = following.changes();
    long start = following.nanoTime();
    if (followed.isQuiet(source, snapshot, changes, start)) {
      return Outcome.requeueAfter(interval);
    }
    boolean busy = !snapshot.unsettled().isEmpty();
    boolean quiet = false;
    try {
      Applied done = apply(source, snapshot, followed, context);
      busy |= done.outdated();
      quiet = !busy && done.foundNothing();
    } finally {
      followed.passed(
          quiet
              ? Optional.of(new Followed.Quiet(source, snapshot, changes, start))
              : Optional.empty(),
          Duration.ofNanos(following.nanoTime() - start));
    }
    return Outcome.requeueAfter(busy && SOON.compareTo(interval) < 0 ? SOON : interval);
  }

  /**
   * What a pass came to.
   *
   * @param outdated whether something had changed since the plan
   * @param foundNothing whether nothing had to be changed, written or waited for
   */
  private record Applied(boolean outdated, boolean foundNothing) {}

  private Applied apply(
      Source source, SourceSnapshot snapshot, Followed followed, Context<Source> context) {
    Map<ResourceKey, Resource> live = new TreeMap<>();
    following.objects().forEach(object -> live.put(object.key(), object));
    SourcePlan plan = SourcePlan.of(input(source, snapshot, live.values(), followed.verified()));
    followed.remember(plan.verified());
    Applier.Applied applied = Applier.apply(context.store(), plan.actions());

    live.putAll(applied.written());
    List<FileError> errors = new ArrayList<>(plan.errors());
    errors.addAll(applied.errors());
    Map<String, List<Resource>> byFile = managed(source, live.values());
    SourceStatus status =
        SourceReport.read(
            source,
            snapshot,
            byFile.values().stream().flatMap(List::stream).toList(),
            errors,
            plan.held(),
            isWhole(snapshot, plan, applied),
            context.now());
    tell(source, applied, plan, status, context);
    Source reported = writeStatus(source, status, context.store());
    if (plan.usedApproval() && !applied.outdated()) {
      consumeApproval(reported, context.store());
    }
    boolean answered = answer(source, followed, byFile, errors);
    return new Applied(
        applied.outdated(),
        answered
            && plan.actions().isEmpty()
            && plan.waiting().isEmpty()
            && status.equals(source.status()));
  }

  private static boolean isWhole(
      SourceSnapshot snapshot, SourcePlan plan, Applier.Applied applied) {
    return snapshot.unsettled().isEmpty()
        && !applied.outdated()
        && applied.errors().isEmpty()
        && plan.waiting().isEmpty()
        && plan.held().isEmpty();
  }

  private SourcePlan.Input input(
      Source source,
      SourceSnapshot snapshot,
      Collection<Resource> live,
      Map<ResourceKey, Verified> verified) {
    return new SourcePlan.Input(
        source.metadata().name(),
        source.spec(),
        snapshot,
        live,
        rights,
        source
            .status()
            .pendingRevision()
            .map(revision -> new Guard.Pending(revision, source.status().pendingDeletions())),
        source.metadata().annotation(Annotations.APPROVED_REVISION),
        verified);
  }

  private static Map<String, List<Resource>> managed(Source source, Collection<Resource> live) {
    Map<String, List<Resource>> byFile = new TreeMap<>();
    for (Resource object : live) {
      Tracking.of(object)
          .filter(tracking -> tracking.source().equals(source.metadata().name()))
          .ifPresent(
              tracking ->
                  byFile.computeIfAbsent(tracking.path(), p -> new ArrayList<>()).add(object));
    }
    return byFile;
  }

  private static void tell(
      Source source,
      Applier.Applied applied,
      SourcePlan plan,
      SourceStatus status,
      Context<Source> context) {
    if (!applied.isEmpty()) {
      context.event(
          Context.EventKind.NORMAL,
          SourceReport.APPLIED,
          applied.written().size() + " written, " + applied.deleted().size() + " deleted");
    }
    if (plan.held().isPresent() && changesReason(source, status)) {
      Conditions.find(status.conditions(), Condition.READY)
          .ifPresent(
              ready -> context.event(Context.EventKind.WARNING, ready.reason(), ready.message()));
    }
  }

  private static boolean changesReason(Source source, SourceStatus status) {
    Optional<String> before =
        Conditions.find(source.status().conditions(), Condition.READY).map(Condition::reason);
    return !before.equals(
        Conditions.find(status.conditions(), Condition.READY).map(Condition::reason));
  }

  /** Nothing is written when nothing changed (L2). */
  private static Source writeStatus(Source source, SourceStatus status, ResourceStore store) {
    return status.equals(source.status())
        ? source
        : store.updateStatus(Kinds.SOURCE, source.withStatus(status));
  }

  /** An approval counts once: the same files may be restored and lost again. */
  private static void consumeApproval(Source source, ResourceStore store) {
    Map<String, String> annotations = new TreeMap<>(source.metadata().annotations());
    annotations.remove(Annotations.APPROVED_REVISION);
    store.updateMetadata(
        Kinds.SOURCE, source.withMetadata(source.metadata().withAnnotations(annotations)));
  }

  /** The answer is a courtesy: a source that can't be written to is followed all the same. */
  private static boolean answer(
      Source source,
      Followed followed,
      Map<String, List<Resource>> byFile,
      List<FileError> errors) {
    Optional<String> trouble = Optional.empty();
    try {
      followed.answers().write(byFile, errors);
    } catch (IOException e) {
      trouble = Optional.of(FirstLine.of(e));
    }
    if (followed.isNews(trouble)) {
      trouble.ifPresent(why -> LOG.warn("{}: status files not written: {}", source.key(), why));
    }
    return trouble.isEmpty();
  }
}
