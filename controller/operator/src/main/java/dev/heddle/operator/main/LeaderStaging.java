package dev.heddle.operator.main;

import static java.util.Objects.requireNonNull;

import dev.heddle.operator.yarn.StagingDirectories;
import dev.heddle.operator.yarn.YarnUnavailableException;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** Staging directories, removed only by the process that leads now (I7). */
final class LeaderStaging implements StagingDirectories {

  private final StagingDirectories directories;
  private final BooleanSupplier leads;

  LeaderStaging(StagingDirectories directories, BooleanSupplier leads) {
    this.directories = requireNonNull(directories, "directories is null");
    this.leads = requireNonNull(leads, "leads is null");
  }

  @Override
  public void remove(String user, Set<String> applicationIds) {
    led().remove(user, applicationIds);
  }

  @Override
  public void over(Set<String> applicationIds) {
    led().over(applicationIds);
  }

  private StagingDirectories led() {
    if (!leads.getAsBoolean()) {
      throw new YarnUnavailableException(
          "this operator does not lead; nothing was removed",
          new IllegalStateException("the term is over"));
    }
    return directories;
  }
}
