package dev.heddle.operator.application;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.heddle.crd.application.Application;
import dev.heddle.crd.application.CullingStatus;
import dev.heddle.crd.application.Run;
import dev.heddle.crd.application.UpdateStrategy;
import dev.heddle.crd.core.Secret;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.Annotations;
import dev.heddle.crd.schedule.WorkingHours;
import dev.heddle.operator.application.Desired.Target;
import dev.heddle.operator.culling.PolicyStop;
import dev.heddle.operator.quota.Amounts;
import dev.heddle.operator.quota.QuotaReconciler;
import dev.heddle.reconciler.store.ResourceStore;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A resource read for planning: what it wants, and what would be launched for it.
 *
 * @param desired for the plan
 * @param launch for a submission; absent when the spec can't be launched
 */
record Wishes(Desired desired, Optional<LaunchSpec> launch) {

  Wishes {
    requireNonNull(desired, "desired is null");
    requireNonNull(launch, "launch is null");
  }

  static Wishes of(Application application, String operatorUser, ResourceStore store) {
    String user =
        application
            .spec()
            .user()
            .or(() -> application.metadata().annotation(Annotations.OWNER))
            .orElse(operatorUser);
    Optional<Shape> shape = Shape.of(application.spec());
    if (shape.isEmpty()) {
      return unlaunchable(
          application,
          user,
          new Problem("NothingToRun", "give at least one service, or a script of the master"));
    }
    Optional<String> secret = application.metadata().annotation(Annotations.TOKEN_SECRET);
    Optional<String> token = secret.flatMap(name -> token(application, name, store));
    if (secret.isPresent() && token.isEmpty()) {
      return unlaunchable(
          application,
          user,
          new Problem(
              "SecretNotFound",
              "there is no Secret '"
                  + secret.get()
                  + "' with a key '"
                  + Secret.TOKEN_KEY
                  + "' in namespace "
                  + application.metadata().namespace()));
    }
    LaunchSpec launch = launch(application, shape.get(), user, token);
    String hash = launch.hash();
    return new Wishes(
        desired(
            application,
            user,
            hash,
            parts(application, launch, hash),
            room(application, operatorUser, store),
            Optional.empty()),
        Optional.of(launch));
  }

  /**
   * Scaled to one instance, a service would fit beside the application master; to move it there
   * would interrupt it for nothing, so a run in containers stays one.
   */
  private static LaunchSpec launch(
      Application application, Shape shape, String user, Optional<String> token) {
    LaunchSpec launch = new LaunchSpec(application, shape, user, token);
    if (!shape.services().isEmpty() || application.spec().services().isEmpty()) {
      return launch;
    }
    LaunchSpec spread =
        new LaunchSpec(application, Shape.inContainers(application.spec()), user, token);
    return application
        .status()
        .run()
        .filter(run -> run.launchHash().equals(spread.hash()))
        .map(run -> spread)
        .orElse(launch);
  }

  /** What runs as it is wanted was launched as those very parts: they are not reckoned anew. */
  private static Map<String, String> parts(
      Application application, LaunchSpec launch, String hash) {
    return application
        .status()
        .run()
        .filter(run -> run.launchHash().equals(hash) && !run.launched().isEmpty())
        .map(Run::launched)
        .orElseGet(launch::parts);
  }

  private static Wishes unlaunchable(Application application, String user, Problem problem) {
    return new Wishes(
        desired(application, user, "", Map.of(), RoomWish.NONE, Optional.of(problem)),
        Optional.empty());
  }

