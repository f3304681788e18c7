package dev.heddle.operator.cleanup;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.application.ActivityStatus;
import dev.heddle.crd.application.Application;
import dev.heddle.crd.application.ApplicationSpec;
import dev.heddle.crd.application.ApplicationStatus;
import dev.heddle.crd.application.Culling;
import dev.heddle.crd.application.CullingStatus;
import dev.heddle.crd.application.Phase;
import dev.heddle.crd.application.Run;
import dev.heddle.crd.application.ScheduleStatus;
import dev.heddle.crd.application.Service;
import dev.heddle.crd.application.Workspace;
import dev.heddle.crd.meta.Annotations;
import dev.heddle.crd.meta.Condition;
import dev.heddle.crd.meta.Conditions;
import dev.heddle.crd.meta.Intent;
import dev.heddle.crd.meta.ObjectMeta;
import dev.heddle.crd.meta.Resource;
import dev.heddle.crd.notebook.Notebook;
import dev.heddle.crd.policy.CleanupPolicyStatus.Target;
import dev.heddle.operator.culling.PolicyStop;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * One resource as policies see it: a Notebook with the Application it is, or an Application that
 * belongs to nobody.
 *
 * @param resource what would be deleted
 * @param application what runs; absent when a notebook has none yet
 */
record Subject(Resource resource, Optional<Application> application) {

  Subject {
    requireNonNull(resource, "resource is null");
    requireNonNull(application, "application is null");
  }

  static Subject of(Notebook notebook, Optional<Application> application) {
    return new Subject(
        notebook,
        application.filter(
            a ->
                a.metadata()
                    .controller()
                    .filter(owner -> owner.uid().equals(notebook.metadata().uid()))
                    .isPresent()));
  }

  static Subject of(Application application) {
    return new Subject(application, Optional.of(application));
  }

  Target target() {
    return new Target(resource.kind(), metadata().namespace(), metadata().name(), metadata().uid());
  }

  ObjectMeta metadata() {
    return resource.metadata();
  }

  boolean isNotebook() {
    return resource instanceof Notebook;
  }

  /** Whether another culling than this one is its own, its class's or another policy's. */
  boolean hasOwnCulling(Culling policys) {
    boolean own = resource instanceof Notebook n && n.spec().culling().isPresent();
    return own
        || spec().flatMap(ApplicationSpec::culling).filter(c -> !c.equals(policys)).isPresent();
  }

  Optional<ApplicationSpec> spec() {
    return application.map(Application::spec);
  }

  ApplicationStatus status() {
    return application.map(Application::status).orElse(ApplicationStatus.unobserved());
  }

  Phase phase() {
    return status().phase();
  }

  /** The user that YARN sees. */
  String owner() {
    Optional<String> asked =
        resource instanceof Notebook notebook
            ? notebook.spec().user()
            : spec().flatMap(ApplicationSpec::user);
    return status()
        .user()
        .or(() -> asked)
        .or(() -> metadata().annotation(Annotations.OWNER))
        .orElse("");
  }

  String queue() {
    return resource instanceof Notebook notebook
        ? notebook.spec().queue()
        : spec().map(ApplicationSpec::queue).orElse("");
  }

  /** Directories in which its files are kept. */
  List<String> workspaces() {
    Stream<Optional<Workspace>> own =
        resource instanceof Notebook notebook
            ? Stream.of(notebook.spec().workspace())
            : Stream.of();
    Stream<Optional<Workspace>> services =
        spec().stream().flatMap(s -> s.services().values().stream()).map(Service::workspace);
    return Stream.concat(own, services)
        .flatMap(Optional::stream)
        .map(Workspace::path)
        .distinct()
        .sorted()
        .toList();
  }

  /** When it was stopped, or ended; empty while it is neither. */
  Optional<Instant> over() {
    return phase().isTerminal()
        ? Stream.of(
                status().finishedAt(),
                status().run().flatMap(Run::stopRequestedAt),
                status().culling().flatMap(CullingStatus::culledAt),
                notReadySince())
            .flatMap(Optional::stream)
            .max(Instant::compareTo)
        : Optional.empty();
  }

  /** When its working hours start it; empty when nothing does. */
  Optional<Instant> nextStart() {
    return spec().filter(ApplicationSpec::suspend).isPresent()
        ? Optional.empty()
        : status().schedule().flatMap(ScheduleStatus::nextStart);
  }

  /** Since when it does not serve, while that is a failure. */
  Optional<Instant> failingSince() {
    boolean failing =
        phase() == Phase.BACK_OFF
            || (!phase().isTerminal()
                && phase() != Phase.STOPPING
                && Conditions.isTrue(status().conditions(), Condition.STALLED));
    return failing ? notReadySince() : Optional.empty();
  }

  private Optional<Instant> notReadySince() {
    return Conditions.find(status().conditions(), Condition.READY)
        .filter(ready -> ready.status() != Condition.Status.TRUE)
        .map(Condition::lastTransitionTime);
  }

  /** Since when it runs, while it serves. */
  Optional<Instant> runningSince() {
    return phase() == Phase.READY ? status().startedAt() : Optional.empty();
  }

  Optional<ActivityStatus> activity() {
    return status().activity();
  }

  /** Why not all that it has written is saved, in words; empty when it is. */
  Optional<String> unsaved() {
    if (workspaces().isEmpty()) {
      return Optional.empty();
    }
    boolean saved =
        Conditions.isTrue(status().conditions(), Condition.WORKSPACE_SAVED)
            && status().workspace().map(w -> w.pendingFiles() == 0).orElse(true);
    return saved
        ? Optional.empty()
        : Optional.of(
            "not all its files are saved"
                + Conditions.find(status().conditions(), Condition.WORKSPACE_SAVED)
                    .map(c -> ": " + c.message())
                    .orElse(""));
  }

  /** That a policy has it stopped; empty when its newest run is another one. */
  Optional<PolicyStop> stop() {
    return application
        .flatMap(a -> a.metadata().annotation(Annotations.STOPPED_BY_POLICY))
        .flatMap(PolicyStop::read)
        .filter(
            stop ->
                status()
                    .run()
                    .filter(run -> run.applicationId().equals(stop.applicationId()))
                    .filter(run -> run.launchHash().equals(stop.launch()))
                    .isPresent());
  }

  /** As if no policy had it stopped. */
  Subject withoutStop() {
    return new Subject(
        resource,
        application.map(
            a -> {
              Map<String, String> annotations = new TreeMap<>(a.metadata().annotations());
              annotations.remove(Annotations.STOPPED_BY_POLICY);
              return a.withMetadata(a.metadata().withAnnotations(annotations));
            }));
  }

  /** Whether somebody has asked that nothing is done to it (I13). */
  boolean isPaused() {
    return Intent.isPaused(metadata())
        || application.map(Application::metadata).filter(Intent::isPaused).isPresent();
  }

  /** Until when somebody asked to keep it. */
  Optional<Instant> keptUntil() {
    return metadata().annotation(Annotations.KEEP_UNTIL).flatMap(Subject::time);
  }

  private static Optional<Instant> time(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
