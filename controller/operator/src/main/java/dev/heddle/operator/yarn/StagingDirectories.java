package dev.heddle.operator.yarn;

import java.util.Set;

/**
 * What agents keep beside an application, in its user's home: {@code ~/.heddle/APPLICATION_ID}.
 * Calls block, and may throw {@link YarnUnavailableException}.
 */
public interface StagingDirectories {

  /** Removes those of these applications, as their user; what is not there is no error. */
  void remove(String user, Set<String> applicationIds);

  /** Puts on record, where there is one, that these are over and that what they kept is removed. */
  default void over(Set<String> applicationIds) {}
}