  private static Desired desired(
      Application application,
      String user,
      String hash,
      Map<String, String> parts,
      RoomWish room,
      Optional<Problem> problem) {
    CullingWish culling = culling(application, hash);
    Optional<Problem> unreadable = unreadable(application);
    Target target =
        application.metadata().isBeingDeleted()
            ? Target.ABSENT
            : application.spec().suspend() || culling.culled().isPresent()
                ? Target.STOPPED
                : Target.RUNNING;
    return new Desired(
        application.metadata().uid(),
        application.metadata().generation(),
        target,
        hash,
        parts,
        application.metadata().annotation(Annotations.RESTARTED_AT).orElse(""),
        application.spec().updateStrategy().orElse(UpdateStrategy.IMMEDIATE),
        application.metadata().annotation(Annotations.RESTART_FROM).flatMap(Wishes::time),
        user,
        application.spec().restartPolicy(),
        application.spec().stopGrace(),
        application.spec().terms(),
        instances(application),
        culling,
        schedule(application, unreadable.isEmpty()),
        room,
        problem.or(() -> unreadable));
  }

  private static ScheduleWish schedule(Application application, boolean readable) {
    Optional<Instant> asked =
        Stream.of(Annotations.STARTED_AT, Annotations.RESTARTED_AT)
            .flatMap(each -> application.metadata().annotation(each).stream())
            .flatMap(text -> time(text).stream())
            .max(Instant::compareTo);
    return new ScheduleWish(
        application.metadata().name(), application.spec().schedule().filter(s -> readable), asked);
  }

  /** Its time zone, say, may be one that the Java of this operator does not know. */
  private static Optional<Problem> unreadable(Application application) {
    try {
      application.spec().schedule().ifPresent(WorkingHours::of);
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(new Problem("UnreadableSchedule", e.getMessage()));
    }
  }

  private static CullingWish culling(Application application, String hash) {
    Optional<PolicyStop> stop =
        application.metadata().annotation(Annotations.STOPPED_BY_POLICY).flatMap(PolicyStop::read);
    String again = "; `heddle start " + application.metadata().name() + "` starts it again";
    Optional<String> byPolicy =
        stop.filter(s -> !application.spec().suspend())
            .filter(
                s ->
                    (!s.waits() && s.launch().equals(hash))
                        || (isOf(application, s) && isCulled(application, hash)))
            .map(s -> s.words() + again);
    Optional<String> culled =
        application
            .status()
            .culling()
            .filter(c -> c.culledLaunch().filter(hash::equals).isPresent())
            .flatMap(CullingStatus::culledAt)
            .filter(at -> !application.spec().suspend())
            .map(at -> "nobody used it, and it was stopped at " + at + again);
    return new CullingWish(
        application.spec().culling(),
        application.metadata().annotation(Annotations.KEEP_UNTIL).flatMap(Wishes::time),
        stop.filter(s -> byPolicy.isPresent() || isOf(application, s)),
        byPolicy.or(() -> culled));
  }

  private static boolean isCulled(Application application, String hash) {
    return application
        .status()
        .culling()
        .flatMap(CullingStatus::culledLaunch)
        .filter(hash::equals)
        .isPresent();
  }

  private static boolean isOf(Application application, PolicyStop stop) {
    return application
        .status()
        .run()
        .filter(run -> run.applicationId().equals(stop.applicationId()))
        .isPresent();
  }

  private static RoomWish room(Application application, String operatorUser, ResourceStore store) {
    return new RoomWish(
        QuotaReconciler.isNeeded(application, store.list(Kinds.QUOTA, "").items(), operatorUser),
        Amounts.wanted(application));
  }

  /** What is no time keeps nothing; whoever sets it is told so. */
  private static Optional<Instant> time(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private static Map<String, Integer> instances(Application application) {
    Map<String, Integer> instances = new TreeMap<>();
    application
        .spec()
        .services()
        .forEach((name, service) -> instances.put(name, service.instances()));
    return instances;
  }

  private static Optional<String> token(
      Application application, String secret, ResourceStore store) {
    return store
        .get(Kinds.SECRET, application.metadata().namespace(), secret)
        .map(Secret::data)
        .flatMap(data -> Optional.ofNullable(data.get(Secret.TOKEN_KEY)))
        .map(text -> new String(Base64.getDecoder().decode(text), UTF_8));
  }
}
