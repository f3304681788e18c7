package dev.heddle.operator.application;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.heddle.crd.application.Application;
import dev.heddle.crd.core.Secret;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.Annotations;
import dev.heddle.operator.application.Desired.Target;
import dev.heddle.reconciler.store.ResourceStore;
import java.util.Base64;
import java.util.Optional;

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
    Optional<SoleProcess> process = LaunchSpec.process(application.spec());
    if (process.isEmpty()) {
      return unlaunchable(
          application,
          user,
          new Problem(
              "NotSupported",
              "this version runs one process an application: give exactly one service with"
                  + " instances 1, or master.script and no service"));
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
    LaunchSpec launch = new LaunchSpec(application, process.get(), user, token);
    return new Wishes(
        desired(application, user, launch.hash(), Optional.empty()), Optional.of(launch));
  }

  private static Wishes unlaunchable(Application application, String user, Problem problem) {
    return new Wishes(desired(application, user, "", Optional.of(problem)), Optional.empty());
  }

  private static Desired desired(
      Application application, String user, String hash, Optional<Problem> problem) {
    Target target =
        application.metadata().isBeingDeleted()
            ? Target.ABSENT
            : application.spec().suspend() ? Target.STOPPED : Target.RUNNING;
    return new Desired(
        application.metadata().uid(),
        application.metadata().generation(),
        target,
        hash,
        user,
        application.spec().restartPolicy(),
        application.spec().stopGrace(),
        problem);
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
