package dev.heddle.operator.application;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.application.Phase;
import dev.heddle.crd.application.Run;
import dev.heddle.crd.meta.Intent;
import dev.heddle.operator.application.Plan.Next;
import dev.heddle.operator.yarn.ApplicationReport;

/**
 * What is shown of an application whose resource is paused. It is looked at, and nothing is done
 * about what is seen (I13). Pure.
 */
final class PausedPlan {

  private static final String SUCCEEDED = "SUCCEEDED";

  private final Situation situation;

  PausedPlan(Situation situation) {
    this.situation = requireNonNull(situation, "situation is null");
  }

  /** Only how it looks; the next look is at the next news of it. */
  Plan plan() {
    StatusDraft draft =
        situation
            .before()
            .run()
            .flatMap(run -> situation.observed().report(run.applicationId()))
            .map(this::seen)
            .orElseGet(this::draft);
    return Situation.step(draft.paused(Intent.WHILE_PAUSED), new Next.OnEvent());
  }

  private StatusDraft draft() {
    return StatusDraft.of(situation.before(), situation.desired().generation(), situation.now());
  }

  private StatusDraft seen(ApplicationReport report) {
    if (report.isLive()) {
      return StatusPicture.of(draft(), situation.before(), report, situation.observed().agent());
    }
    return situation.before().finishedAt().isPresent() ? draft() : ended(report);
  }

  /** Whether it is to be started again is decided when the pause is over. */
  private StatusDraft ended(ApplicationReport report) {
    Run run = situation.before().run().orElseThrow();
    String how = StatusPicture.result(report);
    return draft()
        .run(run)
        .attempt(report.attempt())
        .ended(
            report.finishedAt().orElse(situation.now()),
            how,
            StatusPicture.words(report.diagnostics()))
        .phase(how.equals(SUCCEEDED) ? Phase.SUCCEEDED : Phase.FAILED)
        .resting("Paused", "it ended as " + how + " while nothing is done for it");
  }
}
