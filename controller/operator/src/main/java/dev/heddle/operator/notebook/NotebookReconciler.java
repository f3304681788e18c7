package dev.heddle.operator.notebook;

import static java.time.temporal.ChronoUnit.SECONDS;
import static java.util.Objects.requireNonNull;

import dev.heddle.crd.application.Application;
import dev.heddle.crd.application.ApplicationSpec;
import dev.heddle.crd.core.Secret;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.Annotations;
import dev.heddle.crd.meta.Intent;
import dev.heddle.crd.meta.ObjectMeta;
import dev.heddle.crd.meta.OwnerReference;
import dev.heddle.crd.notebook.Notebook;
import dev.heddle.crd.notebook.NotebookClass;
import dev.heddle.crd.notebook.NotebookSpec;
import dev.heddle.crd.notebook.NotebookStatus;
import dev.heddle.operator.application.ApplicationEvents;
import dev.heddle.operator.application.Pace;
import dev.heddle.operator.cleanup.IdlePolicies;
import dev.heddle.reconciler.Cleaner;
import dev.heddle.reconciler.Cleanup;
import dev.heddle.reconciler.Context;
import dev.heddle.reconciler.Outcome;
import dev.heddle.reconciler.Reconciler;
import dev.heddle.reconciler.runtime.Controller;
import dev.heddle.reconciler.store.ResourceStore;
import dev.heddle.reconciler.store.ResourceStore.Preconditions;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** Keeps the Application and the token of each Notebook, and shows their state in it. */
public final class NotebookReconciler implements Reconciler<Notebook>, Cleaner<Notebook> {

  /** While an object of the name belongs to a notebook that is on its way out. */
  private static final Duration NAME_CHECK = Duration.ofSeconds(1);

  private static final Duration TAKEN_CHECK = Duration.ofSeconds(30);
  private static final Duration CLEANUP_CHECK = Duration.ofSeconds(5);

  private static final Comparator<NotebookClass> NEWEST =
      Comparator.comparing(
              (NotebookClass each) -> each.metadata().creationTimestamp().orElse(Instant.EPOCH))
          .thenComparing(each -> each.metadata().name());

  private final String bindAddress;
  private final RandomGenerator random;
  private final IdlePolicies policies = new IdlePolicies();
  private final ClassChanges classes = new ClassChanges();

  /**
   * A reconciler.
   *
   * @param bindAddress the address that notebooks listen on in their containers
   * @param random makes tokens: must not be guessable
   */
  public NotebookReconciler(String bindAddress, RandomGenerator random) {
    this.bindAddress = requireNonNull(bindAddress, "bindAddress is null");
    this.random = requireNonNull(random, "random is null");
  }

  /** What an engine is to run, with what wakes it; its bounds are the caller's to set. */
  public Controller.Builder<Notebook> controller() {
    return Controller.of(Kinds.NOTEBOOK, this)
        .owns(Kinds.APPLICATION)
        .owns(Kinds.SECRET)
        .source(classes)
        .source(policies);
  }

  @Override
  public Outcome reconcile(Notebook read, Context<Notebook> context) {
    Notebook notebook = withDefaultClass(read, context);
    ResourceStore store = context.store();
    String namespace = notebook.metadata().namespace();
    String name = notebook.metadata().name();
    Optional<Secret> secret = store.get(Kinds.SECRET, namespace, TokenSecret.name(name));
    Optional<Application> application =
        context.cached(Kinds.APPLICATION, Kinds.APPLICATION.key(namespace, name));
    boolean free =
        secret.map(s -> !belongsToAnother(s.metadata(), notebook)).orElse(true)
            && application.map(a -> isOwned(a.metadata(), notebook)).orElse(true);
    if (!free) {
      return nameTaken(notebook, application, context);
    }
    if (Intent.isPaused(notebook.metadata())) {
      showPaused(notebook, application, context);
      return Outcome.done();
    }
    if (secret.isEmpty()) {
      store.create(Kinds.SECRET, TokenSecret.of(notebook, random));
    }
    EffectiveSpec effective = effective(notebook, context);
    if (!effective.problems().isEmpty()) {
      notAllowed(notebook, application, ClassProblem.joined(effective.problems()), context);
      return Outcome.done();
    }
    Application kept = keepApplication(notebook, effective.spec(), application, context);
    showStatus(notebook, NotebookPicture.of(notebook, kept, context.now()), context);
    return Outcome.done();
  }

