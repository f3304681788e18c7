package dev.heddle.operator.application;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.protocol.ScaleRequest;
import dev.heddle.crd.application.ApplicationStatus;
import dev.heddle.crd.application.Terms;
import dev.heddle.operator.yarn.ApplicationReport;
import java.time.Duration;
import java.util.List;

/** What is to be done now. */
sealed interface Plan {

  /**
   * The decision would submit, stop or give up: it needs a read of YARN of this moment (I1, I2).
   */
  record NeedsFreshRead() implements Plan {}

  /** The decision would stop what nobody uses: it needs the agent's word of this moment (I5). */
  record NeedsAgent(ApplicationReport application) implements Plan {}

  /** A submission needs an id, which must be in the status before it is used (I1). */
  record NeedsId() implements Plan {}

  /**
   * The status to write first, if it differs; then the actions, in order.
   *
   * @param status the write-ahead record of the actions and the picture for people
   * @param actions what is done outside
   * @param next when to look again
   */
  record Step(ApplicationStatus status, List<Action> actions, Next next) implements Plan {
    public Step {
      requireNonNull(status, "status is null");
      actions = List.copyOf(actions);
      requireNonNull(next, "next is null");
    }
  }

  /** Something done outside. Each may be repeated without harm. */
  sealed interface Action {

    /** Submits under the id in {@code status.run}. */
    record Submit(String applicationId) implements Action {}

    /** Asks the agent to stop the process and end the application. */
    record Shutdown(ApplicationReport application, String why) implements Action {}

    /** Tells the application master how many instances of its services should run. */
    record Scale(ApplicationReport application, ScaleRequest request) implements Action {}

    /**
     * Asks YARN anew for what it can change while the application runs.
     *
     * @param change what to ask for
     * @param asked what has been asked for in all when that is done
     */
    record Adjust(String applicationId, Terms change, Terms asked) implements Action {}

    /** Ends the application by force. */
    record Kill(String applicationId, String why) implements Action {}
  }

  /** When to look again, besides what events bring. */
  sealed interface Next {

    /** At the next event or resync. */
    record OnEvent() implements Next {}

    /** After that time. */
    record After(Duration delay) implements Next {}

    /** Absence is confirmed: the resource may go (I10). */
    record Gone() implements Next {}
  }
}
