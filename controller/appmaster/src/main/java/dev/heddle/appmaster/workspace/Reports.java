package dev.heddle.appmaster.workspace;

import dev.heddle.appmaster.protocol.WorkspaceReport;
import dev.heddle.appmaster.protocol.WorkspaceReport.State;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** How the workspace stands, for people and for the operator. */
final class Reports {
  private static final int MOST_NAMES = 3;

  private Reports() {}

  static WorkspaceReport restoring(String workspace) {
    return new WorkspaceReport(
        State.RESTORING,
        "Restoring",
        "the files of " + workspace + " are being restored",
        Optional.empty(),
        0,
        0);
  }

  static WorkspaceReport notRestored(String workspace) {
    return new WorkspaceReport(
        State.RESTORING,
        "NotRestored",
        "the files of " + workspace + " were not restored, since a stop was asked for",
        Optional.empty(),
        0,
        0);
  }

  static WorkspaceReport failing(Trouble trouble) {
    return failing(trouble, Optional.empty(), 0, 0);
  }

  static WorkspaceReport of(Saving saving, String workspace) {
    int skipped = saving.skipped().size();
    int late = saving.late();
    if (saving.trouble().isPresent()) {
      return failing(saving.trouble().get(), saving.lastSaved(), late, skipped);
    }
    String message = "what changes is saved to " + workspace;
    String reason = "Saved";
    if (skipped > 0) {
      reason = "SavedExceptSkipped";
      message += ", except " + skipped + " files: " + describe(saving.skipped());
    } else if (late > 0) {
      reason = "SavingTakesTime";
      message += "; files that have been waiting for a while: " + late;
    }
    return new WorkspaceReport(State.SAVING, reason, message, saving.lastSaved(), late, skipped);
  }

  private static WorkspaceReport failing(
      Trouble trouble, Optional<Instant> lastSaved, int late, int skipped) {
    return new WorkspaceReport(
        State.FAILING, trouble.reason(), trouble.message(), lastSaved, late, skipped);
  }

  /** The names of a few skipped files and why. */
  static String describe(Map<String, String> skipped) {
    StringBuilder text = new StringBuilder();
    int told = 0;
    for (Map.Entry<String, String> entry : skipped.entrySet()) {
      if (told == MOST_NAMES) {
        return text.append(" and ").append(skipped.size() - told).append(" more").toString();
      }
      text.append(told == 0 ? "" : "; ").append(entry.getKey()).append(": ");
      text.append(entry.getValue());
      told++;
    }
    return text.toString();
  }
}
