package dev.heddle.operator.main;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.operator.api.ApplicationAccessException;
import dev.heddle.operator.api.ApplicationAccessException.Reason;
import dev.heddle.operator.api.CleanupAccess;
import dev.heddle.operator.cleanup.CleanupOverview;
import dev.heddle.operator.yarn.YarnRejectedException;
import dev.heddle.operator.yarn.YarnUnavailableException;
import dev.heddle.reconciler.store.StoreException;
import java.util.Optional;

/** The API's way to what policies would do. */
final class CleanupPlans implements CleanupAccess {

  private final CleanupOverview overview;

  CleanupPlans(CleanupOverview overview) {
    this.overview = requireNonNull(overview, "overview is null");
  }

  @Override
  public ObjectNode plan(Optional<String> policy) {
    Optional<ObjectNode> plan;
    try {
      plan = overview.plan(policy);
    } catch (YarnRejectedException e) {
      throw new ApplicationAccessException(Reason.REFUSED, e.getMessage(), e);
    } catch (YarnUnavailableException | StoreException e) {
      throw new ApplicationAccessException(Reason.UNREACHABLE, e.getMessage(), e);
    }
    return plan.orElseThrow(
        () ->
            new ApplicationAccessException(
                Reason.NOTHING, "there is no CleanupPolicy '" + policy.orElse("") + "'"));
  }
}
