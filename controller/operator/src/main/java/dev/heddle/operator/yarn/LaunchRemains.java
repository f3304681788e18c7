package dev.heddle.operator.yarn;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * What launches leave on the cluster, known by this installation's own record of them: what is not
 * on that record, or on another installation's or cluster's, is never shown nor removed (I2). Calls
 * block; each may throw {@link YarnUnavailableException} or {@link YarnRejectedException}, and none
 * returns a part of what there is.
 */
public interface LaunchRemains {

  /** Launches that are not on record as over. */
  List<Launched> open();

  /** Launches that are over, for as long as their logs are Heddle's to remove. */
  List<Launched> over();

  /** Packages of agents that this installation has launched with, but not those it does now. */
  List<AgentPackage> packages();

  /** Whether YARN has the application and it has not ended, asked now (I2). */
  boolean isLive(String applicationId);

  /** Removes the launch's staging directory, as its user, and then it from what is open. */
  void removeStaging(Launched launch);

  /** Removes what YARN has collected of its logs, as its user, and then it from what is over. */
  void removeLogs(Launched launch);

  /**
   * Gives a package up, and removes it where no other installation has it on record.
   *
   * @return false when a look made now says that it is in use
   */
  boolean removePackage(String name);

  /**
   * One launch.
   *
   * @param applicationId the YARN application
   * @param user the user YARN sees
   * @param packages beginnings of the names of the agent's packages that it runs with
   * @param at when this was put on record
   */
  record Launched(String applicationId, String user, Set<String> packages, Instant at) {
    public Launched {
      requireNonNull(applicationId, "applicationId is null");
      requireNonNull(user, "user is null");
      packages = Set.copyOf(packages);
      requireNonNull(at, "at is null");
    }
  }

  /**
   * A package of the agent on the cluster.
   *
   * @param name of the file
   * @param writtenAt when it was brought there
   * @param usedBy applications, of any installation, that run with it
   */
  record AgentPackage(String name, Instant writtenAt, List<String> usedBy) {
    public AgentPackage {
      requireNonNull(name, "name is null");
      requireNonNull(writtenAt, "writtenAt is null");
      usedBy = List.copyOf(usedBy);
    }
  }
}