  /**
   * A notebook that names no class gets the one that is the default when it is first looked at, and
   * keeps it: a default that comes later, or that an operator learns of later, changes nothing.
   */
  private static Notebook withDefaultClass(Notebook notebook, Context<Notebook> context) {
    NotebookStatus status = notebook.status();
    if (notebook.spec().notebookClass().isPresent()
        || status.defaultClass().isPresent()
        || status.observedGeneration() > 0) {
      return notebook;
    }
    return context.store().list(Kinds.NOTEBOOK_CLASS, "").items().stream()
        .filter(NotebookClass::isDefault)
        .filter(each -> !each.metadata().isBeingDeleted())
        .max(NEWEST)
        .map(each -> status.withDefaultClass(each.metadata().name()))
        .map(bound -> context.store().updateStatus(Kinds.NOTEBOOK, notebook.withStatus(bound)))
        .orElse(notebook);
  }

  private static EffectiveSpec effective(Notebook notebook, Context<Notebook> context) {
    Optional<String> name = notebook.className();
    if (name.isEmpty()) {
      return EffectiveSpec.own(notebook);
    }
    return context
        .cached(Kinds.NOTEBOOK_CLASS, Kinds.NOTEBOOK_CLASS.key("", name.get()))
        .map(of -> EffectiveSpec.of(notebook, of))
        .orElseGet(
            () -> new EffectiveSpec(notebook.spec(), List.of(ClassProblem.notFound(name.get()))));
  }

  /** What runs goes on as it was, and may be stopped; nothing is begun. */
  private static void notAllowed(
      Notebook notebook,
      Optional<Application> present,
      ClassProblem problem,
      Context<Notebook> context) {
    if (present.isEmpty()) {
      showStatus(notebook, NotebookPicture.notAllowed(notebook, problem, context.now()), context);
      return;
    }
    Application application = present.get();
    Application wanted =
        application
            .withMetadata(
                application
                    .metadata()
                    .withAnnotations(withoutStart(notebook, application.metadata().annotations())))
            .withSpec(
                application
                    .spec()
                    .withSuspend(application.spec().suspend() || notebook.spec().suspend()));
    if (!wanted.equals(application) && !application.metadata().isBeingDeleted()) {
      application = context.store().update(Kinds.APPLICATION, wanted);
    }
    showStatus(
        notebook,
        NotebookPicture.notAllowed(notebook, application, problem, context.now()),
        context);
  }

  /** The Application is told of the pause, and of nothing else (I13). */
  private static void showPaused(
      Notebook notebook, Optional<Application> application, Context<Notebook> context) {
    if (application.isEmpty()) {
      showStatus(notebook, NotebookPicture.paused(notebook, context.now()), context);
      return;
    }
    Application told = told(notebook, application.get(), context.store());
    showStatus(notebook, NotebookPicture.of(notebook, told, context.now()), context);
  }

  private static Application told(Notebook notebook, Application application, ResourceStore store) {
    ObjectMeta metadata =
        application
            .metadata()
            .withAnnotations(annotations(notebook, application.metadata().annotations()));
    return metadata.equals(application.metadata())
        ? application
        : store.update(Kinds.APPLICATION, application.withMetadata(metadata));
  }

  private Application keepApplication(
      Notebook notebook,
      NotebookSpec effective,
      Optional<Application> present,
      Context<Notebook> context) {
    ResourceStore store = context.store();
    ApplicationSpec spec =
        NotebookApplication.of(
            notebook, effective, policies.of(notebook, effective.culling(), present), bindAddress);
    if (present.isEmpty()) {
      ObjectMeta metadata =
          ObjectMeta.named(notebook.metadata().namespace(), notebook.metadata().name())
              .withLabels(notebook.metadata().labels())
              .withAnnotations(annotations(notebook, Map.of()))
              .withOwner(OwnerReference.controllerOf(notebook));
      return store.create(Kinds.APPLICATION, new Application(metadata, spec, null));
    }
    Application application = present.get();
    ObjectMeta metadata =
        application
            .metadata()
            .withLabels(notebook.metadata().labels())
            .withAnnotations(annotations(notebook, application.metadata().annotations()));
    if (application.metadata().isBeingDeleted()
        || (application.spec().equals(spec) && application.metadata().equals(metadata))) {
      return application;
    }
    return store.update(
        Kinds.APPLICATION,
        application
            .withMetadata(
                application.spec().equals(spec) ? metadata : paced(metadata, notebook, context))
            .withSpec(spec));
  }

  /**
   * What its owner has not changed since it was last looked at, others are changed with: a class,
   * or how this version of Heddle starts notebooks.
   */
  private ObjectMeta paced(ObjectMeta metadata, Notebook notebook, Context<Notebook> context) {
    Map<String, String> annotations = new TreeMap<>(metadata.annotations());
    annotations.remove(Annotations.RESTART_FROM);
    boolean own = notebook.status().observedGeneration() < notebook.metadata().generation();
    Duration window = own ? Duration.ZERO : Pace.window(classes.count(notebook.className()));
    if (!window.isZero()) {
      Instant from =
          context.now().plus(Pace.of(notebook.metadata().uid(), window)).truncatedTo(SECONDS);
      annotations.put(Annotations.RESTART_FROM, from.toString());
    }
    return metadata.withAnnotations(annotations);
  }

