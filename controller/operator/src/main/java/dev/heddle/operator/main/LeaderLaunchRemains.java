package dev.heddle.operator.main;

import static java.util.Objects.requireNonNull;

import dev.heddle.operator.yarn.LaunchRemains;
import dev.heddle.operator.yarn.YarnUnavailableException;
import java.util.List;
import java.util.function.BooleanSupplier;

/** What launches leave, shown to everybody, and removed only by the process that leads now (I7). */
final class LeaderLaunchRemains implements LaunchRemains {

  private final LaunchRemains remains;
  private final BooleanSupplier leads;

  LeaderLaunchRemains(LaunchRemains remains, BooleanSupplier leads) {
    this.remains = requireNonNull(remains, "remains is null");
    this.leads = requireNonNull(leads, "leads is null");
  }

  private LaunchRemains led() {
    if (!leads.getAsBoolean()) {
      throw new YarnUnavailableException(
          "this operator does not lead; nothing was removed",
          new IllegalStateException("the term is over"));
    }
    return remains;
  }

  @Override
  public List<Launched> open() {
    return remains.open();
  }

  @Override
  public List<Launched> over() {
    return remains.over();
  }

  @Override
  public List<AgentPackage> packages() {
    return remains.packages();
  }

  @Override
  public boolean isLive(String applicationId) {
    return remains.isLive(applicationId);
  }

  @Override
  public void removeStaging(Launched launch) {
    led().removeStaging(launch);
  }

  @Override
  public void removeLogs(Launched launch) {
    led().removeLogs(launch);
  }

  @Override
  public boolean removePackage(String name) {
    return led().removePackage(name);
  }
}
