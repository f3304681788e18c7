package dev.heddle.operator.cleanup;

import dev.heddle.crd.application.Application;
import dev.heddle.crd.application.Culling;
import dev.heddle.crd.notebook.Notebook;
import dev.heddle.crd.policy.CleanupPolicy;
import dev.heddle.crd.policy.CleanupPolicySpec.Mode;
import dev.heddle.crd.policy.CleanupRule;
import java.util.Collection;
import java.util.Optional;

/**
 * The one place that says when a notebook is stopped for being unused: as it says itself, or else
 * as the first idle rule of the first enforcing policy that is about it. The judging is the same
 * for both (I5, I6). Pure.
 */
public final class EffectiveCulling {

  private EffectiveCulling() {}

  /**
   * The culling of a notebook.
   *
   * @param own what it says itself, or its class for it
   * @param policies all there are
   * @param application what it is, where there is one already: it knows the user that YARN sees
   */
  public static Optional<Culling> of(
      Notebook notebook,
      Optional<Culling> own,
      Optional<Application> application,
      Collection<CleanupPolicy> policies) {
    if (own.isPresent()) {
      return own;
    }
    Subject subject = Subject.of(notebook, application);
    return CleanupPlan.inOrder(policies).stream()
        .filter(policy -> policy.spec().mode() == Mode.ENFORCE)
        .filter(policy -> Selection.matches(policy.spec().selector(), subject))
        .flatMap(policy -> policy.spec().rules().stream())
        .map(CleanupRule::idle)
        .flatMap(Optional::stream)
        .findFirst();
  }
}