  /** What others have put on the Application stays. */
  private static Map<String, String> annotations(Notebook notebook, Map<String, String> present) {
    Map<String, String> all = new TreeMap<>(present);
    all.put(Annotations.TOKEN_SECRET, TokenSecret.name(notebook.metadata().name()));
    copy(notebook, Annotations.OWNER, all);
    copy(notebook, Annotations.RESTARTED_AT, all);
    copy(notebook, Annotations.STARTED_AT, all);
    copy(notebook, Annotations.KEEP_UNTIL, all);
    copy(notebook, Annotations.RECONCILE, all);
    copy(notebook, Annotations.ON_DELETE, all);
    return all;
  }

  /** All that its owner says, but for the wish to start. */
  private static Map<String, String> withoutStart(Notebook notebook, Map<String, String> present) {
    Map<String, String> all = annotations(notebook, present);
    for (String wish : List.of(Annotations.RESTARTED_AT, Annotations.STARTED_AT)) {
      all.remove(wish);
      if (present.containsKey(wish)) {
        all.put(wish, present.get(wish));
      }
    }
    return all;
  }

  private static void copy(Notebook notebook, String key, Map<String, String> to) {
    notebook
        .metadata()
        .annotation(key)
        .ifPresentOrElse(value -> to.put(key, value), () -> to.remove(key));
  }

  /** What lives on is still opened with its token, which would go with its owner. */
  private static void keepToken(Notebook notebook, ResourceStore store) {
    String name = TokenSecret.name(notebook.metadata().name());
    store
        .get(Kinds.SECRET, notebook.metadata().namespace(), name)
        .filter(secret -> isOwned(secret.metadata(), notebook))
        .ifPresent(
            secret ->
                store.update(
                    Kinds.SECRET,
                    new Secret(secret.metadata().withoutOwners(), secret.type(), secret.data())));
  }

  private static boolean isOwned(ObjectMeta metadata, Notebook notebook) {
    return metadata
        .controller()
        .map(owner -> owner.uid().equals(notebook.metadata().uid()))
        .orElse(false);
  }

  /** A Secret that nobody owns was put there by a person, as the token to use. */
  private static boolean belongsToAnother(ObjectMeta metadata, Notebook notebook) {
    return metadata.controller().isPresent() && !isOwned(metadata, notebook);
  }

  /** A name is not an identity: what an earlier notebook of the name left has to go first (I1). */
  private Outcome nameTaken(
      Notebook notebook, Optional<Application> application, Context<Notebook> context) {
    boolean forGood =
        application
            .map(a -> a.metadata().controller().isEmpty() && !a.metadata().isBeingDeleted())
            .orElse(false);
    NotebookStatus status =
        forGood
            ? NotebookPicture.nameTaken(notebook, context.now())
            : NotebookPicture.waitsForName(notebook, context.now());
    showStatus(notebook, status, context);
    return Outcome.requeueAfter(forGood ? TAKEN_CHECK : NAME_CHECK);
  }

  private static void showStatus(
      Notebook notebook, NotebookStatus status, Context<Notebook> context) {
    NotebookStatus before = notebook.status();
    if (status.equals(before)) {
      return;
    }
    context.store().updateStatus(Kinds.NOTEBOOK, notebook.withStatus(status));
    ApplicationEvents.between(
            ApplicationEvents.Moment.of(before), ApplicationEvents.Moment.of(status))
        .forEach(line -> context.event(line.kind(), line.reason(), line.message()));
  }

  @Override
  public Cleanup cleanup(Notebook notebook, Context<Notebook> context) {
    Optional<Application> application =
        context
            .store()
            .get(Kinds.APPLICATION, notebook.metadata().namespace(), notebook.metadata().name())
            .filter(a -> isOwned(a.metadata(), notebook));
    if (application.isEmpty()) {
      return Cleanup.gone();
    }
    // What was asked for while or shortly before it was deleted counts too.
    Application told = told(notebook, application.get(), context.store());
    if (Intent.isPaused(notebook.metadata())) {
      showStatus(notebook, NotebookPicture.of(notebook, told, context.now()), context);
      return Cleanup.pending(CLEANUP_CHECK);
    }
    if (Intent.outlives(notebook.metadata())) {
      keepToken(notebook, context.store());
    }
    if (!application.get().metadata().isBeingDeleted()) {
      context
          .store()
          .delete(
              Kinds.APPLICATION,
              notebook.metadata().namespace(),
              notebook.metadata().name(),
              Preconditions.uid(application.get().metadata().uid()));
    }
    showStatus(notebook, NotebookPicture.of(notebook, application.get(), context.now()), context);
    return Cleanup.pending(CLEANUP_CHECK);
  }
}
