package dev.heddle.operator.main;

import static java.util.Objects.requireNonNull;

import dev.heddle.operator.yarn.WorkspaceRemains;
import dev.heddle.operator.yarn.YarnUnavailableException;
import java.util.function.BooleanSupplier;

/** Files of workspaces, removed only by the process that leads now (I7). */
final class LeaderRemains implements WorkspaceRemains {

  private final WorkspaceRemains remains;
  private final BooleanSupplier leads;

  LeaderRemains(WorkspaceRemains remains, BooleanSupplier leads) {
    this.remains = requireNonNull(remains, "remains is null");
    this.leads = requireNonNull(leads, "leads is null");
  }

  private WorkspaceRemains led() {
    if (!leads.getAsBoolean()) {
      throw new YarnUnavailableException(
          "this operator does not lead; nothing was removed",
          new IllegalStateException("the term is over"));
    }
    return remains;
  }

  @Override
  public void emptyTrash(String user, String workspace) {
    led().emptyTrash(user, workspace);
  }

  @Override
  public void remove(String user, String workspace) {
    led().remove(user, workspace);
  }
}
