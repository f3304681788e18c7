package dev.heddle.operator.cleanup;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.policy.CleanupPolicySpec.Mode;
import dev.heddle.crd.policy.CleanupPolicyStatus.Item;

/**
 * One thing that a policy would do, now or later.
 *
 * @param policy by name
 * @param mode whether it does it
 * @param item what, when and why
 * @param due whether its time has come
 * @param judgedApart whether somebody else decides on it by the policy's rule: an idle notebook is
 *     stopped by its own controller, after a fresh look (I5)
 */
record Planned(String policy, Mode mode, Item item, boolean due, boolean judgedApart) {

  Planned {
    requireNonNull(policy, "policy is null");
    requireNonNull(mode, "mode is null");
    requireNonNull(item, "item is null");
  }

  /** Whether it is to be done now, by the clean-up itself. */
  boolean isReady() {
    return due && !judgedApart && item.blockedBy().isEmpty();
  }
}
